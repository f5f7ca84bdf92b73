/** Quiet hours: hours of somebody's week, on the clock of their zone, in which pages of low urgency wait. */
import type { DurationMs, Instant } from '../kernel/brand.ts'
import { after, DAY } from '../kernel/instant.ts'
import type { User } from '../people/directory.ts'
import type { Restriction } from '../people/schedule.ts'
import { calcDutyEdges, calcOpenParts, calcWeekWindows, isOnDuty } from './restriction.ts'

/** Windows belong to weeks, so whatever ends, ends within this time across any change of the clocks. */
const LOOK_AHEAD = (9 * DAY) as typeof DAY
/** From a Monday, long enough for hours that go on over the end of a week. */
const TWO_WEEKS = { from: 4 * DAY, to: 18 * DAY }

/** When the quiet hours end in which `at` lies; `at` itself outside of them, and where they have no end. */
export function calcQuietEnd({ quietHours, zone }: Pick<User, 'quietHours' | 'zone'>, at: Instant): Instant {
  const windows = calcWeekWindows(quietHours ?? [])
  if (windows.length === 0 || !isOnDuty(windows, zone, at)) return at
  const ends = calcDutyEdges(windows, zone, at, after(at, LOOK_AHEAD))
    .filter((edge) => edge > at)
    .sort((a, b) => a - b)
  return ends.find((edge) => !isOnDuty(windows, zone, edge)) ?? at
}

/** The longest that these hours last without a break, by the clock; without end when they leave none of the week. */
export function calcLongestQuiet(quietHours: readonly Restriction[]): DurationMs {
  if (quietHours.length === 0) return 0 as DurationMs
  const parts = calcOpenParts(calcWeekWindows(quietHours), TWO_WEEKS.from, TWO_WEEKS.to).sort((a, b) => a.from - b.from)
  let [longest, from, to] = [0, Number.NaN, Number.NEGATIVE_INFINITY]
  for (const part of parts) {
    if (part.from > to) from = part.from
    to = Math.max(to, part.to)
    longest = Math.max(longest, to - from)
  }
  return (longest >= TWO_WEEKS.to - TWO_WEEKS.from ? Number.POSITIVE_INFINITY : longest) as DurationMs
}
