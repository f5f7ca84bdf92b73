/** A person's working hours, on the clock of the zone in which they live. */
import type { Instant } from '../kernel/brand.ts'
import { after, DAY } from '../kernel/instant.ts'
import type { User } from '../people/directory.ts'
import type { Restriction } from '../people/schedule.ts'
import { calcDutyEdges, calcWeekWindows, isOnDuty } from './restriction.ts'

/** Of whoever has said nothing else. */
export const USUAL_HOURS: readonly Restriction[] = [1, 2, 3, 4, 5].map((weekday) => ({
  weekday,
  from: '09:00',
  to: '17:00',
}))

/** Hours of the week in a zone. Without windows: always. */
export interface Hours {
  zone: string
  windows: readonly Restriction[]
}

export function hoursOf(user: Pick<User, 'zone' | 'hours'>): Hours {
  return { zone: user.zone, windows: user.hours ?? USUAL_HOURS }
}

export function isWithinHours({ zone, windows }: Hours, at: Instant): boolean {
  return isOnDuty(calcWeekWindows(windows), zone, at)
}

/** Windows belong to weeks: whatever they are, one opens within this time, across any change of the clocks. */
const LOOK_AHEAD = (9 * DAY) as typeof DAY

/** The first instant from `at` on that lies within the hours: `at` itself, or when the next window opens. */
export function calcNextWithin(hours: Hours, at: Instant): Instant {
  const windows = calcWeekWindows(hours.windows)
  if (isOnDuty(windows, hours.zone, at)) return at
  const edges = calcDutyEdges(windows, hours.zone, at, after(at, LOOK_AHEAD))
  const opening = edges
    .filter((edge) => edge > at && isOnDuty(windows, hours.zone, edge))
    .reduce((first, edge) => Math.min(first, edge), Number.POSITIVE_INFINITY)
  return Number.isFinite(opening) ? (opening as Instant) : at
}
