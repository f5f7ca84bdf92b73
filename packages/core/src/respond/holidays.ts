/**
 * Holidays of a layer: days, by its own wall clock, on which it has nobody, or on which alone it has somebody. Days in a row are one
 * run. As everywhere, what closes coverage does so at the last of two equal wall times and what opens it at the first: where a
 * midnight happens twice, the day before and the day after overlap rather than leave a hole.
 */
import type { CalendarId, Instant } from '../kernel/brand.ts'
import { DAY } from '../kernel/instant.ts'
import type { LayerHolidays } from '../people/calendar.ts'
import { CLOCK_CHANGE_MAX } from './restriction.ts'
import { firstInstantOf, lastInstantOf, parseWall, type WallMs, type WallSpan, wallAt } from './wall-clock.ts'

/** The days of a calendar, `2026-12-25`; none where nobody knows it. */
export type DaysOf = (calendar: CalendarId) => readonly string[]

export interface HolidayRuns {
  on: LayerHolidays['on']
  zone: string
  /** Whole days, ascending and apart. */
  runs: readonly WallSpan[]
}

export function planHolidays(holidays: LayerHolidays, zone: string, daysOf: DaysOf): HolidayRuns {
  const starts = [...new Set(holidays.calendars.flatMap((calendar) => [...daysOf(calendar)]))]
    .map((date) => parseWall(`${date}T00:00`))
    .sort((a, b) => a - b)
  const runs: WallSpan[] = []
  for (const from of starts) {
    const last = runs.at(-1)
    const to = (from + DAY) as WallMs
    if (last?.to === from) last.to = to
    else runs.push({ from, to })
  }
  return { on: holidays.on, zone, runs }
}

/** Whether holidays let the layer have somebody at an instant. */
export function isLetOn(holidays: HolidayRuns | undefined, at: Instant): boolean {
  if (!holidays) return true
  const { on, zone } = holidays
  const wall = wallAt(at, zone)
  const near = runsBetween(holidays, wall - CLOCK_CHANGE_MAX, wall + CLOCK_CHANGE_MAX)
  if (on === 'only') return near.some((run) => firstInstantOf(run.from, zone) <= at && at < lastInstantOf(run.to, zone))
  return !near.some((run) => lastInstantOf(run.from, zone) <= at && at < firstInstantOf(run.to, zone))
}

/** Every instant around [`from`, `to`) at which holidays begin or end: some more than needed, in no order. */
export function calcHolidayEdges(holidays: HolidayRuns | undefined, from: Instant, to: Instant): Instant[] {
  if (!holidays) return []
  const { on, zone } = holidays
  const runs = runsBetween(holidays, wallAt(from, zone) - CLOCK_CHANGE_MAX, wallAt(to, zone) + CLOCK_CHANGE_MAX)
  return runs.flatMap((run) =>
    on === 'only'
      ? [firstInstantOf(run.from, zone), lastInstantOf(run.to, zone)]
      : [lastInstantOf(run.from, zone), firstInstantOf(run.to, zone)],
  )
}

/** What holidays leave of a span of wall time, in order. */
export function calcPartsLeft(holidays: HolidayRuns, from: number, to: number): { from: number; to: number }[] {
  const within = runsBetween(holidays, from, to).map((run) => ({
    from: Math.max(from, run.from),
    to: Math.min(to, run.to),
  }))
  if (holidays.on === 'only') return within
  const parts: { from: number; to: number }[] = []
  let start = from
  for (const run of within) {
    if (run.from > start) parts.push({ from: start, to: run.from })
    start = run.to
  }
  if (start < to) parts.push({ from: start, to })
  return parts
}

/** The runs that have a part in [`from`, `to`), found by halving: calendars grow with the years. */
function runsBetween({ runs }: HolidayRuns, from: number, to: number): readonly WallSpan[] {
  let [low, high] = [0, runs.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((runs[middle]?.to ?? Number.POSITIVE_INFINITY) > from) high = middle
    else low = middle + 1
  }
  let end = low
  while ((runs[end]?.from ?? Number.POSITIVE_INFINITY) < to) end += 1
  return runs.slice(low, end)
}
