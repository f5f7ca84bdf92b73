/**
 * Time that does not pass by itself: a whole server runs through weeks in a minute. Nothing sleeps for real. A loop of the engine
 * waits until it is nudged, and is nudged as soon as the instant has come at which something is due; who sleeps without a signal, such
 * as a provider that takes its time, lets the time pass at once.
 */
import { assert } from '@tocsin/core/kernel/assert.ts'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import type { Database } from '../database/open-database.ts'
import type { EngineDeps } from '../engine/deps.ts'
import { type Clock, systemClock } from '../ports/clock.ts'

export interface TimeLapse {
  clock: Clock
  moveTo(at: Instant): void
  /** Time passes again, so that whoever waits for it comes to an end. */
  release(): void
}

export function createTimeLapse(start: Instant): TimeLapse {
  let now = start
  const released = new AbortController()
  const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
  return {
    release: () => released.abort(),
    moveTo(at) {
      now = Math.max(now, at) as Instant
    },
    clock: {
      now: () => now,
      nextTurn,
      async sleep(ms, signal) {
        if (signal) await untilAborted(AbortSignal.any([signal, released.signal]))
        if (signal && released.signal.aborted) await systemClock.sleep(Math.min(ms, RELEASED_MS_MAX), signal)
        if (signal) return
        now = (now + Math.max(0, ms)) as Instant
        await nextTurn()
      },
    },
  }
}

/** Nobody who ends has to wait longer: everything has come to rest already. */
const RELEASED_MS_MAX = 500

function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
}

/** Lets an engine work through whatever is due, in the order in which it is due. */
export interface Timekeeper {
  /** Everything that is due until then has been done, and it is that instant. What is done may bring the end nearer. */
  advance(end: () => Instant): Promise<void>
  /** Whatever was set in motion has come to rest. */
  settle(): Promise<void>
}

/**
 * What the loops of the engine ask one by one, in one question. Heartbeats are looked at every few minutes, which costs more than
 * everything else; nothing comes of a look before the instant at which a beat is late, and nothing new after it.
 */
const NEXT_DUE = `select
  (select min(due) from wakes where kind <> 'HeartbeatDue') as wakes,
  (select min(check_at) from placements) as checks,
  (select min(due) from outbox where class = 'page' and state = 'pending') as pages,
  (select min(late_at) from (
    select h.last_beat_at + (s.every_ms + s.grace_ms) * interval '1 millisecond' as late_at
    from heartbeats h join sources s on s.id = h.source_id) as b where late_at > $1) as beats`

/** Of work that is due and is not done however often the engine is told: it has a mistake. */
const TRIES_MAX = 200

export function createTimekeeper(
  lapse: TimeLapse,
  nudge: EngineDeps['nudge'],
  { pool }: Pick<Database, 'pool'>,
): Timekeeper {
  const settle = () => untilQuiet(pool)
  let beatsLookedAt = lapse.clock.now()
  const findDue = async (): Promise<{ loop: string; at: Instant } | undefined> => {
    const { rows } = await pool.query<Record<'wakes' | 'checks' | 'pages' | 'beats', number | null>>(NEXT_DUE, [
      formatInstant(beatsLookedAt),
    ])
    const { wakes = null, checks = null, pages = null, beats = null } = rows[0] ?? {}
    const dues = [
      { loop: 'wakes', at: wakes },
      { loop: 'wakes', at: beats },
      { loop: 'checks', at: checks },
      { loop: 'send:page', at: pages },
    ]
    const first = Math.min(...dues.map(({ at }) => at ?? Number.POSITIVE_INFINITY))
    const found = dues.find(({ at }) => at === first)
    return found && { loop: found.loop, at: first as Instant }
  }
  return {
    settle,
    async advance(end) {
      for (let tries = 0; ; tries++) {
        const due = await findDue()
        if (due === undefined || due.at > end()) break
        if (due.at > lapse.clock.now()) tries = 0
        assert(tries < TRIES_MAX, `what is due at ${due.at} is done by the loop ${due.loop}`)
        lapse.moveTo(due.at)
        nudge.nudge(due.loop)
        await settle()
        beatsLookedAt = lapse.clock.now()
      }
      lapse.moveTo(end())
    },
  }
}

/** Turns of the event loop in which nobody has the database: then everything waits for time to pass. */
const QUIET_TURNS = 4

async function untilQuiet(pool: Database['pool']): Promise<void> {
  for (let quiet = 0; quiet < QUIET_TURNS; ) {
    await new Promise((resolve) => setImmediate(resolve))
    const isQuiet = pool.acquireWaitingCount === 0 && pool.totalCount === pool.idleCount
    quiet = isQuiet ? quiet + 1 : 0
  }
}
