import { createHmac, hash, timingSafeEqual } from 'node:crypto'

/** Requests that are older, or from the future, may have been recorded. */
const AGE_S_MAX = 300

export interface SlackProof {
  timestamp: string | undefined
  signature: string | undefined
  /** As it came: not a byte may have changed. */
  body: Uint8Array
}

/**
 * Whether a request comes from the app of this secret: `v0=` and the HMAC-SHA256 of `v0:<timestamp>:<body>`
 * (https://api.slack.com/authentication/verifying-requests-from-slack).
 */
export function isFromSlack(
  secret: string,
  { timestamp = '', signature = '', body }: SlackProof,
  nowMs: number,
): boolean {
  if (!/^\d{1,12}$/.test(timestamp) || Math.abs(nowMs / 1_000 - Number(timestamp)) > AGE_S_MAX) return false
  const expected = `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:`).update(body).digest('hex')}`
  return timingSafeEqual(hash('sha256', signature, 'buffer'), hash('sha256', expected, 'buffer'))
}
