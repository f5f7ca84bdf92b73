/**
 * Maintenance: planned work, once or again and again, by the wall clock of a zone. An occurrence starts when the clock shows its
 * time (the first time in an hour that happens twice, the change itself where it is left out) and lasts as long as it says by
 * any clock, so that a night on which clocks change makes it neither longer nor shorter.
 */
import type { DurationMs, Instant, ServiceId, SourceId } from '../../kernel/brand.ts'
import { DAY } from '../../kernel/instant.ts'
import type { Directory } from '../../people/directory.ts'
import type { MaintenanceRepeat, MaintenanceWindow } from '../../people/quiet.ts'
import { compileMatchers, type LabelTest } from '../matcher.ts'

export interface Occurrence {
  startsAt: Instant
  endsAt: Instant
}

/** A window with the occurrence that is under way. */
export interface ActiveMaintenance extends Occurrence {
  window: MaintenanceWindow
  matches: LabelTest
}

export interface MaintenanceTarget {
  service?: ServiceId
  source?: SourceId
  labels?: Readonly<Record<string, string>>
}

/** The longest that an occurrence may be planned for; periods around it are looked through. */
export const MAINTENANCE_MS_MAX = (31 * DAY) as DurationMs
/** Candidates that are looked at in one go, and occurrences that are listed at most. */
const PERIODS_MAX = 4_000
const OCCURRENCES_MAX = 1_000

/** All that is under way, computed once for many alerts. */
export function calcActiveMaintenance(
  { maintenance = [] }: Pick<Directory, 'maintenance'>,
  at: Instant,
): ActiveMaintenance[] {
  return maintenance.flatMap((window) => {
    const occurrence = findOccurrence(window, at)
    if (!occurrence) return []
    const compiled = compileMatchers(window.matchers)
    return 'error' in compiled ? [] : [{ ...occurrence, window, matches: compiled.matches }]
  })
}

/** The maintenance that covers a target, or undefined. Of several one that mutes speaks first, then the one that ends last. */
export function findMaintenance(
  active: readonly ActiveMaintenance[],
  target: MaintenanceTarget,
): ActiveMaintenance | undefined {
  const covering = active.filter((each) => isCovered(each, target))
  return covering.sort((a, b) => rank(b) - rank(a) || b.endsAt - a.endsAt)[0]
}

/** Whether a service, source or monitor is being worked on at an instant, for those who only have to know that. */
export function isInMaintenance(directory: Directory, target: MaintenanceTarget, at: Instant): boolean {
  return findMaintenance(calcActiveMaintenance(directory, at), target) !== undefined
}

function rank({ window }: ActiveMaintenance): number {
  return window.mode === 'mute' ? 1 : 0
}

function isCovered(
  { window, matches }: ActiveMaintenance,
  { service, source, labels = {} }: MaintenanceTarget,
): boolean {
  const { services, sources, matchers } = window
  if (services.length === 0 && sources.length === 0) return matches(labels)
  const isNamed =
    (service !== undefined && services.includes(service)) || (source !== undefined && sources.includes(source))
  return isNamed && (matchers.length === 0 || matches(labels))
}

/** The occurrence that is under way at an instant. */
export function findOccurrence(window: MaintenanceWindow, at: Instant): Occurrence | undefined {
  if (!window.isActive) return undefined
  const changed = window.changes.find(({ startsAt, endsAt }) => startsAt <= at && at < endsAt)
  if (changed) return changed
  const around = listOccurrences(window, (at - window.lastsMs) as Instant, (at + 1) as Instant)
  return around.filter(({ startsAt, endsAt }) => startsAt <= at && at < endsAt).sort((a, b) => b.endsAt - a.endsAt)[0]
}

/** The occurrences that start in [`from`, `to`), in order, with the ends that people gave some of them. */
export function listOccurrences(window: MaintenanceWindow, from: Instant, to: Instant): Occurrence[] {
  const { zone, lastsMs, until, changes } = window
  const first = Temporal.PlainDateTime.from(window.startsAt)
  const found: Occurrence[] = []
  const days = { begin: dateAt((from - 2 * DAY) as Instant, zone), end: dateAt((to + 2 * DAY) as Instant, zone) }
  for (const date of datesOf(first.toPlainDate(), window.repeat, days)) {
    const startsAt = instantOf(date.toPlainDateTime(first.toPlainTime()), zone)
    if (startsAt >= to || (until !== undefined && startsAt >= until) || found.length >= OCCURRENCES_MAX) break
    if (startsAt < from) continue
    const changed = changes.find((each) => each.startsAt === startsAt)
    const endsAt = changed?.endsAt ?? ((startsAt + lastsMs) as Instant)
    if (endsAt > startsAt) found.push({ startsAt, endsAt })
  }
  return found
}

/** Days on which occurrences begin, in order: from the first one on, those long before `begin` and after `end` left out. */
function* datesOf(
  first: Temporal.PlainDate,
  repeat: MaintenanceRepeat | undefined,
  { begin, end }: { begin: Temporal.PlainDate; end: Temporal.PlainDate },
): Generator<Temporal.PlainDate> {
  if (!repeat) {
    yield first
    return
  }
  const period = periodOf(first, repeat)
  const skipped = Math.max(0, period.countUntil(begin) - 1)
  for (let index = skipped; index < skipped + PERIODS_MAX; index += 1) {
    if (Temporal.PlainDate.compare(period.beginOf(index), end) > 0) return
    for (const date of period.datesIn(index)) if (Temporal.PlainDate.compare(date, first) >= 0) yield date
  }
}

interface Period {
  /** Whole periods between the first and a day. */
  countUntil(day: Temporal.PlainDate): number
  beginOf(index: number): Temporal.PlainDate
  datesIn(index: number): Temporal.PlainDate[]
}

function periodOf(first: Temporal.PlainDate, repeat: MaintenanceRepeat): Period {
  const { count } = repeat
  switch (repeat.every) {
    case 'day':
      return {
        countUntil: (day) => Math.floor(first.until(day, { largestUnit: 'day' }).days / count),
        beginOf: (index) => first.add({ days: index * count }),
        datesIn: (index) => [first.add({ days: index * count })],
      }
    case 'week': {
      const monday = first.subtract({ days: first.dayOfWeek - 1 })
      const weekdays = [...new Set(repeat.weekdays)].sort((a, b) => a - b)
      return {
        countUntil: (day) => Math.floor(monday.until(day, { largestUnit: 'day' }).days / 7 / count),
        beginOf: (index) => monday.add({ days: index * count * 7 }),
        datesIn: (index) => weekdays.map((weekday) => monday.add({ days: index * count * 7 + weekday - 1 })),
      }
    }
    case 'month': {
      const month = first.with({ day: 1 })
      return {
        countUntil: (day) => Math.floor(month.until(day, { largestUnit: 'month' }).months / count),
        beginOf: (index) => month.add({ months: index * count }),
        datesIn: (index) => dayOfMonth(month.add({ months: index * count }), repeat),
      }
    }
  }
}

/** None where the month lacks it. */
function dayOfMonth(
  month: Temporal.PlainDate,
  repeat: Extract<MaintenanceRepeat, { every: 'month' }>,
): Temporal.PlainDate[] {
  const { daysInMonth } = month
  if ('day' in repeat) {
    const day = repeat.day === -1 ? daysInMonth : repeat.day
    return day <= daysInMonth ? [month.with({ day })] : []
  }
  const { weekday, nth } = repeat
  const firstDay = 1 + ((weekday - month.dayOfWeek + 7) % 7)
  const last = firstDay + 7 * Math.floor((daysInMonth - firstDay) / 7)
  const day = nth === -1 ? last : firstDay + 7 * (nth - 1)
  return day <= daysInMonth ? [month.with({ day })] : []
}

function dateAt(at: Instant, zone: string): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate()
}

function instantOf(wall: Temporal.PlainDateTime, zone: string): Instant {
  const zoned = wall.toZonedDateTime(zone, { disambiguation: 'earlier' })
  if (zoned.toPlainDateTime().equals(wall)) return zoned.epochMilliseconds as Instant
  // The clock never shows it: read with the later offset it lies just before the change that leaves it out.
  const change = zoned.getTimeZoneTransition('next')
  return (change ?? zoned).epochMilliseconds as Instant
}
