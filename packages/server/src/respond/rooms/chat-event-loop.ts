/** Works off what a chat told us of messages: behind the answer that the chat waits for, and again when something stands in the way. */
import { type SlackConfig, slackConfigSchema } from '@tocsin/adapters/out/slack/config.ts'
import type { DurationMs } from '@tocsin/core/kernel/brand.ts'
import { after, MINUTE, SECOND } from '@tocsin/core/kernel/instant.ts'
import { settingsOfRooms } from '@tocsin/core/people/directory.ts'
import type { EngineDeps } from '../../shell/engine/deps.ts'
import type { Loop, Round } from '../../shell/engine/loop.ts'
import { findIncidentOfChannel, noteChannelProblem } from './channel.queries.ts'
import {
  type ChatEvent,
  claimChatEvents,
  endChatEvent,
  insertChatEvent,
  nextChatEventDue,
} from './chat-event.queries.ts'
import { keepMessage } from './keep-message.ts'
import { readSlackEvent } from './read-slack-event.ts'
import type { RoomDeps } from './room-work.ts'

export const CHAT_EVENT_LOOP = 'chat-events'

const AT_ONCE_MAX = 4
const LEASE_MS = MINUTE
const PAUSE_MS_MIN = 5 * SECOND
const PAUSE_MS_MAX = 10 * MINUTE
/** Within some hours somebody has added the scope, or has noticed that nobody will. */
const ATTEMPTS_MAX = 20

/**
 * Keeps an event that is about a message in the channel of an incident. Slack is answered behind it, so that one that is lost on the way
 * comes again; one that comes again is kept once.
 */
export async function takeSlackEvent(
  { db, engine }: { db: RoomDeps['db']; engine: Pick<EngineDeps, 'clock' | 'directory' | 'nudge'> },
  payload: Record<string, unknown>,
): Promise<void> {
  const { note_emoji: emoji } = settingsOfRooms(engine.directory.latest()).channel
  const event = readSlackEvent(payload, emoji)
  if (!event || (await findIncidentOfChannel(db, event.channel)) === undefined) return
  if (await insertChatEvent(db, event, engine.clock.now())) engine.nudge.nudge(CHAT_EVENT_LOOP)
}

export function createChatEventLoop(deps: RoomDeps): Loop {
  const { db, engine } = deps
  return {
    name: CHAT_EVENT_LOOP,
    async round(): Promise<Round> {
      const config = slackConfigSchema.safeParse(deps.channelConfig('slack'))
      if (!config.success) return { isMore: false, dueAt: null }
      const now = engine.clock.now()
      const events = await claimChatEvents(db, { now, leasedUntil: after(now, LEASE_MS), limit: AT_ONCE_MAX })
      if (events.length === 0) return { isMore: false, dueAt: await nextChatEventDue(db) }
      await Promise.all(events.map((event) => workOn(deps, config.data, event)))
      return { isMore: true, dueAt: null }
    },
  }
}

async function workOn(deps: RoomDeps, config: SlackConfig, event: ChatEvent): Promise<void> {
  const { db, engine } = deps
  try {
    const end = await keepMessage(deps, config, event)
    if (!end) return await endChatEvent(db, event)
    const { failure, error, needed } = end.refusal
    const code = needed === undefined ? (error ?? failure.code) : `${error}:${needed}`
    await noteChannelProblem(db, end.incident, { code, problem: failure.cause, at: engine.clock.now() })
    await again(deps, event, failure.cause, failure.retryAfterMs)
  } catch (error) {
    engine.log.error({ event: event.event_id, error: String(error) }, 'a message of a chat could not be kept')
    await again(deps, event, String(error).slice(0, 500))
  }
}

async function again({ db, engine }: RoomDeps, event: ChatEvent, problem: string, retryAfterMs = 0): Promise<void> {
  const growing = Math.min(PAUSE_MS_MAX, PAUSE_MS_MIN * 2 ** Math.min(event.attempts - 1, 20))
  const pause = Math.max(growing, retryAfterMs) as DurationMs
  const dueAt = event.attempts >= ATTEMPTS_MAX ? null : after(engine.clock.now(), pause)
  await endChatEvent(db, event, { dueAt, problem })
}
