/** What a subject says by its words: the state, how bad it is, and what it is about when those are taken away. */
import type { SignalState } from '@tocsin/core/detect/signal.ts'
import type { SourceSeverity } from '@tocsin/core/kernel/scales.ts'

const REPLY = /^\s*(?:(?:re|aw|fwd?|wg|sv|antw|tr|rv|返信|転送)\s*(?:\[\d+\])?\s*[:：]\s*)+/i

const CLEAR = words('recovery recovered resolved ok okay cleared clear closed up normal restored fixed healthy')
const OPEN = words(
  'problem firing triggered down critical crit warning warn unknown error failed failure fail unreachable outage fatal emergency disaster',
)
const ACKNOWLEDGED = words('acknowledgement acknowledged acknowledgment')
/** Said of what comes and goes alike. */
const NEUTRAL = words('alert alarm notification high medium low minor major info again now back')
/** These mean the end also where nobody has put them into capitals. */
const CLEAR_AT_FRONT = words('recovery recovered resolved')

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(' '))
}

/** Words that were made to stand out, or that say what something is now, the last first. */
const CANDIDATE =
  /(?<is>\b(?:is|are|now|back|to|state|status)[\s:=]+|(?:->|→|=>)\s*)?(?<not>\b(?:not|never|no longer|isn't)\s+)?(?<word>\b(?!not\b|never\b)[a-z]+\b)/gi
const JAPANESE_CLEAR = /^[\s【［[(（]*(?:復旧|回復|解消|正常)|(?:復旧|回復|解消)(?:しました|済|完了|のお知らせ)/
const BODY_STATE =
  /^[ \t]{0,20}(?:notification type|new state value|new state|state|status|状態|ステータス)[ \t]{0,20}[:=：][ \t]{0,20}([a-z]+)/gim

/** `firing` unless the mail says something else: of two mistakes a page too many is the better one. */
export function stateOfWords(subject: string, body: string): SignalState {
  const said = withoutReply(subject)
  return stateAtFront(said) ?? stateInside(said) ?? stateInBody(body) ?? 'firing'
}

function stateAtFront(subject: string): SignalState | undefined {
  if (JAPANESE_CLEAR.test(subject)) return 'resolved'
  const [, mark = '', word = '', next = ''] = /^([\s*[(【［#!<-]*)([a-z]+)(.?)/i.exec(subject) ?? []
  const stands = isCapital(word) || mark.trim() !== '' || /[:\]】）)!-]/.test(next)
  const state = stateOf(word)
  if (state === 'resolved' && !stands && !CLEAR_AT_FRONT.has(word.toLowerCase())) return undefined
  return state
}

/** Of several the last counts: `OK -> CRITICAL`. */
function stateInside(subject: string): SignalState | undefined {
  let found: SignalState | undefined
  for (const { groups = {} } of subject.matchAll(CANDIDATE)) {
    const { not, is, word = '' } = groups
    const state = stateOf(word)
    if (state === undefined || (is === undefined && !isCapital(word))) continue
    if (not === undefined) found = state
    else if (state === 'resolved') found = 'firing'
  }
  return found
}

function stateInBody(body: string): SignalState | undefined {
  for (const [, word = ''] of body.matchAll(BODY_STATE)) {
    const state = stateOf(word)
    if (state !== undefined) return state
  }
  return undefined
}

function stateOf(word: string): SignalState | undefined {
  const known = word.toLowerCase()
  if (CLEAR.has(known)) return 'resolved'
  if (OPEN.has(known)) return 'firing'
  return ACKNOWLEDGED.has(known) ? 'acknowledged' : undefined
}

function isCapital(word: string): boolean {
  return word.length > 1 && word === word.toUpperCase()
}

const SEVERITIES: readonly [SourceSeverity, RegExp][] = [
  ['critical', /\b(?:critical|crit|fatal|disaster|emergency|outage|down|p1|sev-?1)\b|緊急|重大|停止|ダウン/i],
  ['high', /\b(?:error|failed|failure|major|high|unreachable|p2|sev-?2)\b|障害|異常|エラー/i],
  ['medium', /\b(?:warning|warn|medium|average|p3|sev-?3)\b|警告|注意/i],
  ['low', /\b(?:minor|low|p4|sev-?4)\b/i],
  ['info', /\b(?:info|informational|notice|p5|sev-?5)\b/i],
]

/** The worst word of a subject; undefined when it has none. */
export function severityOfWords(subject: string): SourceSeverity | undefined {
  return SEVERITIES.find(([, pattern]) => pattern.test(subject))?.[0]
}

const TIME =
  /\b\d{4}[-/]\d{1,2}[-/]\d{1,2}(?:[T ]\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})?)?\b|\b\d{1,2}:\d{2}(?::\d{2})?\b/g
const AMOUNT = /[-+]?\d+(?:[.,]\d+)?\s?%/g
const LASTED = /\bresolved in (?:\d+\s?[a-z]+\s?)+/gi
const TAG = /[[【［(](?:firing|resolved)\s*:\s*\d+[\]】］)]/gi
const JAPANESE_STATE = /(?:復旧|回復|解消|発生)(?:しました|済み?|完了)?|障害|異常|正常|警告/g

/**
 * What a subject is about, so that the mail that says "again well" is about the same: without `Re:`, words of state and of severity,
 * times and percentages. Empty where nothing is left.
 */
export function topicOf(subject: string): string {
  return withoutReply(subject)
    .replace(TAG, ' ')
    .replace(LASTED, ' ')
    .replace(TIME, ' ')
    .replace(AMOUNT, ' ')
    .replace(JAPANESE_STATE, ' ')
    .replace(/\b[a-z]+\b/gi, (word) => (isAboutState(word.toLowerCase()) ? ' ' : word))
    .replace(/[*[\]【】［］!<>→]+|->|=>/g, ' ')
    .replace(/(^|\s)[:;,|.=-]+(?=\s|$)/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase()
}

function isAboutState(word: string): boolean {
  return CLEAR.has(word) || OPEN.has(word) || ACKNOWLEDGED.has(word) || NEUTRAL.has(word)
}

export function withoutReply(subject: string): string {
  return subject.replace(REPLY, '')
}
