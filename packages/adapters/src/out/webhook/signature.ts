import { createHmac } from 'node:crypto'

/**
 * `v1=` and the lower-case hexadecimal HMAC-SHA256 of `<timestamp>.<body>` under the contact's secret, all UTF-8. The timestamp is
 * inside, so that a receiver can refuse an old request that somebody plays again. Described in docs/channels.md.
 */
export function signBody(secret: string, timestamp: string, body: string): string {
  return `v1=${createHmac('sha256', secret).update(`${timestamp}.${body}`, 'utf8').digest('hex')}`
}
