import type { CheckNet } from '@tocsin/adapters/check/check-net.ts'
import { LIMITS } from '@tocsin/core/kernel/limits.ts'

const REDIRECTS_MAX = 5
const HEADERS = { accept: 'text/calendar, text/plain;q=0.5, */*;q=0.1', 'user-agent': 'Tocsin' }

/** The text behind the address of a calendar, or why there is none. The address of each redirect is judged like the first. */
export async function fetchCalendar(net: Pick<CheckNet, 'http'>, url: string): Promise<string | { problem: string }> {
  let at = url
  for (let hop = 0; hop <= REDIRECTS_MAX; hop += 1) {
    const answer = await net.http({
      ...{ method: 'GET', url: at, headers: HEADERS, isVerified: true },
      bodyBytesMax: LIMITS.calendarBytesMax,
    })
    if ('error' in answer) return { problem: answer.cause }
    const { status, headers, body, isBodyCut } = answer
    if (status >= 300 && status < 400 && headers.location !== undefined) {
      const next = URL.parse(headers.location, at)
      if (!next) return { problem: `leads to ${headers.location}, which is no address` }
      at = next.href
    } else if (status !== 200) return { problem: `answers with status ${status}${hintFor(status)}` }
    else if (isBodyCut) return { problem: `is larger than ${LIMITS.calendarBytesMax / 1024 / 1024} MB` }
    else return body
  }
  return { problem: `leads on and on: more than ${REDIRECTS_MAX} redirects` }
}

function hintFor(status: number): string {
  if (status === 401 || status === 403) return '; it needs the secret address of the calendar'
  return status === 404 || status === 410 ? '; the calendar is gone, or its address was reset' : ''
}
