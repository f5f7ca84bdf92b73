import { z } from 'zod'
import type { ContactAddress, Message, OutChannel, SendResult } from '../channel.ts'
import type { Failure } from '../failure.ts'
import { failureOfStatus } from '../http-failure.ts'
import { readJsonObject, textAt } from '../json-object.ts'
import { isLoud, messageLines } from '../message-lines.ts'
import type { Net, NetResponse } from '../net.ts'
import { clipChars, oneLine } from '../plain-text.ts'
import { isSuccess, post, refused } from '../post.ts'
import { baseAddress, below } from '../provider-address.ts'
import { wordsOf } from '../words.ts'

/** Pushover's message API (https://pushover.net/api): forms with the token of the application and the key of the user. */
const TITLE_CHARS_MAX = 250
const TEXT_CHARS_MAX = 1_024
const URL_CHARS_MAX = 512
/** An emergency sounds every minute, for a quarter of an hour: until then the policy has gone on. Pushover takes 30 s and 3 h at most. */
const EMERGENCY = { retry: '60', expire: '900' }

/** Tokens and keys have the same form: thirty letters and digits. */
const KEY = /^[A-Za-z0-9]{30}$/

export const pushoverConfigSchema = z.strictObject({
  /** The API token of the application. */
  token: z.string().regex(KEY, 'expected the API token of an application: thirty letters and digits'),
  url: baseAddress('https://api.pushover.net'),
})
export type PushoverConfig = z.infer<typeof pushoverConfigSchema>

const KEY_PROBLEM = 'Expected a user or group key of Pushover: thirty letters and digits.'

async function send(net: Net, config: PushoverConfig, { to }: ContactAddress, message: Message): Promise<SendResult> {
  if (!KEY.test(to)) return refused('bad_address', KEY_PROBLEM)
  const response = await post(net, { url: below(config.url, '1/messages.json'), form: formOf(config, to, message) })
  if ('failure' in response) return response
  const answer = readJsonObject(response.body)
  if (!isSuccess(response) || answer.status !== 1) return { failure: failureOf(response, answer, message) }
  const ref = textAt(answer, 'receipt') ?? textAt(answer, 'request')
  return { handedOver: true, ...(ref !== undefined && { providerRef: ref.slice(0, 100) }), isDelivered: false }
}

function formOf({ token }: PushoverConfig, user: string, message: Message): [string, string][] {
  const link = message.links.find(({ action }) => action === 'acknowledge') ?? message.links[0]
  const isEmergency = isLoud(message)
  const text = clipChars(messageLines(message).join('\n'), TEXT_CHARS_MAX) || oneLine(message.subject, TITLE_CHARS_MAX)
  return [
    ['token', token],
    ['user', user],
    ['title', oneLine(message.subject, TITLE_CHARS_MAX)],
    ['message', text],
    ['priority', isEmergency ? '2' : message.kind === 'notice' && message.urgency === 'low' ? '-1' : '0'],
    ...(link !== undefined && link.url.length <= URL_CHARS_MAX
      ? ([
          ['url', link.url],
          ['url_title', wordsOf(message).link[link.action]],
        ] as [string, string][])
      : []),
    ...(isEmergency ? Object.entries(EMERGENCY) : []),
    // Pressed “acknowledge” in the app: Pushover says so here, once.
    ...(isEmergency && message.callbackUrl !== undefined
      ? [['callback', message.callbackUrl] as [string, string]]
      : []),
  ]
}

/** 4xx come with `{"user":"invalid","errors":[…],"status":0}`; a 4xx must never be repeated unchanged, but for the monthly limit. */
function failureOf(response: NetResponse, answer: Record<string, unknown>, { sentAt }: Message): Failure {
  const errors = Array.isArray(answer.errors) ? answer.errors.filter((error) => typeof error === 'string') : []
  const failure = failureOfStatus(response, sentAt, errors.join('; ') || response.body)
  if (response.status >= 500 || response.status === 429) return failure
  if (answer.token === 'invalid') return { ...failure, code: 'bad_credentials', retry: 'never' }
  if (answer.user === 'invalid') return { ...failure, code: 'bad_address', retry: 'never' }
  return { ...failure, retry: 'never' }
}

/** A push to the Pushover app; pages of high urgency sound until they are acknowledged. */
export const pushoverChannel: OutChannel<PushoverConfig> = {
  channel: 'pushover',
  configSchema: pushoverConfigSchema,
  bundleMax: 6,
  hearsBack: true,
  checkAddress: (to) => (KEY.test(to) ? undefined : KEY_PROBLEM),
  send,
}
