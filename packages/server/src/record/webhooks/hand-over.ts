/** Hands one event to its receiver: a signed POST, and what the answer means. */
import type { Net } from '@tocsin/adapters/out/net.ts'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import type { DeliveryTry } from '../../shell/database/webhook-tables.ts'

const TIMEOUT_MS = 15_000
const ANSWER_CHARS_KEPT = 1_000
const ERROR_CHARS_KEPT = 300
const GONE = 410
const TOO_MANY = 429
const UNAVAILABLE = 503

export interface HandOver {
  url: string
  body: string
  /** What proves who sends, of a request of that instant; undefined where that cannot be said any more. */
  sign(at: Instant): Record<string, string> | undefined
}

export interface HandedOver {
  tried: DeliveryTry
  /** The receiver says that it wants no more, ever. */
  isGone: boolean
  /** The value of `Retry-After`, where the receiver asks for time. */
  retryAfter: string | undefined
}

/** Never throws for what the world does. `now` is asked twice: before, and when the answer is there. */
export async function handOverEvent(
  net: Pick<Net, 'fetch'>,
  { url, body, sign }: HandOver,
  now: () => Instant,
): Promise<HandedOver> {
  const at = now()
  const proof = sign(at)
  if (!proof) return { tried: unreadable(at), isGone: false, retryAfter: undefined }
  const response = await net.fetch({
    method: 'POST',
    url,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'user-agent': 'Tocsin',
      ...proof,
    },
    body,
    timeoutMs: TIMEOUT_MS,
  })
  const ms = Math.max(0, now() - at)
  if ('error' in response) {
    const error = `could not be reached: ${response.cause}`.slice(0, ERROR_CHARS_KEPT)
    return { tried: { at, ms, status: null, error, answer: '' }, isGone: false, retryAfter: undefined }
  }
  const { status, headers } = response
  const mayAsk = status === TOO_MANY || status === UNAVAILABLE
  return {
    // What a text column of the database cannot hold is left out.
    tried: { at, ms, status, error: errorOf(status), answer: storable(response.body.slice(0, ANSWER_CHARS_KEPT)) },
    isGone: status === GONE,
    retryAfter: mayAsk ? headers['retry-after'] : undefined,
  }
}

function unreadable(at: Instant): DeliveryTry {
  const error = 'its secret cannot be read with the key of this installation: make a new one'
  return { at, ms: 0, status: null, error, answer: '' }
}

function errorOf(status: number): string | null {
  if (status >= 200 && status < 300) return null
  if (status === GONE) return 'answered 410: it wants no more events'
  return status >= 300 && status < 400 ? `answered ${status}: redirects are not followed` : `answered ${status}`
}

function storable(text: string): string {
  return text.replaceAll('\0', '').toWellFormed()
}
