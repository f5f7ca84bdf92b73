import { parseInstant } from '@tocsin/core/kernel/instant.ts'
import type { Failure } from './failure.ts'
import type { NetResponse } from './net.ts'
import { oneLine } from './plain-text.ts'

/** A page that waits longer than this for one provider had better go to the next contact. */
export const RETRY_AFTER_MS_MAX = 5 * 60_000

const REASON_CHARS_MAX = 200

/**
 * What an HTTP answer other than 2xx means (RFC 9110 §15). 408, 425, 429 and 5xx pass, at the pace that `Retry-After` asks for, at
 * most {@link RETRY_AFTER_MS_MAX}; redirects are not followed and other 4xx stay.
 *
 * @param sentAt the attempt's instant, RFC 3339: what a `Retry-After` with a date is counted from
 * @param reason what the provider's body says, in its own format
 */
export function failureOfStatus(response: NetResponse, sentAt: string, reason = response.body): Failure {
  const cause = describe(response, reason)
  const { status } = response
  if (status === 408 || status === 425 || status === 429 || status >= 500) {
    const retryAfterMs = parseRetryAfter(response.headers['retry-after'], sentAt)
    const code = status === 429 ? 'rate_limited' : 'provider_error'
    return { code, retry: 'later', cause, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) }
  }
  if (status === 401 || status === 403) return { code: 'bad_credentials', retry: 'never', cause }
  if (status === 404 || status === 410) return { code: 'bad_address', retry: 'never', cause }
  return { code: 'refused', retry: 'never', cause }
}

/** `Retry-After` in milliseconds (seconds or an HTTP date, RFC 9110 §10.2.3), bounded; absent when unreadable. */
export function parseRetryAfter(value: string | undefined, sentAt: string): number | undefined {
  if (value === undefined) return undefined
  if (/^\s*\d{1,9}\s*$/.test(value)) return bounded(Number(value) * 1_000)
  const from = parseInstant(sentAt)
  const until = Date.parse(value)
  return from === undefined || Number.isNaN(until) ? undefined : bounded(until - from)
}

function bounded(ms: number): number {
  return Math.min(Math.max(0, ms), RETRY_AFTER_MS_MAX)
}

function describe({ status, headers }: NetResponse, reason: string): string {
  if (status >= 300 && status < 400) {
    const target = originOf(headers.location)
    return `answered ${status}, a redirect${target}; redirects are not followed`
  }
  const said = oneLine(reason, REASON_CHARS_MAX)
  return said === '' ? `answered ${status}` : `answered ${status}: ${said}`
}

/** Only the origin: paths of webhooks are often secret, and causes are shown. */
function originOf(location: string | undefined): string {
  return location !== undefined && URL.canParse(location) ? ` to ${new URL(location).origin}` : ''
}
