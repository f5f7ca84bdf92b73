/** One message of a channel as it stands now, and who wrote it. */
import { textAt } from '@tocsin/adapters/out/json-object.ts'
import type { Net } from '@tocsin/adapters/out/net.ts'
import { callSlack, type SlackRefusal } from '@tocsin/adapters/out/slack/call.ts'
import type { SlackConfig } from '@tocsin/adapters/out/slack/config.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import type { EngineDeps } from '../../shell/engine/deps.ts'
import { emojiName } from './read-slack-event.ts'
import { mentionedMembers, readSlackText } from './slack-text.ts'

export interface MessageDeps {
  net: Net
  engine: EngineDeps
}

export interface Where {
  channel: string
  ts: string
}

export type SlackMessage = Record<string, unknown>

const NAMED_MAX = 10
const FILES_MAX = 10

/** Undefined when it is gone. A reply stands in its thread, where the channel's own messages do not show it. */
export async function findMessage(
  deps: MessageDeps,
  config: SlackConfig,
  { channel, ts }: Where,
): Promise<SlackMessage | undefined | { refusal: SlackRefusal }> {
  const given = { channel, latest: ts, oldest: ts, inclusive: true, limit: 1 }
  const top = await read(deps, config, 'conversations.history', given)
  if ('refusal' in top) return top
  const found = top.messages.find((message) => textAt(message, 'ts') === ts)
  if (found) return found
  const thread = await read(deps, config, 'conversations.replies', { ...given, ts })
  if (!('refusal' in thread)) return thread.messages.find((message) => textAt(message, 'ts') === ts)
  return thread.refusal.error === 'thread_not_found' ? undefined : thread
}

type Messages = { messages: SlackMessage[] } | { refusal: SlackRefusal }

async function read(
  { net, engine }: MessageDeps,
  config: SlackConfig,
  method: string,
  given: Record<string, unknown>,
): Promise<Messages> {
  const outcome = await callSlack(net, config, method, given, formatInstant(engine.clock.now()))
  if ('failure' in outcome) return { refusal: outcome }
  const { messages } = outcome.answer
  const all: unknown[] = Array.isArray(messages) ? messages : []
  return { messages: all.filter((each): each is SlackMessage => typeof each === 'object' && each !== null) }
}

/** Pinned there, or with one of the emoji that keep a message. */
export function isKept(
  { pinned_to: pinned, reactions }: SlackMessage,
  channel: string,
  emoji: readonly string[],
): boolean {
  if (Array.isArray(pinned) && pinned.includes(channel)) return true
  return Array.isArray(reactions) && reactions.some((each) => emoji.includes(emojiName(textAt(each, 'name') ?? '')))
}

/** What Tocsin itself said there stands in the record already. */
export function isOurs({ blocks }: SlackMessage): boolean {
  return Array.isArray(blocks) && blocks.some((block) => textAt(block, 'block_id')?.startsWith('tocsin_'))
}

/** In Markdown, with the names of those whom it mentions and the files that hang on it. */
export async function textOf(deps: MessageDeps, config: SlackConfig, message: SlackMessage): Promise<string> {
  const source = textAt(message, 'text') ?? ''
  const names = new Map<string, string>()
  for (const member of mentionedMembers(source).slice(0, NAMED_MAX)) {
    const name = (await findProfile(deps, config, member))?.name
    if (name !== undefined) names.set(member, name)
  }
  const files: unknown[] = Array.isArray(message.files) ? message.files.slice(0, FILES_MAX) : []
  const listed = files.map((file) => {
    const [name = 'file', link] = [textAt(file, 'title') ?? textAt(file, 'name'), textAt(file, 'permalink')]
    return link === undefined ? name : `[${name.replaceAll(']', '')}](${link})`
  })
  const text = [readSlackText(source, (member) => names.get(member)), ...listed].filter((part) => part !== '')
  return text.join('\n')
}

export interface Profile {
  name: string
  team: string | undefined
  isStranger: boolean
}

export async function findProfile(
  { net, engine }: MessageDeps,
  config: SlackConfig,
  member: string,
): Promise<Profile | undefined> {
  const outcome = await callSlack(net, config, 'users.info', { user: member }, formatInstant(engine.clock.now()))
  if ('failure' in outcome) return undefined
  const { user } = outcome.answer
  const name = [textAt(user, 'profile', 'display_name'), textAt(user, 'profile', 'real_name'), textAt(user, 'name')]
  const isStranger =
    typeof user === 'object' && user !== null && (user as { is_stranger?: unknown }).is_stranger === true
  return {
    name: name.find((each) => each !== undefined && each !== '') ?? member,
    team: textAt(user, 'team_id'),
    isStranger,
  }
}

/** Where a browser shows it; absent where Slack does not say. */
export async function findLink(
  { net, engine }: MessageDeps,
  config: SlackConfig,
  { channel, ts }: Where,
): Promise<string | undefined> {
  const at = formatInstant(engine.clock.now())
  const outcome = await callSlack(net, config, 'chat.getPermalink', { channel, message_ts: ts }, at)
  const link = 'failure' in outcome ? undefined : textAt(outcome.answer, 'permalink')
  return link?.startsWith('https://') ? link : undefined
}
