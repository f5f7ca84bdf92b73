/**
 * Keeps the channels of incidents in line with them. What there is to do is a row that was asked for in the transaction of the facts;
 * each look goes on from what was written down, so that a crash, an answer that never came and a second node make nothing twice. Nothing
 * here is ever in the way of a page: other loop, other rows, own time-outs.
 */
import { textAt } from '@tocsin/adapters/out/json-object.ts'
import { callSlack, type SlackRefusal } from '@tocsin/adapters/out/slack/call.ts'
import { type SlackConfig, slackConfigSchema } from '@tocsin/adapters/out/slack/config.ts'
import type { DurationMs, IncidentId, Instant } from '@tocsin/core/kernel/brand.ts'
import { after, DAY, formatInstant, MINUTE, SECOND } from '@tocsin/core/kernel/instant.ts'
import { settingsOfRooms } from '@tocsin/core/people/directory.ts'
import type { Loop, Round } from '../../shell/engine/loop.ts'
import { type ChannelRow, claimChannels, endWork, nextChannelDue } from './channel.queries.ts'
import { makeChannel, openAgain } from './make-channel.ts'
import { type Bot, LEASE_MS, type RoomDeps, type RoomWork, type Step, type StepEnd } from './room-work.ts'
import { archiveChannel, describeChannel, inviteMembers, showSummary, tellFacts } from './show-incident.ts'

export const CHANNEL_LOOP = 'incident-channels'

/** Channels under way at once: Slack makes about twenty a minute. */
const AT_ONCE_MAX = 4
const PAUSE_MS_MIN = 5 * SECOND
const PAUSE_MS_MAX = 15 * MINUTE
/** What somebody has to mend at Slack or in the settings is looked at less often. */
const PAUSE_MS_REFUSED = 10 * MINUTE
/** What has failed for so long is tried again when somebody asks for it. */
const GIVEN_UP_AFTER_MS = 3 * DAY

const STEPS: readonly Step[] = [
  ...[openAgain, makeChannel, describeChannel, showSummary, inviteMembers, tellFacts, archiveChannel],
]

export function createChannelLoop(deps: RoomDeps): Loop {
  const { db, engine } = deps
  const bots = new Map<string, Bot>()
  return {
    name: CHANNEL_LOOP,
    async round(): Promise<Round> {
      const config = slackConfigSchema.safeParse(deps.channelConfig('slack'))
      if (!config.success) return { isMore: false, dueAt: null }
      const now = engine.clock.now()
      const rows = await claimChannels(db, { now, leasedUntil: after(now, LEASE_MS), limit: AT_ONCE_MAX })
      if (rows.length === 0) return { isMore: false, dueAt: await nextChannelDue(db) }
      await Promise.all(rows.map((row) => workOn(deps, config.data, row, bots)))
      return { isMore: true, dueAt: null }
    },
  }
}

async function workOn(deps: RoomDeps, config: SlackConfig, row: ChannelRow, bots: Map<string, Bot>): Promise<void> {
  const { engine, db } = deps
  try {
    const state = await deps.loadIncident(row.incident_id as IncidentId)
    const at = engine.clock.now()
    if (!state || row.state === 'gone')
      return await endWork(db, row, { seen: row.wanted_version, dueAt: null, at, state: 'gone' })
    const bot = await botOf(deps, config, bots)
    if ('failure' in bot) return await fail(deps, row, bot)
    const settings = settingsOfRooms(engine.directory.latest()).channel
    const directory = engine.directory.latest()
    const content = { state, directory, locale: settings.language, publicUrl: deps.publicUrl() }
    await carryOut({ deps, config, bot, row, state, settings, content })
  } catch (error) {
    engine.log.error(
      { incident: row.incident_id, error: String(error) },
      'the channel of an incident could not be kept',
    )
    const cause = 'Tocsin itself failed; its log says more.'
    await fail(deps, row, { failure: { code: 'provider_error', retry: 'later', cause } })
  }
}

async function carryOut(work: RoomWork): Promise<void> {
  let end: StepEnd
  for (const step of STEPS) {
    end = await step(work)
    if (end) break
  }
  const { deps, row, problem } = work
  const at = deps.engine.clock.now()
  if (end?.kind === 'lost') return
  if (end?.kind === 'failed') return fail(deps, row, end.refusal)
  // What is wrong beside the way is tried again, as long as somebody may look.
  const again = problem && row.state === 'open' ? after(at, PAUSE_MS_REFUSED as DurationMs) : null
  await endWork(deps.db, row, {
    ...{ seen: row.wanted_version, at, failures: 0, failing_since: null },
    dueAt: earliest(end?.dueAt ?? null, again),
    ...end?.changes,
    ...problemOf(problem, at),
  })
}

function earliest(a: Instant | null, b: Instant | null): Instant | null {
  if (a === null || b === null) return a ?? b
  return a < b ? a : b
}

function problemOf(refusal: SlackRefusal | undefined, at: Instant) {
  if (!refusal) return { problem_code: null, problem: null, problem_at: null }
  const { failure, error, needed } = refusal
  const code = needed === undefined ? (error ?? failure.code) : `${error}:${needed}`
  return { problem_code: code.slice(0, 200), problem: failure.cause, problem_at: formatInstant(at) }
}

async function fail({ db, engine }: RoomDeps, row: ChannelRow, refusal: SlackRefusal): Promise<void> {
  const at = engine.clock.now()
  const { failure } = refusal
  const since = (row.failing_since ?? at) as Instant
  const growing = Math.min(PAUSE_MS_MAX, PAUSE_MS_MIN * 2 ** Math.min(row.failures, 20))
  const pause = failure.retry === 'never' ? PAUSE_MS_REFUSED : Math.max(growing, failure.retryAfterMs ?? 0)
  engine.log.warn({ incident: row.incident_id, problem: failure.cause }, 'the channel of an incident is behind')
  await endWork(db, row, {
    ...{ seen: row.wanted_version, at, failures: row.failures + 1, failing_since: formatInstant(since) },
    dueAt: at - since >= GIVEN_UP_AFTER_MS ? null : after(at, pause as DurationMs),
    ...problemOf(refusal, at),
  })
}

/** Asked once for each token. */
async function botOf(
  { net, engine }: RoomDeps,
  { url, token }: SlackConfig,
  bots: Map<string, Bot>,
): Promise<Bot | SlackRefusal> {
  const key = `${url} ${token}`
  const known = bots.get(key)
  if (known) return known
  const outcome = await callSlack(net, { url, token }, 'auth.test', {}, formatInstant(engine.clock.now()))
  if ('failure' in outcome) return outcome
  const bot = {
    id: textAt(outcome.answer, 'user_id') ?? '',
    url: textAt(outcome.answer, 'url') ?? 'https://slack.com/',
  }
  bots.clear()
  bots.set(key, bot)
  return bot
}
