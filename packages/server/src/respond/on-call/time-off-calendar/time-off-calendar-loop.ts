/** Reads the calendars of people again and again, each when it is due, and ends what came from those that are read no more. */
import type { Instant, UserId } from '@tocsin/core/kernel/brand.ts'
import { MINUTE, SECOND } from '@tocsin/core/kernel/instant.ts'
import { endOrphanedTimeOff } from '../../../people/on-call/calendar-time-off.queries.ts'
import type { EngineDeps } from '../../../shell/engine/deps.ts'
import type { Loop } from '../../../shell/engine/loop.ts'
import { readTimeOffCalendar, type TimeOffCalendarDeps } from './read-time-off-calendar.ts'
import { claimReads } from './time-off-read.queries.ts'

export const TIME_OFF_LOOP = 'time-off-calendars'
const AT_ONCE = 4
/** Longer than a calendar with its redirects can take. */
const LEASE_MS = 2 * MINUTE
const LOOK_MS = SECOND

export type TimeOffLoopDeps = TimeOffCalendarDeps & { engine: Pick<EngineDeps, 'clock' | 'log'> }

export function createTimeOffLoop(deps: TimeOffLoopDeps): Loop {
  const { clock, log } = deps.engine
  let seenVersion = -1
  return {
    name: TIME_OFF_LOOP,
    async round() {
      const now = clock.now()
      // A calendar goes with a change of the configuration.
      const { version } = deps.directory()
      if (version !== seenVersion) await endOrphanedTimeOff(deps.db, now)
      seenVersion = version
      const leasedUntil = (now + LEASE_MS) as Instant
      const claimed = await claimReads(deps.db, { now, leasedUntil, limit: AT_ONCE })
      await Promise.all(
        claimed.map((user) =>
          readTimeOffCalendar(deps, user as UserId, { now: clock.now, isAsked: false }).catch((error: unknown) =>
            log.error({ user, error: String(error) }, 'reading time off failed'),
          ),
        ),
      )
      return { isMore: claimed.length === AT_ONCE, dueAt: now + LOOK_MS }
    },
  }
}
