import type { CheckNet } from '@tocsin/adapters/check/check-net.ts'
import { LIMITS } from '@tocsin/core/kernel/limits.ts'

const REDIRECTS_MAX = 5
const HEADERS = { accept: 'text/calendar, text/plain;q=0.5, */*;q=0.1', 'user-agent': 'Tocsin' }

/** What a server knows a text by, so that it need not send the same again (RFC 9110 13.1). */
export interface Validators {
  etag?: string
  modified?: string
}

/** Why there is no calendar at an address, in a word that a screen has a sentence for. */
export const CALENDAR_FAILURES = [
  'unreachable',
  'timeout',
  'tls',
  'not_allowed',
  'refused',
  'gone',
  'busy',
  'bad_status',
  'too_large',
  'redirects',
  'no_calendar',
  'key_lost',
] as const
export type CalendarFailure = (typeof CALENDAR_FAILURES)[number]

export interface CalendarProblem {
  /** Completes "the address …"; it may name where the address leads. */
  problem: string
  failure: CalendarFailure
  /** What the server answered with. */
  status?: number
}

type Fetched = { text: string; validators: Validators } | { isUnchanged: true } | CalendarProblem
type HttpNet = Pick<CheckNet, 'http'>

/** The text behind the address of a calendar, or why there is none. */
export async function fetchCalendar(net: HttpNet, url: string): Promise<string | { problem: string }> {
  const fetched = await fetchIfChanged(net, url, {})
  if ('text' in fetched) return fetched.text
  return 'problem' in fetched ? fetched : { problem: 'answers with status 304' }
}

/** The same, unless the server still has what it is known by. The address of each redirect is judged like the first. */
export async function fetchIfChanged(net: HttpNet, url: string, known: Validators): Promise<Fetched> {
  const conditions = {
    ...(known.etag !== undefined && { 'if-none-match': known.etag }),
    ...(known.modified !== undefined && { 'if-modified-since': known.modified }),
  }
  let at = url
  for (let hop = 0; hop <= REDIRECTS_MAX; hop += 1) {
    const answer = await net.http({
      ...{ method: 'GET', url: at, headers: { ...HEADERS, ...conditions }, isVerified: true },
      bodyBytesMax: LIMITS.calendarBytesMax,
    })
    if ('error' in answer)
      return { problem: answer.cause, failure: answer.error === 'forbidden' ? 'not_allowed' : answer.error }
    const { status, headers, body, isBodyCut } = answer
    if (status === 304 && Object.keys(conditions).length > 0) return { isUnchanged: true }
    if (status >= 300 && status < 400 && headers.location !== undefined) {
      const next = URL.parse(headers.location, at)
      if (!next) return { problem: `leads to ${headers.location}, which is no address`, failure: 'redirects' }
      at = next.href
    } else if (status !== 200)
      return { problem: `answers with status ${status}${hintFor(status)}`, failure: failureOf(status), status }
    else if (isBodyCut)
      return { problem: `is larger than ${LIMITS.calendarBytesMax / 1024 / 1024} MB`, failure: 'too_large' }
    else return { text: body, validators: validatorsOf(headers) }
  }
  return { problem: `leads on and on: more than ${REDIRECTS_MAX} redirects`, failure: 'redirects' }
}

const VALIDATOR_CHARS_MAX = 500

function validatorsOf({ etag, 'last-modified': modified }: Record<string, string>): Validators {
  const isKept = (value: string | undefined) => value !== undefined && value.length <= VALIDATOR_CHARS_MAX
  return { ...(etag && isKept(etag) && { etag }), ...(modified && isKept(modified) && { modified }) }
}

function hintFor(status: number): string {
  if (status === 401 || status === 403) return '; it needs the secret address of the calendar'
  return status === 404 || status === 410 ? '; the calendar is gone, or its address was reset' : ''
}

function failureOf(status: number): CalendarFailure {
  if (status === 401 || status === 403) return 'refused'
  if (status === 404 || status === 410) return 'gone'
  return status === 429 || status >= 500 ? 'busy' : 'bad_status'
}
