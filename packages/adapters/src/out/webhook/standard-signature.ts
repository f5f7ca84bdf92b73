/** Signatures of outgoing events after Standard Webhooks (standardwebhooks.com), for which receivers find a library in most languages. */
import { createHmac } from 'node:crypto'

const PREFIX = 'whsec_'
const KEY_BYTES_MIN = 24
const KEY_BYTES_MAX = 64
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/

/** The key of a secret `whsec_<base64>`, or undefined where it is none of 24 to 64 bytes. */
export function keyOfSecret(secret: string): Buffer | undefined {
  const text = secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : ''
  if (!BASE64.test(text)) return undefined
  const key = Buffer.from(text, 'base64')
  return key.length < KEY_BYTES_MIN || key.length > KEY_BYTES_MAX ? undefined : key
}

/** A secret of random bytes, as it is shown to whoever sets up the receiver. */
export function secretOfKey(key: Uint8Array): string {
  return `${PREFIX}${Buffer.from(key).toString('base64')}`
}

export interface SignedEvent {
  /** The event's id, the same on every attempt. */
  id: string
  /** Of the attempt, in whole seconds since 1970. */
  timestamp: number
  body: string
}

/**
 * The three headers. The signature is `v1,` and the base64 HMAC-SHA256 of `<id>.<timestamp>.<body>`, one for each secret that is in
 * use, separated by spaces: a receiver takes any of them, so that a secret can be replaced without losing events.
 */
export function signEvent(secrets: readonly string[], { id, timestamp, body }: SignedEvent): Record<string, string> {
  const signatures = secrets.flatMap((secret) => {
    const key = keyOfSecret(secret)
    return key ? [`v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`, 'utf8').digest('base64')}`] : []
  })
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': signatures.join(' '),
  }
}
