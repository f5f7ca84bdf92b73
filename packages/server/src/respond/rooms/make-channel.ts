/**
 * Makes the channel, once. The name is written down before Slack is asked for it: whoever goes on after a crash, or after an answer that
 * never came, hears that it is taken, finds a channel of the bot's own under it, and keeps that one.
 */
import { textAt } from '@tocsin/adapters/out/json-object.ts'
import { headOf } from '@tocsin/core/incident-head.ts'
import { runCommand } from '../../shell/engine/transact.ts'
import { takeName } from './channel.queries.ts'
import { channelName, NAMES_MAX } from './channel-name.ts'
import { call, isClosed, isOver, LOST, type RoomWork, type StepEnd, save } from './room-work.ts'

/** Answers are read up to 64 KiB, and a channel is described by about one. */
const PAGE_SIZE = 40
const PAGES_MAX = 50

interface Found {
  id: string
  name: string
}

/** There is a channel, and the incident knows it. */
export async function makeChannel(work: RoomWork): Promise<StepEnd> {
  const { row, state } = work
  if (row.channel_id === null) {
    if (isOver(state.status)) return { kind: 'done', dueAt: null, changes: { state: 'ended' } }
    const end = await askForChannel(work)
    if (end) return end
  }
  return recordChannel(work)
}

async function askForChannel(work: RoomWork): Promise<StepEnd> {
  const { row, settings, state, deps } = work
  const intended = row.name
  const directory = deps.engine.directory.latest()
  const names = Array.from({ length: NAMES_MAX }, (_, index) =>
    channelName(settings.name, headOf(state), directory, row.generation + index),
  )
  for (const name of new Set([...(intended === null ? [] : [intended]), ...names])) {
    const taken = await takeName(deps.db, row, name)
    if (taken === 'lost') return LOST
    if (taken === 'by_other') continue
    const answer = await call(work, 'conversations.create', { name, is_private: settings.private })
    const made = 'answer' in answer ? readChannel(answer.answer.channel) : undefined
    if (made) return keep(work, made)
    if (!('failure' in answer)) continue
    if (answer.error !== 'name_taken') return { kind: 'failed', refusal: answer }
    if (name !== intended) continue
    const own = await findOwn(work, name)
    if (own && 'failure' in own) return { kind: 'failed', refusal: own }
    if (own) return keep(work, own)
  }
  const cause = `Slack has channels of all names that were tried, the last of them ${names.at(-1)}`
  return { kind: 'failed', refusal: { failure: { code: 'refused', retry: 'never', cause }, error: 'name_taken' } }
}

/** What was said before the channel was there stands in its summary; from here on it is told. */
async function keep(work: RoomWork, { id, name }: Found): Promise<StepEnd> {
  const { version } = work.state
  const isOurs = await save(work, {
    ...{ state: 'open', channel_id: id, name, channel_url: `${work.bot.url}archives/${id}` },
    ...{ told_version: version, telling_version: version },
  })
  return isOurs ? undefined : LOST
}

/** A channel of that name which the bot made itself, which is why it is in there, and which is not archived. */
async function findOwn(work: RoomWork, name: string) {
  let cursor = ''
  for (let pages = 0; pages < PAGES_MAX; pages++) {
    const types = work.settings.private ? 'private_channel' : 'public_channel'
    const given = { types, exclude_archived: 'true', limit: PAGE_SIZE, ...(cursor !== '' && { cursor }) }
    const outcome = await call(work, 'users.conversations', given)
    if ('failure' in outcome) return outcome
    const { channels } = outcome.answer
    const found = (Array.isArray(channels) ? channels : []).find((each) => textAt(each, 'name') === name)
    if (found) return textAt(found, 'creator') === work.bot.id ? readChannel(found) : undefined
    cursor = textAt(outcome.answer, 'response_metadata', 'next_cursor') ?? ''
    if (cursor === '') return undefined
  }
  return undefined
}

function readChannel(value: unknown): Found | undefined {
  const channel = typeof value === 'object' && value !== null ? { ...value } : {}
  const [id, name] = [textAt(channel, 'id'), textAt(channel, 'name')]
  return id === undefined || name === undefined ? undefined : { id, name }
}

/** The timeline says which channel it is; said again it changes nothing. */
async function recordChannel({ deps, row, state }: RoomWork): Promise<StepEnd> {
  const { channel_id: id, name, channel_url: url } = row
  if (id === null || name === null || state.room?.channel?.place?.id === id) return undefined
  const place = { system: 'slack' as const, id, name, url: url ?? '' }
  await runCommand(deps.engine, state.id, { type: 'RecordChannel', place }, { kind: 'system', part: 'chat' })
  return undefined
}

/**
 * An incident that is worked on again has its channel back. Slack lets no bot open an archived channel
 * (https://docs.slack.dev/reference/methods/conversations.unarchive), so that it takes the token of a person; without one another channel
 * follows, and its summary leads to the one before.
 */
export async function openAgain(work: RoomWork): Promise<StepEnd> {
  const { row, state } = work
  if (row.state !== 'archived' || isClosed(state.status) || row.channel_id === null) return undefined
  if (await isUnarchived(work, row.channel_id)) {
    return (await save(work, { state: 'open', archive_at: null })) ? undefined : LOST
  }
  const isOurs = await save(work, {
    ...{
      state: 'wanted',
      former_id: row.channel_id,
      generation: row.generation + 1,
      channel_id: null,
      channel_url: null,
    },
    ...{ name: null, summary_ts: null, summary_digest: null, is_pinned: false, topic: null, purpose: null },
    ...{ invited: '{}', archive_at: null },
  })
  if (!isOurs) return LOST
  row.invited = {}
  return makeChannel(work)
}

async function isUnarchived(work: RoomWork, channel: string): Promise<boolean> {
  const { user_token: token } = work.config
  const byBot = await call(work, 'conversations.unarchive', { channel })
  if ('answer' in byBot || byBot.error === 'not_archived') return true
  if (token === undefined) return false
  const byPerson = await call(work, 'conversations.unarchive', { channel }, token)
  if ('failure' in byPerson && byPerson.error !== 'not_archived') {
    work.problem ??= byPerson
    return false
  }
  // Archiving has put the bot out.
  const invited = await call(work, 'conversations.invite', { channel, users: work.bot.id }, token)
  if ('answer' in invited || invited.error === 'already_in_channel') return true
  work.problem ??= invited
  return false
}
