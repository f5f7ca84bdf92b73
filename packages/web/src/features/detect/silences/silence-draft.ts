import type { Silence } from '../../../api/types.ts'
import { instantOfLocalTime, localTimeOf, nextHour } from '../../../ui/time/zone-time.ts'

export const OPERATORS = ['is', 'isNot', 'matches', 'matchesNot'] as const
export type Operator = (typeof OPERATORS)[number]

/** As other tools and the API write them. */
export const OPERATOR_SIGNS: Record<Operator, string> = { is: '=', isNot: '!=', matches: '=~', matchesNot: '!~' }

export interface DraftMatcher {
  /** Keeps the line's place while others come and go. */
  key: number
  name: string
  operator: Operator
  value: string
}

export const LENGTHS = ['half', 'two', 'morning', 'tomorrow', 'custom'] as const
export type Length = (typeof LENGTHS)[number]

export interface SilenceDraft {
  matchers: DraftMatcher[]
  /** A local time; empty means now. Of a silence that began already: undefined, because that cannot change. */
  from: string | undefined
  length: Length
  /** A local time, for the length `custom`. */
  until: string
  comment: string
}

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const MORNING_HOUR = 9
/** Before this “until 09:00” can mean today. */
const NIGHT_ENDS_HOUR = 8

const emptyMatcher = (key: number): DraftMatcher => ({ key, name: '', operator: 'is', value: '' })

export function newDraft(labels: Readonly<Record<string, string>> = {}): SilenceDraft {
  const matchers = Object.entries(labels).map(
    ([name, value], key): DraftMatcher => ({ key, name, operator: 'is', value }),
  )
  return {
    matchers: matchers.length > 0 ? matchers : [emptyMatcher(0)],
    from: '',
    length: 'two',
    until: '',
    comment: '',
  }
}

/** What a silence says, to be changed; of one that is over: to be set again from now on. */
export function draftOfSilence({ matchers, state, starts_at, ends_at, comment }: Silence, zone: string): SilenceDraft {
  return {
    matchers: matchers.map(
      ({ name, value, is_regex, is_equal }, key): DraftMatcher => ({
        ...{ key, name, value },
        operator: is_regex ? (is_equal ? 'matches' : 'matchesNot') : is_equal ? 'is' : 'isNot',
      }),
    ),
    from: state === 'active' ? undefined : state === 'pending' ? localTimeOf(Date.parse(starts_at), zone) : '',
    length: state === 'expired' ? 'two' : 'custom',
    until: state === 'expired' ? '' : localTimeOf(Date.parse(ends_at), zone),
    comment,
  }
}

export function withMatcher(matchers: readonly DraftMatcher[]): DraftMatcher[] {
  return [...matchers, emptyMatcher(1 + Math.max(-1, ...matchers.map(({ key }) => key)))]
}

/** Without the line; one empty line is always left to write in. */
export function withoutMatcher(matchers: readonly DraftMatcher[], key: number): DraftMatcher[] {
  const rest = matchers.filter((matcher) => matcher.key !== key)
  return rest.length > 0 ? rest : [emptyMatcher(key + 1)]
}

/** Lines that name a label, as the API takes them. */
export function matchersOf(matchers: readonly DraftMatcher[]) {
  return writtenMatchers(matchers).map(({ name, operator, value }) => ({
    ...{ name: name.trim(), value },
    is_regex: operator === 'matches' || operator === 'matchesNot',
    is_equal: operator === 'is' || operator === 'matches',
  }))
}

export function writtenMatchers(matchers: readonly DraftMatcher[]): DraftMatcher[] {
  return matchers.filter(({ name }) => name.trim() !== '')
}

/** The same as texts, e.g. `host=~"db-.*"`: what the preview asks for. */
export function matcherTexts(matchers: readonly DraftMatcher[]): string[] {
  return writtenMatchers(matchers).map(({ name, operator, value }) => {
    const quotable = /[\s{}!=~,\\"'`]/.test(name.trim()) ? JSON.stringify(name.trim()) : name.trim()
    const escaped = value.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"')
    return `${quotable}${OPERATOR_SIGNS[operator]}"${escaped}"`
  })
}

/** Which lengths are offered: “until 09:00” while that is still to come and far enough to be worth it. */
export function lengthsAt(startMs: number, zone: string): Length[] {
  const hour = Number(localTimeOf(startMs, zone).slice(11, 13))
  return LENGTHS.filter((length) => length !== 'morning' || hour < NIGHT_ENDS_HOUR)
}

/** From when until when; undefined where it is not written yet. */
export function spanOf({ from, length, until }: SilenceDraft, nowMs: number, zone: string) {
  const startMs = from === '' || from === undefined ? nowMs : instantOfLocalTime(from, zone)
  return { startMs, endMs: startMs === undefined ? undefined : endOf(length, until, startMs, zone) }
}

function endOf(length: Length, until: string, startMs: number, zone: string): number | undefined {
  switch (length) {
    case 'half':
      return startMs + 30 * minuteMs
    case 'two':
      return startMs + 2 * hourMs
    case 'morning':
      return nextHour(startMs, zone, MORNING_HOUR, 0)
    case 'tomorrow':
      return nextHour(startMs, zone, MORNING_HOUR, 1)
    case 'custom':
      return instantOfLocalTime(until, zone)
  }
}

export type Missing = 'matchers' | 'until' | 'comment'

/** What is still needed before it can be set. */
export function missingOf(draft: SilenceDraft, nowMs: number, zone: string): Missing[] {
  const { startMs, endMs } = spanOf(draft, nowMs, zone)
  const isEndAhead = startMs !== undefined && endMs !== undefined && endMs > Math.max(nowMs, startMs)
  const missing: Missing[] = []
  if (writtenMatchers(draft.matchers).length === 0) missing.push('matchers')
  if (!isEndAhead) missing.push('until')
  if (draft.comment.trim() === '') missing.push('comment')
  return missing
}

/** What is sent. A start in the past means now, and is left out; that of a silence that began stays. */
export function bodyOfDraft(draft: SilenceDraft, nowMs: number, zone: string, began?: string) {
  const { startMs = nowMs, endMs = nowMs } = spanOf(draft, nowMs, zone)
  const instant = (atMs: number) => new Date(atMs).toISOString()
  const start = draft.from === undefined ? began : startMs > nowMs ? instant(startMs) : undefined
  return {
    matchers: matchersOf(draft.matchers),
    ...(start !== undefined && { starts_at: start }),
    ends_at: instant(endMs),
    comment: draft.comment.trim(),
  }
}
