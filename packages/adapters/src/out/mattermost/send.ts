import { z } from 'zod'
import type { ContactAddress, Message, OutChannel, SendResult } from '../channel.ts'
import { checkHttpAddress } from '../http-address.ts'
import { failureOfStatus } from '../http-failure.ts'
import { readJsonObject, textAt } from '../json-object.ts'
import { isLoud, isOver, messageLines } from '../message-lines.ts'
import type { Net } from '../net.ts'
import { clipChars, oneLine } from '../plain-text.ts'
import { isSuccess, post, refused } from '../post.ts'
import { wordsOf } from '../words.ts'

/** Incoming webhooks of Mattermost (https://developers.mattermost.com/integrate/webhooks/incoming/). */
const TEXT_CHARS_MAX = 16_383
const COLOURS = { loud: '#b3261e', quiet: '#1d4fd7', over: '#2e7d32' }

/** Nothing to configure: the address of the webhook is the contact's. */
export const mattermostConfigSchema = z.strictObject({}).default({})
export type MattermostConfig = z.infer<typeof mattermostConfigSchema>

const EXPECTED = 'Expected the address of an incoming webhook, such as https://chat.example.com/hooks/abc…'

function checkAddress(to: string): string | undefined {
  const problem = checkHttpAddress(to)
  if (problem !== undefined) return problem
  return /\/hooks\/[a-z0-9]+$/i.test(new URL(to).pathname) ? undefined : EXPECTED
}

async function send(net: Net, _: MattermostConfig, { to }: ContactAddress, message: Message): Promise<SendResult> {
  const problem = checkAddress(to)
  if (problem !== undefined) return refused('bad_address', problem)
  const response = await post(net, { url: to, json: bodyOf(message) })
  if ('failure' in response) return response
  if (isSuccess(response)) return { handedOver: true, isDelivered: true }
  const answer = readJsonObject(response.body)
  const failure = failureOfStatus(response, message.sentAt, textAt(answer, 'message') ?? response.body)
  // An unknown webhook is a 400 there.
  const isGone = /webhook.*(not found|invalid)|invalid webhook/i.test(failure.cause)
  return { failure: isGone && failure.retry === 'never' ? { ...failure, code: 'bad_address' } : failure }
}

function bodyOf(message: Message) {
  const words = wordsOf(message)
  const links = message.links.map(({ action, url }) => `[${words.link[action]}](${url})`).join(' · ')
  const subject = oneLine(message.subject, 400)
  const text = clipChars(messageLines(message).map(escapeMarkdown).join('\n'), TEXT_CHARS_MAX - links.length - 2)
  return {
    text: escapeMarkdown(subject),
    attachments: [
      {
        fallback: subject,
        color: isOver(message) ? COLOURS.over : isLoud(message) ? COLOURS.loud : COLOURS.quiet,
        text: [text, links].filter((part) => part !== '').join('\n\n'),
      },
    ],
    // A servers without that feature ignores it.
    ...(isLoud(message) && { priority: { priority: 'urgent' } }),
  }
}

/** Also what calls everybody (`@channel`) is taken apart. */
function escapeMarkdown(text: string): string {
  return text.replace(/[\\*_~`|>[\]()#]/g, '\\$&').replaceAll('@', '@\u200b')
}

/** A message in a Mattermost channel, through the channel's webhook. */
export const mattermostChannel: OutChannel<MattermostConfig> = {
  channel: 'mattermost',
  configSchema: mattermostConfigSchema,
  checkAddress,
  send,
}
