/**
 * Slack's Web API (https://api.slack.com/methods) as far as a bot posts, edits, keeps channels and looks people up, with its errors in answers of
 * status 200; and Slack's requests to the app: forms and JSON, signed over the raw body.
 */
import { createHmac } from 'node:crypto'
import type { HttpArrival } from './http-receiver.ts'
import {
  isTextWithin,
  type Judgement,
  json,
  type Provider,
  type ProviderOptions,
  readJson,
  startProvider,
} from './provider.ts'
import {
  BOT,
  type Channels,
  INSTALLER,
  judgeConversation,
  keepMessage,
  permalink,
  SCOPES,
  type StandinChannel,
  type StandinMessage,
  WHO,
} from './slack-channels.ts'
import { type SlackSocketStandin, startSlackSocketStandin } from './slack-socket.ts'

export interface SlackCall {
  method: string
  channel: string
  ts: string
  body: Record<string, unknown>
}

export interface SlackStandin extends Provider<SlackCall> {
  token: string
  signingSecret: string
  /** App-level, for Socket Mode. */
  appToken: string
  socket: SlackSocketStandin
  /** Somebody of the workspace, whom the bot may write to. */
  addMember(id: string, email: string): void
  addChannel(id: string): void
  /** The channels that were made, archived ones included. */
  rooms(): readonly StandinChannel[]
  /** Somebody else makes a channel of that name first. */
  addRoom(name: string, creator: string): StandinChannel
  /** Somebody says something in a channel. */
  say(channel: string, message: Omit<StandinMessage, 'ts'>): StandinMessage
  /** The app was installed without these. */
  withoutScopes(...scopes: string[]): void
  /** Of the person who installed the app, for what no bot may do. */
  userToken: string
  /** A request as Slack makes it. */
  request(body: string, atMs: number, contentType?: string): { body: string; headers: Record<string, string> }
}

const TOKEN = 'xoxb-1234567890-abcdefghij'
const USER_TOKEN = 'xoxp-1234567890-abcdefghij'
const APP_TOKEN = 'xapp-1-A012APP-1234567890-abcdef'
const SECRET = '8f742231b10e8888abcd99yyyzzz85a5'

interface Workspace {
  members: Map<string, string>
  channels: Set<string>
  posted: Set<string>
  rooms: Channels
  missing: Set<string>
}

export async function startSlackStandin(options: ProviderOptions): Promise<SlackStandin> {
  const workspace: Workspace = {
    ...{ members: new Map(), channels: new Set(), posted: new Set(), rooms: new Map(), missing: new Set() },
  }
  const socket = await startSlackSocketStandin()
  const provider = await startProvider<SlackCall>(
    options,
    (arrival, before) =>
      arrival.path === '/apps.connections.open' ? openConnection(arrival, socket) : judge(arrival, before, workspace),
    ({ method, channel }) => `${method} ${channel}`,
  )
  return {
    ...provider,
    token: TOKEN,
    signingSecret: SECRET,
    appToken: APP_TOKEN,
    socket,
    addMember: (id, email) => void workspace.members.set(id, email),
    addChannel: (id) => void workspace.channels.add(id),
    ...roomsOf(workspace),
    userToken: USER_TOKEN,
    request: signSlackRequest,
    async close() {
      await socket.close()
      await provider.close()
    },
  }
}

export function signSlackRequest(body: string, atMs: number, contentType = 'application/x-www-form-urlencoded') {
  const timestamp = String(Math.floor(atMs / 1_000))
  const signature = createHmac('sha256', SECRET).update(`v0:${timestamp}:${body}`).digest('hex')
  return {
    body,
    headers: {
      'content-type': contentType,
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': `v0=${signature}`,
    },
  }
}

function roomsOf({ rooms, missing }: Workspace) {
  return {
    rooms: () => [...rooms.values()],
    addRoom(name: string, creator: string) {
      const id = `C0OTHER${String(rooms.size + 1).padStart(3, '0')}`
      const room: StandinChannel = {
        ...{ id, name, creator, isPrivate: false, isArchived: false, members: new Set([creator]) },
        ...{ topic: '', purpose: '', messages: [] },
      }
      rooms.set(id, room)
      return room
    },
    say(channel: string, message: Omit<StandinMessage, 'ts'>) {
      const room = rooms.get(channel)
      if (!room) throw new Error(`there is no channel ${channel}`)
      const said = { ...message, ts: `18000000${String(room.messages.length + 1).padStart(2, '0')}.000200` }
      room.messages.push(said)
      return said
    },
    withoutScopes: (...scopes: string[]) => {
      missing.clear()
      for (const scope of scopes) missing.add(scope)
    },
  }
}

function says(error: string, more: object = {}): { refusal: ReturnType<typeof json> } {
  return { refusal: json(200, { ok: false, error, ...more }) }
}

/** Asked with an app-level token, unlike everything else. */
function openConnection({ method, headers }: HttpArrival, socket: SlackSocketStandin): Judgement<SlackCall> {
  const { authorization } = headers
  if (method !== 'POST') return says('insecure_request')
  if (authorization === undefined) return says('not_authed')
  if (authorization === `Bearer ${TOKEN}`) return says('not_allowed_token_type')
  if (authorization !== `Bearer ${APP_TOKEN}`) return says('invalid_auth')
  const url = socket.ticket()
  return url === undefined ? says('internal_error') : { taken: undefined, answer: json(200, { ok: true, url }) }
}

function judge({ path, headers, body }: HttpArrival, before: number, workspace: Workspace): Judgement<SlackCall> {
  const method = path.slice(1)
  if (headers.authorization === undefined) return says('not_authed')
  const isUser = headers.authorization === `Bearer ${USER_TOKEN}`
  if (!isUser && headers.authorization !== `Bearer ${TOKEN}`) return says('invalid_auth')
  const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true
  const given = isForm ? Object.fromEntries(new URLSearchParams(body)) : readJson(body)
  if (given === undefined) return says('invalid_json')
  const needed = SCOPES[method]
  if (needed && !isUser && workspace.missing.has(needed.scope))
    return says('missing_scope', { needed: needed.scope, provided: 'chat:write' })
  if (needed) {
    if (needed.isRead && !isForm) return says('invalid_arguments')
    const { rooms, members } = workspace
    const user = isUser ? INSTALLER : BOT
    return judgeConversation(method, given, { user, channels: rooms, isMember: (id) => members.has(id) || id === BOT })
  }
  switch (method) {
    case 'auth.test':
      return { taken: undefined, answer: json(200, { ok: true, ...WHO }) }
    case 'chat.getPermalink':
      return isForm ? permalink(given) : says('invalid_arguments')
    case 'users.lookupByEmail':
      // Methods that read ignore JSON.
      return isForm ? lookUp(given, workspace) : says('invalid_arguments')
    case 'users.info':
      return isForm ? describeMember(given, workspace) : says('invalid_arguments')
    case 'chat.postMessage':
      return postMessage(given, before, workspace)
    case 'chat.update':
      return updateMessage(given, workspace)
    case 'usergroups.users.update':
      return updateGroup(given, workspace)
    default:
      return says('unknown_method', { req_method: method })
  }
}

function lookUp({ email }: Record<string, unknown>, { members }: Workspace): Judgement<SlackCall> {
  const id = [...members].find(([, address]) => address === email)?.[0]
  return id === undefined
    ? says('users_not_found')
    : { taken: undefined, answer: json(200, { ok: true, user: { id, profile: { email } } }) }
}

function describeMember({ user }: Record<string, unknown>, { members }: Workspace): Judgement<SlackCall> {
  const email = members.get(String(user))
  return email === undefined
    ? says('user_not_found')
    : {
        taken: undefined,
        answer: json(200, {
          ok: true,
          user: { id: user, name: String(user).toLowerCase(), team_id: teamOf(String(user)), profile: { email } },
        }),
      }
}

export const SLACK_TEAM = 'T0HOME'

/** Members of other workspaces who share a channel are called `W…` here. */
function teamOf(user: string): string {
  return user.startsWith('W') ? 'T0OTHER' : SLACK_TEAM
}

function postMessage(
  given: Record<string, unknown>,
  before: number,
  { members, channels, posted, rooms }: Workspace,
): Judgement<SlackCall> {
  const to = String(given.channel ?? '')
  const room = rooms.get(to)
  if (!members.has(to) && !channels.has(to) && !room) return says('channel_not_found')
  if (room?.isArchived) return says('is_archived')
  if (room && !room.members.has(BOT)) return says('not_in_channel')
  const problem = problemOf(given)
  if (problem !== undefined) return says(problem)
  // A message to a member stands in the conversation with them.
  const channel = members.has(to) ? `D${to.slice(1)}` : to
  const ts = `17000000${String(before + 1).padStart(2, '0')}.000100`
  posted.add(`${channel} ${ts}`)
  if (room) keepMessage(room, ts, given, BOT)
  return {
    taken: { method: 'chat.postMessage', channel, ts, body: given },
    answer: json(200, { ok: true, channel, ts, message: { text: given.text } }),
  }
}

/** Slack keeps no empty group. */
function updateGroup(given: Record<string, unknown>, { members }: Workspace): Judgement<SlackCall> {
  const users = String(given.users ?? '').split(',')
  if (!/^S[A-Z0-9]+$/.test(String(given.usergroup))) return says('no_such_subteam')
  if (users.some((user) => !members.has(user))) return says('invalid_users')
  const taken = { method: 'usergroups.users.update', channel: String(given.usergroup), ts: '', body: given }
  return { taken, answer: json(200, { ok: true }) }
}

function updateMessage(given: Record<string, unknown>, { posted, rooms }: Workspace): Judgement<SlackCall> {
  const [channel, ts] = [String(given.channel ?? ''), String(given.ts ?? '')]
  if (!posted.has(`${channel} ${ts}`)) return says('message_not_found')
  const problem = problemOf(given)
  if (problem !== undefined) return says(problem)
  const room = rooms.get(channel)
  if (room?.isArchived) return says('is_archived')
  if (room) keepMessage(room, ts, given, BOT)
  return { taken: { method: 'chat.update', channel, ts, body: given }, answer: json(200, { ok: true, channel, ts }) }
}

interface Block {
  type?: string
  text?: { text?: string }
  elements?: { text?: { text?: string }; action_id?: string; value?: string; url?: string }[]
}

/** https://api.slack.com/reference/block-kit/blocks */
function problemOf({ text, blocks = [] }: Record<string, unknown>): string | undefined {
  if (!isTextWithin(text, 40_000)) return 'no_text'
  const list = blocks as Block[]
  if (list.length > 50) return 'invalid_blocks'
  return list.some((block) => !isBlockRight(block)) ? 'invalid_blocks' : undefined
}

function isBlockRight({ type, text, elements = [] }: Block): boolean {
  switch (type) {
    case 'header':
      return isTextWithin(text?.text, 150)
    case 'section':
      return isTextWithin(text?.text, 3_000)
    case 'actions': {
      const ids = elements.map(({ action_id }) => action_id)
      return (
        elements.length > 0 &&
        elements.length <= 25 &&
        new Set(ids).size === ids.length &&
        elements.every(isButtonRight)
      )
    }
    default:
      return type === 'divider' || type === 'context'
  }
}

function isButtonRight({ text, action_id, value = '', url = '' }: NonNullable<Block['elements']>[number]): boolean {
  return isTextWithin(text?.text, 75) && isTextWithin(action_id, 255) && value.length <= 2_000 && url.length <= 3_000
}
