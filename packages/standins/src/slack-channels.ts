/**
 * Conversations of the Web API as far as a bot keeps channels (https://docs.slack.dev/reference/methods): names are unique, archived ones
 * included, only members may act in a channel, archiving puts the bot out, and no bot token opens an archived channel again.
 */
import { isTextWithin, type Judgement, json } from './provider.ts'
import type { SlackCall } from './slack.ts'

export const BOT = 'U0TOCSIN'
/** The person behind the user token. */
export const INSTALLER = 'U0INSTALL'
const LISTED_MAX = 999

export interface StandinMessage {
  ts: string
  user: string
  text: string
  blocks?: { type?: string; block_id?: string }[]
  reactions?: { name: string; users: string[] }[]
  pinned_to?: string[]
  thread_ts?: string
}

export interface StandinChannel {
  id: string
  name: string
  isPrivate: boolean
  creator: string
  isArchived: boolean
  members: Set<string>
  topic: string
  purpose: string
  messages: StandinMessage[]
}

type Given = Record<string, unknown>
type Verdict = Judgement<SlackCall>
export type Channels = Map<string, StandinChannel>

/** Who asks: the bot, or the person who gave the app a token of their own. */
export interface Asker {
  user: string
  channels: Channels
  isMember(user: string): boolean
}

function says(error: string, more: object = {}): Verdict {
  return { refusal: json(200, { ok: false, error, ...more }) }
}

function takes(method: string, channel: string, body: Given, answer: object = {}): Verdict {
  return {
    taken: { method, channel, ts: String(body.timestamp ?? ''), body },
    answer: json(200, { ok: true, ...answer }),
  }
}

/** What each method needs of the bot; those that read take forms alone. */
export const SCOPES: Readonly<Record<string, { scope: string; isRead?: true }>> = {
  'conversations.create': { scope: 'channels:manage' },
  'users.conversations': { scope: 'channels:read', isRead: true },
  'conversations.invite': { scope: 'channels:manage' },
  'conversations.join': { scope: 'channels:join' },
  'conversations.setTopic': { scope: 'channels:manage' },
  'conversations.setPurpose': { scope: 'channels:manage' },
  'conversations.archive': { scope: 'channels:manage' },
  'conversations.unarchive': { scope: 'channels:manage' },
  'conversations.history': { scope: 'channels:history', isRead: true },
  'conversations.replies': { scope: 'channels:history', isRead: true },
  'pins.add': { scope: 'pins:write' },
}

const METHODS: Readonly<Record<string, (given: Given, asker: Asker) => Verdict>> = {
  'conversations.create': create,
  'users.conversations': list,
  'conversations.invite': invite,
  'conversations.join': join,
  'conversations.setTopic': (given, asker) => describe(given, asker, 'topic'),
  'conversations.setPurpose': (given, asker) => describe(given, asker, 'purpose'),
  'conversations.archive': archive,
  'conversations.unarchive': unarchive,
  'conversations.history': history,
  'conversations.replies': replies,
  'pins.add': pin,
}

export function judgeConversation(method: string, given: Given, asker: Asker): Verdict {
  return METHODS[method]?.(given, asker) ?? says('unknown_method', { req_method: method })
}

function shown({ id, name, isPrivate, creator, isArchived, topic, purpose }: StandinChannel, { user }: Asker) {
  return {
    ...{ id, name, creator, is_private: isPrivate, is_archived: isArchived, is_member: creator === user },
    ...{ topic: { value: topic }, purpose: { value: purpose } },
  }
}

function create({ name, is_private: isPrivate = false, ...given }: Given, asker: Asker): Verdict {
  if (typeof name !== 'string' || name === '') return says('invalid_name_required')
  if (name.length > 80) return says('invalid_name_maxlength')
  if (!/^[a-z0-9_-]+$/.test(name)) return says('invalid_name_specials')
  if (typeof isPrivate !== 'boolean') return says('invalid_arguments')
  if ([...asker.channels.values()].some((channel) => channel.name === name)) return says('name_taken')
  const id = `C0ROOM${String(asker.channels.size + 1).padStart(3, '0')}`
  const channel: StandinChannel = {
    ...{ id, name, isPrivate, creator: asker.user, isArchived: false, members: new Set([asker.user]) },
    ...{ topic: '', purpose: '', messages: [] },
  }
  asker.channels.set(id, channel)
  return takes(
    'conversations.create',
    id,
    { name, is_private: isPrivate, ...given },
    { channel: shown(channel, asker) },
  )
}

function list(
  { limit = '100', cursor = '0', types = 'public_channel', exclude_archived: without }: Given,
  asker: Asker,
): Verdict {
  const [size, from] = [Number(limit), Number(cursor)]
  if (!(size >= 1 && size <= LISTED_MAX)) return says('invalid_limit')
  if (!Number.isInteger(from)) return says('invalid_cursor')
  const isAsked = ({ isPrivate, isArchived, members }: StandinChannel) =>
    members.has(asker.user) &&
    String(types).includes(isPrivate ? 'private_channel' : 'public_channel') &&
    !(isArchived && without === 'true')
  const all = [...asker.channels.values()].filter(isAsked)
  const next = from + size < all.length ? String(from + size) : ''
  const channels = all.slice(from, from + size).map((channel) => shown(channel, asker))
  return { taken: undefined, answer: json(200, { ok: true, channels, response_metadata: { next_cursor: next } }) }
}

/** The channel, or why nobody may act in it. */
function find({ channel: id }: Given, { channels, user }: Asker): StandinChannel | string {
  const channel = channels.get(String(id))
  if (!channel) return 'channel_not_found'
  if (channel.isArchived) return 'is_archived'
  return channel.members.has(user) ? channel : 'not_in_channel'
}

function invite(given: Given, asker: Asker): Verdict {
  const channel = find(given, asker)
  if (typeof channel === 'string') return says(channel)
  const users = String(given.users ?? '').split(',')
  if (users.length > 1_000) return says('too_many_users')
  const errors = users.flatMap((user) => {
    if (user === asker.user) return [{ user, ok: false, error: 'cant_invite_self' }]
    if (!asker.isMember(user)) return [{ user, ok: false, error: 'user_not_found' }]
    return channel.members.has(user) ? [{ user, ok: false, error: 'already_in_channel' }] : []
  })
  if (errors.length > 0 && given.force !== true) return says(errors[0]?.error ?? '', { errors })
  for (const user of users) if (!errors.some((error) => error.user === user)) channel.members.add(user)
  return takes('conversations.invite', channel.id, given, { channel: shown(channel, asker) })
}

function join({ channel: id }: Given, { channels, user }: Asker): Verdict {
  const channel = channels.get(String(id))
  if (!channel || channel.isPrivate) return says('channel_not_found')
  if (channel.isArchived) return says('is_archived')
  channel.members.add(user)
  return takes('conversations.join', channel.id, { channel: id })
}

function describe(given: Given, asker: Asker, what: 'topic' | 'purpose'): Verdict {
  const channel = find(given, asker)
  if (typeof channel === 'string') return says(channel)
  const text = given[what]
  if (typeof text !== 'string') return says('invalid_arguments')
  if (text.length > 250) return says('too_long')
  channel[what] = text
  return takes(what === 'topic' ? 'conversations.setTopic' : 'conversations.setPurpose', channel.id, given)
}

function archive(given: Given, asker: Asker): Verdict {
  const channel = find(given, asker)
  if (channel === 'is_archived') return says('already_archived')
  if (typeof channel === 'string') return says(channel)
  channel.isArchived = true
  channel.members.delete(BOT)
  return takes('conversations.archive', channel.id, given)
}

function unarchive({ channel: id }: Given, { channels, user }: Asker): Verdict {
  const channel = channels.get(String(id))
  if (!channel) return says('channel_not_found')
  if (!channel.isArchived) return says('not_archived')
  if (user === BOT) return says('not_in_channel')
  channel.isArchived = false
  channel.members.add(user)
  return takes('conversations.unarchive', channel.id, { channel: id })
}

function history(given: Given, asker: Asker): Verdict {
  const channel = find(given, { ...asker })
  if (typeof channel === 'string') return says(channel)
  const { latest, oldest, inclusive, limit = '100' } = given
  const isFit = ({ ts }: StandinMessage) => {
    const at = Number(ts)
    if (latest !== undefined && (at > Number(latest) || (at === Number(latest) && inclusive !== 'true'))) return false
    return oldest === undefined || at > Number(oldest) || (at === Number(oldest) && inclusive === 'true')
  }
  const isTop = ({ thread_ts, ts }: StandinMessage) => thread_ts === undefined || thread_ts === ts
  const messages = channel.messages.filter((message) => isTop(message) && isFit(message)).toReversed()
  return { taken: undefined, answer: json(200, { ok: true, messages: messages.slice(0, Number(limit)) }) }
}

function replies(given: Given, asker: Asker): Verdict {
  const channel = find(given, asker)
  if (typeof channel === 'string') return says(channel)
  const asked = channel.messages.find(({ ts }) => ts === given.ts)
  if (!asked) return says('thread_not_found')
  const thread = asked.thread_ts ?? asked.ts
  const messages = channel.messages.filter(
    ({ ts, thread_ts }) => (ts === thread || thread_ts === thread) && (ts === asked.ts || ts === thread),
  )
  return { taken: undefined, answer: json(200, { ok: true, messages }) }
}

function pin(given: Given, asker: Asker): Verdict {
  const channel = find(given, asker)
  if (typeof channel === 'string') return says(channel)
  const message = channel.messages.find(({ ts }) => ts === given.timestamp)
  if (!message) return says('message_not_found')
  if (message.pinned_to?.includes(channel.id)) return says('already_pinned')
  message.pinned_to = [channel.id]
  return takes('pins.add', channel.id, given)
}

/** A message of the bot that the channel keeps. */
export function keepMessage(channel: StandinChannel, ts: string, given: Given, user: string): void {
  const text = isTextWithin(given.text, 40_000) ? given.text : ''
  const before = channel.messages.find((message) => message.ts === ts)
  const blocks = given.blocks as StandinMessage['blocks']
  const thread = typeof given.thread_ts === 'string' ? { thread_ts: given.thread_ts } : {}
  if (before) Object.assign(before, { text, blocks })
  else channel.messages.push({ ts, user, text, ...(blocks && { blocks }), ...thread })
}

/** What the bot is told of itself. */
export const WHO = { url: 'https://acme.slack.com/', team: 'Acme', team_id: 'T0HOME', user: 'tocsin', user_id: BOT }

export function permalink({ channel, message_ts: ts }: Given): Verdict {
  const link = `https://acme.slack.com/archives/${String(channel)}/p${String(ts).replace('.', '')}`
  return { taken: undefined, answer: json(200, { ok: true, channel, permalink: link }) }
}
