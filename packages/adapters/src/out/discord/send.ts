import { z } from 'zod'
import type { ContactAddress, Message, OutChannel, SendResult } from '../channel.ts'
import type { Failure } from '../failure.ts'
import { checkHttpAddress } from '../http-address.ts'
import { failureOfStatus, RETRY_AFTER_MS_MAX } from '../http-failure.ts'
import { readJsonObject, textAt } from '../json-object.ts'
import { isLoud, isOver, messageLines } from '../message-lines.ts'
import type { Net, NetResponse } from '../net.ts'
import { clipChars, oneLine } from '../plain-text.ts'
import { isSuccess, post, refused } from '../post.ts'
import { wordsOf } from '../words.ts'

/** Webhooks of Discord (https://docs.discord.com/developers/resources/webhook#execute-webhook). */
const TITLE_CHARS_MAX = 256
const DESCRIPTION_CHARS_MAX = 4_096
const CONTENT_CHARS_MAX = 2_000
const COLOURS = { loud: 0xb3261e, quiet: 0x1d4fd7, over: 0x2e7d32 }

/** Nothing to configure: the address of the webhook is the contact's. */
export const discordConfigSchema = z.strictObject({}).default({})
export type DiscordConfig = z.infer<typeof discordConfigSchema>

const EXPECTED = 'Expected the address of a webhook, such as https://discord.com/api/webhooks/123/abc…'

function checkAddress(to: string): string | undefined {
  const problem = checkHttpAddress(to)
  if (problem !== undefined) return problem
  return /\/webhooks\/\d+\/[\w-]+\/?$/.test(new URL(to).pathname) ? undefined : EXPECTED
}

async function send(net: Net, _: DiscordConfig, { to }: ContactAddress, message: Message): Promise<SendResult> {
  const problem = checkAddress(to)
  if (problem !== undefined) return refused('bad_address', problem)
  const url = new URL(to)
  // With it the answer comes after the message was stored, and names it.
  url.searchParams.set('wait', 'true')
  const response = await post(net, { url: url.href, json: bodyOf(message) })
  if ('failure' in response) return response
  const answer = readJsonObject(response.body)
  if (!isSuccess(response)) return { failure: failureOf(response, answer, message.sentAt) }
  const id = textAt(answer, 'id')
  return { handedOver: true, ...(id !== undefined && { providerRef: id.slice(0, 100) }), isDelivered: true }
}

function bodyOf(message: Message) {
  const words = wordsOf(message)
  const view = message.links.find(({ action }) => action === 'view')
  const links = message.links.map(({ action, url }) => `[${words.link[action]}](${url})`).join(' · ')
  const room = DESCRIPTION_CHARS_MAX - links.length - 2
  const text = clipChars(messageLines(message).map(escapeMarkdown).join('\n'), Math.max(0, room))
  return {
    content: clipChars(escapeMarkdown(oneLine(message.subject, 400)), CONTENT_CHARS_MAX),
    // What a monitor writes must not call everybody.
    allowed_mentions: { parse: [] },
    embeds: [
      {
        title: oneLine((message.isWorded ? undefined : message.incident?.title) ?? message.subject, TITLE_CHARS_MAX),
        ...(view && { url: view.url }),
        description: [text, links].filter((part) => part !== '').join('\n\n'),
        color: isOver(message) ? COLOURS.over : isLoud(message) ? COLOURS.loud : COLOURS.quiet,
        timestamp: message.sentAt,
      },
    ],
  }
}

function escapeMarkdown(text: string): string {
  return text.replace(/[\\*_~`|>[\]()#-]/g, '\\$&')
}

/** 429 says in its body, to the millisecond, when to come again. A webhook that was deleted never comes back (10015, 50027). */
function failureOf(response: NetResponse, answer: Record<string, unknown>, sentAt: string): Failure {
  const failure = failureOfStatus(response, sentAt, textAt(answer, 'message') ?? response.body)
  const seconds = answer.retry_after
  if (response.status === 429 && typeof seconds === 'number' && seconds >= 0)
    return { ...failure, retryAfterMs: Math.min(Math.ceil(seconds * 1_000), RETRY_AFTER_MS_MAX) }
  return answer.code === 10015 || answer.code === 50027 ? { ...failure, code: 'bad_address' } : failure
}

/** A message in a Discord channel, through the channel's webhook. */
export const discordChannel: OutChannel<DiscordConfig> = {
  channel: 'discord',
  configSchema: discordConfigSchema,
  checkAddress,
  send,
}
