import { z } from 'zod'
import { checkHttpAddress } from '../http-address.ts'
import { AUTH_BYTES, isPublicKey } from './encryption.ts'

/** What a browser says of itself when it is subscribed (`PushSubscription.toJSON`). The whole of it is a secret of its owner. */
export const subscriptionSchema = z.object({
  endpoint: z
    .string()
    .refine((url) => checkHttpAddress(url) === undefined, 'expected the address that the browser gave'),
  keys: z.object({
    p256dh: z.string().refine((text) => isPublicKey(decode(text)), 'expected a point of the curve P-256 in base64url'),
    auth: z.string().refine((text) => decode(text).length === AUTH_BYTES, `expected ${AUTH_BYTES} bytes in base64url`),
  }),
})

export type Subscription = z.infer<typeof subscriptionSchema>

/** Reads what is kept as the secret of a contact; undefined where it is damaged. */
export function parseSubscription(text: string | undefined): Subscription | undefined {
  if (text === undefined) return undefined
  try {
    const parsed = subscriptionSchema.safeParse(JSON.parse(text))
    return parsed.success ? parsed.data : undefined
  } catch {
    return undefined
  }
}

/**
 * A sentence that says why nothing may be sent to an address, or nothing. Whoever subscribes a browser chooses where we send to, so
 * that is https in the public network, and what the admin named besides.
 */
export function checkEndpoint(endpoint: string, allowedOrigins: readonly string[]): string | undefined {
  const { protocol, origin } = new URL(endpoint)
  if (protocol === 'https:' || allowedOrigins.includes(origin)) return undefined
  return `The push service ${origin} does not speak https.`
}

function decode(text: string): Buffer {
  return Buffer.from(text, 'base64url')
}
