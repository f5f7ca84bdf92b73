import { present } from '@tocsin/core/kernel/assert.ts'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { parseInstant } from '@tocsin/core/kernel/instant.ts'
import { z } from 'zod'
import type { ContactAddress, Message, OutChannel, SendResult } from '../channel.ts'
import type { Failure } from '../failure.ts'
import { checkHttpAddress } from '../http-address.ts'
import { failureOfStatus } from '../http-failure.ts'
import type { Net, NetResponse } from '../net.ts'
import { failureOfNetError } from '../net-failure.ts'
import { deriveSenderKeys, encryptPush } from './encryption.ts'
import { deliveryOf, formatPush } from './notification.ts'
import { checkEndpoint, parseSubscription, type Subscription } from './subscription.ts'
import { isVapidPair, type VapidKeys, vapidAuthorization } from './vapid.ts'

const TIMEOUT_MS = 10_000

export const webpushConfigSchema = z
  .strictObject({
    /** Where operators of push services reach the operator of this installation; without it the console's address, if that is https. */
    subject: z
      .string()
      .regex(
        /^(mailto:\S+@\S+|https:\/\/\S+)$/,
        'expected mailto:ops@example.com or an address that begins with https://',
      )
      .optional(),
    /** Push services within one's own network, by origin. Others are reached by https, and only where everybody reaches them. */
    push_services: z
      .array(
        z
          .string()
          .refine((url) => isOrigin(url), 'expected the origin of a push service such as https://push.example.com'),
      )
      .max(20)
      .default([]),
    /** A pair of one's own; without it the one that the installation made for itself. Browsers are bound to the pair. */
    vapid: z
      .strictObject({ public_key: z.string(), private_key: z.string() })
      .refine(isVapidPair, 'expected a pair of VAPID keys in base64url, which belong together')
      .optional(),
  })
  .prefault({})

export type WebpushConfig = z.infer<typeof webpushConfigSchema>

async function send(net: Net, config: WebpushConfig, contact: ContactAddress, message: Message): Promise<SendResult> {
  const subscription = parseSubscription(contact.secret)
  if (subscription === undefined) {
    return fail('bad_credentials', 'what this browser is pushed with cannot be read; subscribe it again under Account')
  }
  if (config.vapid === undefined) return fail('not_configured', 'this installation has no keys for web push')
  const problem = checkEndpoint(subscription.endpoint, config.push_services)
  if (problem !== undefined) return fail('bad_address', problem)
  const response = await net.fetch({
    method: 'POST',
    url: subscription.endpoint,
    ...requestOf(subscription, config.vapid, subjectOf(config, message), message),
    timeoutMs: TIMEOUT_MS,
    isPublicOnly: !config.push_services.includes(new URL(subscription.endpoint).origin),
  })
  if ('error' in response) return { failure: failureOfNetError(response) }
  if (response.status < 200 || response.status > 299) return { failure: failureOf(response, message) }
  const ref = response.headers.location?.split('/').at(-1)
  return { handedOver: true, ...(ref ? { providerRef: ref.slice(0, 100) } : {}), isDelivered: false }
}

function requestOf(
  { endpoint, keys }: Subscription,
  vapid: VapidKeys,
  subject: string | undefined,
  message: Message,
): { headers: Record<string, string>; body: Uint8Array } {
  const text = Buffer.from(formatPush(message))
  const own = deriveSenderKeys(Buffer.from(vapid.private_key, 'base64url'), text, endpoint)
  const receiver = { publicKey: Buffer.from(keys.p256dh, 'base64url'), auth: Buffer.from(keys.auth, 'base64url') }
  const { ttl, urgency, topic } = deliveryOf(message)
  const at: Instant = present(parseInstant(message.sentAt), 'the instant of the attempt')
  return {
    headers: {
      'Content-Type': 'application/octet-stream',
      'Content-Encoding': 'aes128gcm',
      'User-Agent': 'Tocsin',
      TTL: String(ttl),
      Urgency: urgency,
      ...(topic === undefined ? {} : { Topic: topic }),
      Authorization: vapidAuthorization(endpoint, subject, vapid, at),
    },
    body: encryptPush(text, receiver, own),
  }
}

/** The console's own address will do, where a push service can make something of it. */
function subjectOf({ subject }: WebpushConfig, { links }: Message): string | undefined {
  if (subject !== undefined) return subject
  const url = links.find(({ action }) => action === 'view')?.url
  return url?.startsWith('https:') ? new URL(url).origin : undefined
}

/** 404 and 410: the browser ended its subscription, or its owner took the permission back (RFC 8030 §7.3). */
function failureOf(response: NetResponse, message: Message): Failure {
  const failure = failureOfStatus(response, message.sentAt)
  if (response.status === 404 || response.status === 410) return { ...failure, isAddressGone: true }
  if (response.status !== 401 && response.status !== 403) return failure
  return { ...failure, cause: `${failure.cause}; this browser was subscribed with other keys: subscribe it again` }
}

function fail(code: Failure['code'], cause: string): SendResult {
  return { failure: { code, retry: 'never', cause } }
}

function isOrigin(url: string): boolean {
  return checkHttpAddress(url) === undefined && new URL(url).origin === url
}

/** A notification of a subscribed browser. 2xx means that its push service took it. */
export const webpushChannel: OutChannel<WebpushConfig> = {
  channel: 'webpush',
  configSchema: webpushConfigSchema,
  bundleMax: 10,
  madeBy: 'A browser is subscribed in that browser itself: in the console under Account, Contacts, “This browser”.',
  // What is shown as the address is the browser's name; where it is reached is its secret.
  checkAddress: () => undefined,
  send,
}
