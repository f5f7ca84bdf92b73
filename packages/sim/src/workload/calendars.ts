/** Calendars of a run: holidays, and the shifts of a rota that somebody else keeps; both are read anew while the run goes on. */
import type { CalendarId, Instant, UserId } from '@tocsin/core/kernel/brand.ts'
import type { Calendar, CalendarDay, ImportedShift } from '@tocsin/core/people/calendar.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'
import type { Schedule, ScheduleLayer } from '@tocsin/core/people/schedule.ts'
import { freezeShifts } from '@tocsin/core/respond/imported-shift.ts'
import { type CalendarReader, continuePlanned } from '@tocsin/core/respond/schedule-version.ts'
import type { Random } from '../world/random.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** On both sides of a run. */
const DAYS_AROUND = 50
/** At its clock's first midnight a day has begun everywhere on earth the day before. */
const DAYS_BEGUN = 2
const HOLIDAYS = ['public', 'company'] as CalendarId[]
const ROTA = 'rota' as CalendarId

export function createCalendars(random: Random, people: readonly UserId[], begin: Instant): Map<CalendarId, Calendar> {
  const today = Math.floor(begin / DAY)
  const holidays = HOLIDAYS.map((id): [CalendarId, Calendar] => {
    const days = Array.from({ length: 2 * DAYS_AROUND + 1 }, (_, index) => today + index - DAYS_AROUND)
    const chosen = days.filter((day) => random.chance(Math.abs(day - today) <= 1 ? 0.35 : 0.12))
    return [id, { id, name: id, days: chosen.map(dayOf), shifts: [] }]
  })
  const shifts = [...createShifts(random, people, (begin - 10 * DAY) as Instant), ...nearShifts(random, people, begin)]
  const rota = { id: ROTA, name: 'rota', days: [], shifts: freezeShifts([], shifts, (begin - 20 * DAY) as Instant) }
  return new Map([...holidays, [ROTA, rota]])
}

/** The same layer on holidays alone, on all days but these, or with the shifts of the rota in place of turns. */
export function withCalendar(random: Random, layer: ScheduleLayer): ScheduleLayer {
  if (random.chance(0.2)) return { ...layer, turns: [], importedFrom: ROTA }
  if (random.chance(0.5)) return layer
  const calendars = random.shuffle(HOLIDAYS).slice(0, random.int(1, HOLIDAYS.length))
  return { ...layer, holidays: { calendars, on: random.chance(0.75) ? 'off' : 'only' } }
}

/** The same directory with a calendar that was read anew: what has begun stays, and what is to come may be otherwise. */
export function withCalendarReadAnew(directory: Directory, random: Random, now: Instant): Directory {
  const { calendars = new Map<CalendarId, Calendar>() } = directory
  const calendar = calendars.get(random.pick([...HOLIDAYS, ROTA, ROTA]))
  if (!calendar) return directory
  const people = [...directory.users.keys()]
  const read =
    calendar.id === ROTA
      ? { ...calendar, shifts: freezeShifts(calendar.shifts, readShifts(random, people, now), now) }
      : { ...calendar, days: withOtherDay(random, calendar.days, now) }
  const readAnew = new Map([...calendars, [read.id, read]])
  const schedules = new Map(
    [...directory.schedules].map(([id, schedule]) => [id, withPlansContinued(schedule, readAnew, now)]),
  )
  return { ...directory, version: directory.version + 1, calendars: readAnew, schedules }
}

function withPlansContinued(schedule: Schedule, calendars: ReadonlyMap<CalendarId, Calendar>, now: Instant): Schedule {
  if (!schedule.before?.some(({ until }) => until > now)) return schedule
  return { ...schedule, ...continuePlanned(schedule, now, readerOf(calendars)) }
}

export function readerOf(calendars: ReadonlyMap<CalendarId, Calendar> | undefined): CalendarReader {
  return {
    daysOf: (id) => calendars?.get(id)?.days.map(({ date }) => date) ?? [],
    shiftsOf: (id) => calendars?.get(id)?.shifts ?? [],
  }
}

function readShifts(random: Random, people: readonly UserId[], now: Instant): ImportedShift[] {
  return [...createShifts(random, people, now), ...nearShifts(random, people, now)]
}

/** A day that is one no longer, or one that was none. */
function withOtherDay(random: Random, days: readonly CalendarDay[], now: Instant): CalendarDay[] {
  const other = dayOf(Math.floor(now / DAY) + DAYS_BEGUN + random.int(0, DAYS_AROUND))
  const left = days.filter(({ date }) => date !== other.date)
  const all = left.length < days.length ? left : [...days, other]
  return all.sort((a, b) => (a.date < b.date ? -1 : 1))
}

function dayOf(day: number): CalendarDay {
  const date = new Date(day * DAY).toISOString().slice(0, 10)
  return { date, name: `Free on ${date}` }
}

/** Of some hours each, for three weeks. */
function createShifts(random: Random, people: readonly UserId[], from: Instant): ImportedShift[] {
  return listShifts(random, people, { from, spans: 30, spanMs: [2 * HOUR, 24 * HOUR] })
}

/** Of some seconds each, so that somebody takes over while pages are under way. */
function nearShifts(random: Random, people: readonly UserId[], from: Instant): ImportedShift[] {
  return listShifts(random, people, { from, spans: 15, spanMs: [15 * SECOND, 90 * SECOND] })
}

/** One after the other, with gaps between some of them. */
function listShifts(
  random: Random,
  people: readonly UserId[],
  { from, spans, spanMs: [shortest, longest] }: { from: Instant; spans: number; spanMs: [number, number] },
): ImportedShift[] {
  let at: number = from
  return Array.from({ length: spans }, () => {
    const startsAt = at + (random.chance(0.3) ? random.int(1, shortest) : 0)
    at = startsAt + random.int(shortest, longest)
    const users = random.shuffle(people).slice(0, random.int(1, 2))
    return { startsAt: startsAt as Instant, endsAt: at as Instant, users }
  })
}
