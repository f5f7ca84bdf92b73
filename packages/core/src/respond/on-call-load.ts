/**
 * How long each person is on call, day by day. A day, a night and a weekend are those of the person: of the clock of their own zone.
 * Who is on call in several schedules at once is on call once.
 */
import type { Instant, UserId } from '../kernel/brand.ts'
import { DAY } from '../kernel/instant.ts'
import type { Gap, Shift } from './on-call.ts'
import { firstInstantOf, wallOf } from './wall-clock.ts'

/** From 22:00 to 06:00. */
const NIGHT = { from: 22, to: 6 }
const SATURDAY = 6

/** Milliseconds of one calendar day; the night and the weekend are parts of `ms`, and may overlap. */
export interface DayLoad {
  /** `2026-01-05` */
  date: string
  ms: number
  nightMs: number
  weekendMs: number
}

export interface PersonLoad {
  user: UserId
  /** Days on which the person is on call at all, in order. */
  days: DayLoad[]
}

export interface LoadQuestion {
  /** `2026-01-01` */
  firstDate: string
  days: number
  zoneOf(user: UserId): string
}

interface LocalDay extends Gap {
  date: string
  isWeekend: boolean
  nights: Gap[]
}

/** All of these days on everybody's clock: no zone is more than fourteen hours from UTC, so a day more on either side has them. */
export function calcLoadWindow({ firstDate, days }: Pick<LoadQuestion, 'firstDate' | 'days'>): {
  from: Instant
  to: Instant
} {
  const first = wallOf(Temporal.PlainDateTime.from(firstDate))
  return { from: (first - DAY) as Instant, to: (first + (days + 1) * DAY) as Instant }
}

/** Everybody who is on call in `shifts`, which are those of any schedules in the window of these days; in no order. */
export function calcOnCallLoad(shifts: readonly Shift[], { firstDate, days, zoneOf }: LoadQuestion): PersonLoad[] {
  const calendars = new Map<string, LocalDay[]>()
  const calendarOf = (zone: string) => {
    const known = calendars.get(zone) ?? calcCalendar(zone, firstDate, days)
    calendars.set(zone, known)
    return known
  }
  return [...spansByPerson(shifts)]
    .map(([user, spans]) => ({ user, days: calcDays(unite(spans), calendarOf(zoneOf(user))) }))
    .filter((person) => person.days.length > 0)
}

function spansByPerson(shifts: readonly Shift[]): Map<UserId, Gap[]> {
  const spans = new Map<UserId, Gap[]>()
  for (const { startsAt, endsAt, people } of shifts)
    for (const { user } of people) {
      const own = spans.get(user)
      if (own) own.push({ startsAt, endsAt })
      else spans.set(user, [{ startsAt, endsAt }])
    }
  return spans
}

/** The same time in pieces that do not touch each other, in order. */
function unite(spans: readonly Gap[]): Gap[] {
  const united: Gap[] = []
  for (const span of [...spans].sort((a, b) => a.startsAt - b.startsAt)) {
    const last = united.at(-1)
    if (last && span.startsAt <= last.endsAt) last.endsAt = Math.max(last.endsAt, span.endsAt) as Instant
    else united.push({ ...span })
  }
  return united
}

function calcCalendar(zone: string, firstDate: string, days: number): LocalDay[] {
  const first = Temporal.PlainDate.from(firstDate)
  const at = (date: Temporal.PlainDate, hour: number) =>
    firstInstantOf(wallOf(date.toPlainDateTime(Temporal.PlainTime.from({ hour }))), zone)
  return Array.from({ length: days }, (_, index) => {
    const date = first.add({ days: index })
    const [startsAt, endsAt] = [at(date, 0), at(date.add({ days: 1 }), 0)]
    return {
      ...{ date: date.toString(), startsAt, endsAt, isWeekend: date.dayOfWeek >= SATURDAY },
      nights: [
        { startsAt, endsAt: at(date, NIGHT.to) },
        { startsAt: at(date, NIGHT.from), endsAt },
      ],
    }
  })
}

/** Both lists are in order, so one walk is enough. */
function calcDays(spans: readonly Gap[], calendar: readonly LocalDay[]): DayLoad[] {
  let first = 0
  return calendar.flatMap((day) => {
    while ((spans[first]?.endsAt ?? Number.POSITIVE_INFINITY) <= day.startsAt) first += 1
    let [ms, nightMs] = [0, 0]
    for (let index = first; index < spans.length; index += 1) {
      const span = spans[index]
      if (!span || span.startsAt >= day.endsAt) break
      ms += overlapMs(span, day)
      for (const night of day.nights) nightMs += overlapMs(span, night)
    }
    return ms === 0 ? [] : [{ date: day.date, ms, nightMs, weekendMs: day.isWeekend ? ms : 0 }]
  })
}

function overlapMs(a: Gap, b: Gap): number {
  return Math.max(0, Math.min(a.endsAt, b.endsAt) - Math.max(a.startsAt, b.startsAt))
}
