import { z } from 'zod'
import type { ContactAddress, Message, OutChannel, SendResult } from '../channel.ts'
import { checkHttpAddress } from '../http-address.ts'
import { failureOfStatus } from '../http-failure.ts'
import { readJsonObject, textAt } from '../json-object.ts'
import { messageLines } from '../message-lines.ts'
import type { Net } from '../net.ts'
import { byteLength, clipBytes, oneLine } from '../plain-text.ts'
import { isSuccess, post, refused } from '../post.ts'
import { wordsOf } from '../words.ts'

/**
 * Webhooks of Google Chat spaces (https://developers.google.com/workspace/chat/quickstart/webhooks). The address holds key and
 * token. One incident is one thread: the thread's key is the incident's id.
 */
const TEXT_BYTES_MAX = 20_000

/** Nothing to configure: the address of the webhook is the contact's. */
export const googlechatConfigSchema = z.strictObject({}).default({})
export type GooglechatConfig = z.infer<typeof googlechatConfigSchema>

const EXPECTED =
  'Expected the address of a webhook, such as https://chat.googleapis.com/v1/spaces/AAAA/messages?key=…&token=…'

function checkAddress(to: string): string | undefined {
  const problem = checkHttpAddress(to)
  if (problem !== undefined) return problem
  const { pathname, searchParams } = new URL(to)
  const isWebhook = /^\/v1\/spaces\/[\w-]+\/messages$/.test(pathname)
  return isWebhook && searchParams.has('key') && searchParams.has('token') ? undefined : EXPECTED
}

async function send(net: Net, _: GooglechatConfig, { to }: ContactAddress, message: Message): Promise<SendResult> {
  const problem = checkAddress(to)
  if (problem !== undefined) return refused('bad_address', problem)
  const url = new URL(to)
  url.searchParams.set('messageReplyOption', 'REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD')
  const response = await post(net, { url: url.href, json: bodyOf(message) })
  if ('failure' in response) return response
  const answer = readJsonObject(response.body)
  if (!isSuccess(response)) {
    const said = textAt(answer, 'error', 'message') ?? response.body
    return { failure: failureOfStatus(response, message.sentAt, said) }
  }
  const name = textAt(answer, 'name')
  return { handedOver: true, ...(name !== undefined && { providerRef: name.slice(0, 200) }), isDelivered: true }
}

function bodyOf(message: Message) {
  const words = wordsOf(message)
  const links = message.links.map(({ action, url }) => `<${url}|${words.link[action]}>`).join('  ')
  const head = `*${plain(oneLine(message.subject, 400))}*`
  const room = TEXT_BYTES_MAX - byteLength(head) - byteLength(links) - 4
  const text = clipBytes(messageLines(message).map(plain).join('\n'), room)
  return {
    text: [head, text, links].filter((part) => part !== '').join('\n'),
    ...(message.incident && { thread: { threadKey: message.incident.id } }),
  }
}

/** There are no escapes: what would make bold, links or mentions is replaced by what looks alike. */
function plain(text: string): string {
  return text
    .replaceAll('<', '‹')
    .replaceAll('>', '›')
    .replaceAll('*', '∗')
    .replaceAll('_', '\u200b_')
    .replaceAll('~', '∼')
    .replaceAll('`', 'ˋ')
}

/** A message in a Google Chat space, through the space's webhook. */
export const googlechatChannel: OutChannel<GooglechatConfig> = {
  channel: 'googlechat',
  configSchema: googlechatConfigSchema,
  checkAddress,
  send,
}
