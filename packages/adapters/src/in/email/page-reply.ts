/**
 * What somebody asks for by answering a page. The first line of their own says it; whatever else they wrote goes along as words. A word
 * counts alone, or set off from what follows: "taken down the server" is a note, and so is a question.
 */
import type { Mail } from './mail.ts'
import { ownReplyText } from './own-text.ts'

export type PageReply =
  /** Words beside it are a note of its own. */
  | { kind: 'acknowledge'; note: string }
  | { kind: 'resolve'; note: string }
  | { kind: 'note'; text: string }
  /** There is nothing in it. */
  | { kind: 'empty' }

const ACKNOWLEDGE =
  /^(?:ack(?:ed|nowledged?)?|taken|on it|確認(?:しました|します)?|対応します|了解(?:です|しました)?)$/i
const RESOLVE = /^(?:resolved?|fixed|解決(?:済み?|しました)?|復旧(?:済み?|しました)?)$/i
/** Words that cannot be the beginning of another sentence: what follows them needs no comma. */
const RESOLVE_WITH_WORDS = /^resolved?\s+(\S.*)$/i
const ACKNOWLEDGE_WITH_WORDS = /^ack\s+(\S.*)$/i
/** The word, what sets it off, and the rest of the line. */
const SET_OFF = /^(.{1,20}?)\s*[,.:;!、。！：–—-]+\s*(.*)$/

export function readPageReply({ text, attachments }: Pick<Mail, 'text' | 'attachments'>): PageReply {
  const own = ownReplyText(text)
  const left = attachments.map(({ name }) => name || 'unnamed')
  const leftOut = left.length === 0 ? '' : `(Attached to the mail, and not kept: ${left.join(', ')})`
  const noteOf = (...parts: string[]) => [...parts, leftOut].filter((part) => part.trim() !== '').join('\n')
  if (own === '') return { kind: 'empty' }
  const [first = '', ...others] = own.split('\n')
  const asked = readFirstLine(first.trim())
  if (asked === undefined) return { kind: 'note', text: noteOf(own) }
  return { kind: asked.kind, note: noteOf(asked.rest, others.join('\n').trim()) }
}

function readFirstLine(line: string): { kind: 'acknowledge' | 'resolve'; rest: string } | undefined {
  if (/[?？]\s*$/.test(line)) return undefined
  const [, word = line, rest = ''] = SET_OFF.exec(line) ?? []
  if (ACKNOWLEDGE.test(word.trim())) return { kind: 'acknowledge', rest }
  if (RESOLVE.test(word.trim())) return { kind: 'resolve', rest }
  const resolved = RESOLVE_WITH_WORDS.exec(line)?.[1]
  if (resolved !== undefined) return { kind: 'resolve', rest: resolved }
  const acknowledged = ACKNOWLEDGE_WITH_WORDS.exec(line)?.[1]
  return acknowledged === undefined ? undefined : { kind: 'acknowledge', rest: acknowledged }
}
