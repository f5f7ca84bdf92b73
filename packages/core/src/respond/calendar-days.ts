/** The days of a calendar that is read again and again: what has begun somewhere on earth stays as it was read before. */
import type { Instant } from '../kernel/brand.ts'
import { DAY, HOUR } from '../kernel/instant.ts'
import type { CalendarDay } from '../people/calendar.ts'

/** Where days begin first: Kiribati, at UTC+14. */
const FIRST_OFFSET_MS = 14 * HOUR

/** The days that were known, up to those that have begun by `at`, and from then on what is read now; ascending, each date once. */
export function freezeDays(known: readonly CalendarDay[], read: readonly CalendarDay[], at: Instant): CalendarDay[] {
  const begun = dateOf(at + FIRST_OFFSET_MS)
  return sortDays([...known.filter(({ date }) => date <= begun), ...read.filter(({ date }) => date > begun)])
}

/** Ascending, each date once, with the names of all that fall on it. */
export function sortDays(days: readonly CalendarDay[]): CalendarDay[] {
  const names = Map.groupBy(days, ({ date }) => date)
  return [...names]
    .map(([date, all]) => ({ date, name: [...new Set(all.map(({ name }) => name))].join(', ') }))
    .sort((a, b) => (a.date < b.date ? -1 : 1))
}

/** The dates from `from` up to, without, `to`, at most as many as asked for. */
export function listDates(from: string, to: string, max: number): string[] {
  const first = Date.parse(`${from}T00:00Z`)
  const count = Math.round((Date.parse(`${to}T00:00Z`) - first) / DAY)
  return Array.from({ length: Math.max(0, Math.min(count, max)) }, (_, index) => dateOf(first + index * DAY))
}

/** `2026-12-25`, by UTC. */
export function dateOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10)
}
