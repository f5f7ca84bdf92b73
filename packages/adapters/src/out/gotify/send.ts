import { z } from 'zod'
import type { ContactAddress, Message, OutChannel, SendResult } from '../channel.ts'
import { checkHttpAddress } from '../http-address.ts'
import { failureOfStatus } from '../http-failure.ts'
import { readJsonObject, textAt } from '../json-object.ts'
import { isLoud, messageLines } from '../message-lines.ts'
import type { Net } from '../net.ts'
import { clipChars, oneLine } from '../plain-text.ts'
import { isSuccess, post, refused } from '../post.ts'
import { below } from '../provider-address.ts'

/** Gotify's messages (https://gotify.net/api-docs): `POST /message` with the token of an application, which belongs to the person. */
const TITLE_CHARS_MAX = 250
const TEXT_CHARS_MAX = 4_000

/** Nothing to configure: the server and the token of the application are the contact's. */
export const gotifyConfigSchema = z.strictObject({}).default({})
export type GotifyConfig = z.infer<typeof gotifyConfigSchema>

/** Tokens of Gotify's applications; they go into a header. */
const TOKEN = /^[\x21-\x7e]{1,128}$/

async function send(net: Net, _: GotifyConfig, { to, secret }: ContactAddress, message: Message): Promise<SendResult> {
  const problem = checkHttpAddress(to)
  if (problem !== undefined) return refused('bad_address', problem)
  if (secret === undefined || !TOKEN.test(secret))
    return refused('bad_credentials', 'The contact needs the token of a Gotify application as its secret.')
  const url = message.links.find(({ action }) => action === 'acknowledge' || action === 'view')?.url
  const response = await post(net, {
    url: below(to, 'message'),
    headers: { 'X-Gotify-Key': secret },
    json: {
      title: oneLine(message.subject, TITLE_CHARS_MAX),
      message: clipChars(messageLines(message).join('\n'), TEXT_CHARS_MAX) || oneLine(message.subject, TITLE_CHARS_MAX),
      priority: priorityOf(message),
      ...(url !== undefined && { extras: { 'client::notification': { click: { url } } } }),
    },
  })
  if ('failure' in response) return response
  const answer = readJsonObject(response.body)
  if (!isSuccess(response)) {
    return { failure: failureOfStatus(response, message.sentAt, textAt(answer, 'errorDescription') ?? response.body) }
  }
  const { id } = answer
  return { handedOver: true, ...(typeof id === 'number' && { providerRef: String(id) }), isDelivered: false }
}

/** From 8 on the app sounds also where a phone holds notifications back; from 4 it sounds at all. */
function priorityOf(message: Message): number {
  if (isLoud(message)) return 10
  return message.kind === 'notice' && message.urgency === 'low' ? 2 : 5
}

/** A push through a Gotify server of one's own. */
export const gotifyChannel: OutChannel<GotifyConfig> = {
  channel: 'gotify',
  configSchema: gotifyConfigSchema,
  bundleMax: 10,
  checkAddress(to) {
    return (
      checkHttpAddress(to) ??
      (new URL(to).search === '' ? undefined : 'The address is that of the server alone, without a query (?…).')
    )
  },
  send,
}
