/**
 * What somebody asks for by answering a page. The first line of their own says it; whatever else they wrote goes along as words. A word
 * counts alone, or set off from what follows: "taken down the server" is a note, and so is a question.
 */
import type { Mail, MailAttachment } from './mail.ts'
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

/** Inline pictures up to this size are logos and smileys of signatures; a screenshot is larger. */
const ORNAMENT_BYTES_MAX = 8 * 1024

/** What somebody sent along because it says something. */
export function filesOfReply({ attachments }: Pick<Mail, 'attachments'>): MailAttachment[] {
  return attachments.filter(({ isInline, bytes }) => !isInline || bytes > ORNAMENT_BYTES_MAX)
}

/** Where mail programs put an inline picture into the plain text; it is kept beside the words. */
const PICTURE_PLACE = /^\[(?:image: [^\]\n]*|cid:[^\]\n]*)\]$/gm

/** @returns words alone; a reply that has none but brings files is a note without words */
export function readPageReply(mail: Pick<Mail, 'text' | 'attachments'>): PageReply {
  const whole = ownReplyText(mail.text)
  const own = mail.attachments.some(({ isInline }) => isInline) ? whole.replace(PICTURE_PLACE, '').trim() : whole
  if (own === '') return filesOfReply(mail).length > 0 ? { kind: 'note', text: '' } : { kind: 'empty' }
  const [first = '', ...others] = own.split('\n')
  const asked = readFirstLine(first.trim())
  if (asked === undefined) return { kind: 'note', text: own }
  const note = [asked.rest, others.join('\n').trim()].filter((part) => part.trim() !== '').join('\n')
  return { kind: asked.kind, note }
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
