import { z } from 'zod'
import type { ContactAddress, Message, OutChannel, SendResult } from '../channel.ts'
import { checkHttpAddress } from '../http-address.ts'
import { failureOfStatus } from '../http-failure.ts'
import type { Net } from '../net.ts'
import { failureOfNetError } from '../net-failure.ts'
import { formatBody } from './body.ts'
import { signBody } from './signature.ts'

const TIMEOUT_MS = 10_000

/** Nothing to configure: the address and the secret belong to the contact. */
export const webhookConfigSchema = z.strictObject({}).default({})

export type WebhookConfig = z.infer<typeof webhookConfigSchema>

async function send(net: Net, _: WebhookConfig, contact: ContactAddress, message: Message): Promise<SendResult> {
  const problem = checkHttpAddress(contact.to)
  if (problem !== undefined) return { failure: { code: 'bad_address', retry: 'never', cause: problem } }
  const body = formatBody(message)
  const response = await net.fetch({
    method: 'POST',
    url: contact.to,
    headers: headersOf(message, body, contact.secret),
    body,
    timeoutMs: TIMEOUT_MS,
  })
  if ('error' in response) return { failure: failureOfNetError(response) }
  if (response.status < 200 || response.status > 299) return { failure: failureOfStatus(response, message.sentAt) }
  return { handedOver: true, isDelivered: true }
}

/** The id is the idempotency key: equal on every attempt of one page, while timestamp and signature are of the attempt. */
function headersOf(message: Message, body: string, secret: string | undefined): Record<string, string> {
  return {
    'Content-Type': 'application/json; charset=utf-8',
    'User-Agent': 'Tocsin',
    'Idempotency-Key': message.id,
    'X-Tocsin-Id': message.id,
    'X-Tocsin-Timestamp': message.sentAt,
    ...(secret === undefined ? {} : { 'X-Tocsin-Signature': signBody(secret, message.sentAt, body) }),
  }
}

/** A POST to the contact's own receiver, signed with the contact's secret. */
export const webhookChannel: OutChannel<WebhookConfig> = {
  channel: 'webhook',
  configSchema: webhookConfigSchema,
  checkAddress: checkHttpAddress,
  send,
}
