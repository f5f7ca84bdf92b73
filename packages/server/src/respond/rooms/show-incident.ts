/** Brings the channel in line with the incident: who is in it, what it is about, the summary, and what has happened since. */
import { createHash } from 'node:crypto'
import { textAt } from '@tocsin/adapters/out/json-object.ts'
import type { SlackRefusal } from '@tocsin/adapters/out/slack/call.ts'
import { blockOf, formatUpdate } from '@tocsin/adapters/out/slack/room-message.ts'
import { TOLD_IN_CHANNEL } from '@tocsin/core/incident-channel.ts'
import type { DurationMs } from '@tocsin/core/kernel/brand.ts'
import type { Fact } from '@tocsin/core/kernel/fact.ts'
import { after, formatInstant, HOUR } from '@tocsin/core/kernel/instant.ts'
import { findMember } from '../slack-groups/find-member.ts'
import { membersOf, purposeOf, sentenceOf, summaryOf, topicOf } from './channel-content.ts'
import { call, isClosed, LOST, type RoomWork, type StepEnd, save } from './room-work.ts'

/** Of an app that was put out, of a channel that somebody archived or deleted by hand: it is theirs to say, and nobody makes another. */
const TAKEN_AWAY = ['is_archived', 'channel_not_found']
const IS_IN = ['already_in_channel', 'cant_invite_self']
/** They are not in Slack, or may not be in there: nobody asks again. */
const STAYS_OUT = [
  ...['users_not_found', 'user_not_found', 'no_user', 'cant_invite', 'user_is_bot', 'user_is_restricted'],
  ...['user_is_ultra_restricted', 'ura_max_channels', 'user_team_not_in_channel'],
]
const POSTING = 'posting'
/** Slack takes about one message a second into a channel. */
const MESSAGES_MAX = 10
const FACTS_MAX = 500
/** Answers are read up to 64 KiB, and a message with blocks has about two. */
const LOOKED_AT_PAGE_SIZE = 20
const LOOKED_AT_PAGES_MAX = 5

function endOf(refusal: SlackRefusal): StepEnd {
  return TAKEN_AWAY.includes(refusal.error ?? '')
    ? { kind: 'done', dueAt: null, changes: { state: 'gone' } }
    : { kind: 'failed', refusal }
}

/** Those who were paged and those who work on it, each once. */
export async function inviteMembers(work: RoomWork): Promise<StepEnd> {
  const { row, deps, state, config } = work
  const directory = deps.engine.directory.latest()
  for (const id of membersOf(state, directory)) {
    const user = directory.users.get(id)
    if (!user || row.invited[id] !== undefined) continue
    const member = await findMember(deps, config, user)
    const outcome =
      typeof member === 'string'
        ? await call(work, 'conversations.invite', { channel: row.channel_id, users: member })
        : member
    const word = wordOf(outcome)
    if (word === undefined) {
      const refusal = outcome as SlackRefusal
      if (TAKEN_AWAY.includes(refusal.error ?? '')) return endOf(refusal)
      work.problem ??= refusal
      // What is wrong with one is wrong with all: the others are invited when it is mended.
      return undefined
    }
    const invited = { ...row.invited, [id]: word }
    if (!(await save(work, { invited: JSON.stringify(invited) }))) return LOST
    row.invited = invited
  }
  return undefined
}

function wordOf(outcome: { answer: object } | SlackRefusal): string | undefined {
  if ('answer' in outcome || IS_IN.includes(outcome.error ?? '')) return 'in'
  if (outcome.error === undefined && outcome.failure.code === 'bad_address') return 'users_not_found'
  return STAYS_OUT.find((each) => each === outcome.error)
}

export async function describeChannel(work: RoomWork): Promise<StepEnd> {
  const { row, content } = work
  const wanted = { topic: topicOf(content), purpose: purposeOf(content) }
  for (const what of ['topic', 'purpose'] as const) {
    if (row[what] === wanted[what]) continue
    const method = what === 'topic' ? 'conversations.setTopic' : 'conversations.setPurpose'
    const outcome = await call(work, method, { channel: row.channel_id, [what]: wanted[what] })
    if ('failure' in outcome && TAKEN_AWAY.includes(outcome.error ?? '')) return endOf(outcome)
    if ('failure' in outcome) work.problem ??= outcome
    else if (!(await save(work, { [what]: wanted[what] }))) return LOST
  }
  return undefined
}

export async function showSummary(work: RoomWork): Promise<StepEnd> {
  const { row, content } = work
  const message = summaryOf(content, row.former_id ?? undefined)
  const digest = createHash('sha256').update(JSON.stringify(message)).digest('base64url')
  if (row.summary_ts === null) {
    const begun = row.summary_digest === POSTING
    if (!begun && !(await save(work, { summary_digest: POSTING }))) return LOST
    const ts = (begun ? await findPosted(work, 0) : undefined) ?? (await post(work, message))
    if (typeof ts !== 'string') return endOf(ts)
    if (!(await save(work, { summary_ts: ts, summary_digest: begun ? null : digest }))) return LOST
  }
  if (row.summary_digest !== digest) {
    const outcome = await call(work, 'chat.update', { channel: row.channel_id, ts: row.summary_ts, ...message })
    const isLost = 'failure' in outcome && outcome.error === 'message_not_found'
    // Somebody deleted it: the next look posts another.
    if (isLost)
      return (await save(work, { summary_ts: null, summary_digest: null, is_pinned: false })) ? showSummary(work) : LOST
    if ('failure' in outcome) return endOf(outcome)
    if (!(await save(work, { summary_digest: digest }))) return LOST
  }
  return pinSummary(work)
}

async function pinSummary(work: RoomWork): Promise<StepEnd> {
  const { row } = work
  if (row.is_pinned) return undefined
  const outcome = await call(work, 'pins.add', { channel: row.channel_id, timestamp: row.summary_ts })
  if ('failure' in outcome && outcome.error !== 'already_pinned') {
    work.problem ??= outcome
    return undefined
  }
  return (await save(work, { is_pinned: true })) ? undefined : LOST
}

/** A line for each thing that happened since, in their order, each once. */
export async function tellFacts(work: RoomWork): Promise<StepEnd> {
  const { row, deps, state, content } = work
  const facts = await deps.loadFacts(state.id, row.told_version, FACTS_MAX)
  let posted = 0
  for (const [index, fact] of facts.entries()) {
    const sentence = isTold(fact, facts[index - 1]) ? sentenceOf(fact, content) : undefined
    if (sentence === undefined) continue
    if (posted === MESSAGES_MAX) return { kind: 'done', dueAt: deps.engine.clock.now() }
    const isPerhapsThere = row.telling_version >= fact.version
    if (!isPerhapsThere && !(await save(work, { telling_version: fact.version }))) return LOST
    const found = isPerhapsThere ? await findPosted(work, fact.version) : undefined
    const ts = found ?? (await post(work, formatUpdate(fact.version, sentence)))
    if (typeof ts !== 'string') return endOf(ts)
    if (!(await save(work, { told_version: fact.version }))) return LOST
    posted += 1
  }
  const last = facts.at(-1)
  if (!last) return undefined
  return (await save(work, { told_version: last.version, telling_version: last.version })) ? undefined : LOST
}

/** Whoever takes it owns it: that is said once. */
function isTold(fact: Fact, before: Fact | undefined): boolean {
  if (fact.type === 'OwnerAssigned' && before?.type === 'IncidentAcknowledged' && before.at === fact.at) return false
  return TOLD_IN_CHANNEL.includes(fact.type)
}

/** Some time after closing nobody needs it any more; what was said stays readable. */
export async function archiveChannel(work: RoomWork): Promise<StepEnd> {
  const { row, state, settings, deps } = work
  if (!isClosed(state.status) || row.state !== 'open') return undefined
  const closedAt = state.times.closed ?? deps.engine.clock.now()
  const archiveAt = after(closedAt, (settings.archive_after_hours * HOUR) as DurationMs)
  if (deps.engine.clock.now() < archiveAt)
    return { kind: 'done', dueAt: archiveAt, changes: { archive_at: formatInstant(archiveAt) } }
  const outcome = await call(work, 'conversations.archive', { channel: row.channel_id })
  if ('failure' in outcome && outcome.error !== 'already_archived') return endOf(outcome)
  return (await save(work, { state: 'archived' })) ? undefined : LOST
}

async function post(work: RoomWork, message: object): Promise<string | SlackRefusal> {
  const given = { channel: work.row.channel_id, unfurl_links: false, unfurl_media: false, ...message }
  const outcome = await call(work, 'chat.postMessage', given)
  if ('failure' in outcome) return outcome
  const cause = 'Slack did not say what it calls the message'
  return textAt(outcome.answer, 'ts') ?? { failure: { code: 'provider_error', retry: 'later', cause } }
}

/** Posting has no key against doubles: what may have been posted is looked for among the last messages. */
async function findPosted(work: RoomWork, version: number): Promise<string | undefined> {
  let latest: string | undefined
  for (let pages = 0; pages < LOOKED_AT_PAGES_MAX; pages++) {
    const given = { channel: work.row.channel_id, limit: LOOKED_AT_PAGE_SIZE, ...(latest !== undefined && { latest }) }
    const outcome = await call(work, 'conversations.history', given)
    if ('failure' in outcome) return undefined
    const messages: unknown[] = Array.isArray(outcome.answer.messages) ? outcome.answer.messages : []
    const ours = messages.find((message) => hasBlock(message, blockOf(version)))
    if (ours !== undefined) return textAt(ours, 'ts')
    latest = textAt(messages.at(-1), 'ts')
    if (latest === undefined) return undefined
  }
  return undefined
}

function hasBlock(message: unknown, id: string): boolean {
  const { blocks } = typeof message === 'object' && message !== null ? (message as { blocks?: unknown }) : {}
  return Array.isArray(blocks) && blocks.some((block) => textAt(block, 'block_id') === id)
}
