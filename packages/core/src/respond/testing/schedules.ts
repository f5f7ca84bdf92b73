import type { Instant, ScheduleId, UserId } from '../../kernel/brand.ts'
import type { Roster, Schedule, ScheduleLayer, ScheduleOverride, TemporarySchedule } from '../../people/schedule.ts'
import type { Shift } from '../on-call.ts'

export const CHICAGO = 'America/Chicago'

/** The roster of schedules that name nothing but people. */
export const ALONE: Roster = { teams: new Map(), schedules: new Map() }

export function users(...names: string[]): UserId[] {
  return names as UserId[]
}

/** A weekly layer of one person each turn, a, b and c, from Monday 2026-01-05 09:00 Chicago. */
export function aLayer(changes: Partial<ScheduleLayer> = {}): ScheduleLayer {
  return {
    zone: CHICAGO,
    every: { count: 1, unit: 'week' },
    anchor: '2026-01-05T09:00',
    turns: [users('a'), users('b'), users('c')],
    restrictions: [],
    ...changes,
  }
}

export function aSchedule(layers: ScheduleLayer[], overrides: ScheduleOverride[] = []): Schedule {
  return { id: 'primary' as ScheduleId, name: 'Primary', zone: 'UTC', layers, overrides }
}

/** An override on 2026-01-06 (UTC); times as `08:30`. */
export function anOverride(
  mode: ScheduleOverride['mode'],
  [from, to]: [string, string],
  people: { add?: string; remove?: string; id?: string },
): ScheduleOverride {
  const { id, add, remove } = { id: `${mode}-${people.add}-${people.remove}`, ...people }
  return {
    id,
    mode,
    startsAt: at(`2026-01-06T${from}Z`),
    endsAt: at(`2026-01-06T${to}Z`),
    ...(add !== undefined && { add: add as UserId }),
    ...(remove !== undefined && { remove: remove as UserId }),
  }
}

/** Reads `2020-03-08T03:00-05:00` and the like. */
export function at(text: string): Instant {
  return Temporal.Instant.from(text).epochMilliseconds as Instant
}

export function names(people: Shift['people']): string {
  return people.map((person) => person.user).join('+') || '-'
}

/** Shifts as one reads them on a calendar: `03-08 03:00 -05:00 a`, `-` for nobody. */
export function shown(shifts: Shift[], zone = CHICAGO): string[] {
  return shifts.map(({ startsAt, people }) => `${shownAt(startsAt, zone)} ${names(people)}`)
}

export function shownAt(instant: Instant, zone = CHICAGO): string {
  const zoned = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone)
  const date = zoned.toPlainDate().toString().slice(5)
  return `${date} ${zoned.toPlainTime().toString({ smallestUnit: 'minute' })} ${zoned.offset}`
}

/** A temporary schedule on 2026-01-06 (UTC) of one shift for each `['08:25', '08:35', 'x', 'y']`. */
export function aTemporary(
  [from, to]: [string, string],
  ...shifts: [string, string, ...string[]][]
): TemporarySchedule {
  const on = (time: string): Instant => at(`2026-01-06T${time}Z`)
  return {
    id: `${from}-${to}`,
    startsAt: on(from),
    endsAt: on(to),
    shifts: shifts.map(([start, end, ...people]) => ({
      startsAt: on(start),
      endsAt: on(end),
      users: users(...people),
    })),
  }
}
