/**
 * Schedules of every shape, around an instant that matters: mostly a change of some zone's clocks. Their anchors lie near enough that
 * everything can be expanded from them, step by step.
 */
import fc from 'fast-check'
import type { CalendarId, Instant, ScheduleId, TeamId, UserId } from '../../kernel/brand.ts'
import type { Calendar, LayerHolidays } from '../../people/calendar.ts'
import type {
  LayerVersion,
  Participant,
  Restriction,
  Roster,
  RotationUnit,
  Schedule,
  ScheduleLayer,
  ScheduleOverride,
  TemporarySchedule,
} from '../../people/schedule.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const LAST = Date.UTC(2038, 0, 1)

/** What is asked: a schedule, and the middle of the time about which it is asked. */
export interface RandomCase {
  roster: Roster
  schedule: Schedule
  middle: Instant
}

/** Changes of a zone's clocks from 1970 up to 2037, forward or back. */
export function listClockChanges(zone: string): Instant[] {
  const changes: Instant[] = []
  let next = new Temporal.ZonedDateTime(0n, zone).getTimeZoneTransition('next')
  while (next !== null && next.epochMilliseconds < LAST) {
    changes.push(next.epochMilliseconds as Instant)
    next = next.getTimeZoneTransition('next')
  }
  return changes
}

/** All zones whose clocks were or will be changed in these years. */
export const CHANGING_ZONES = Intl.supportedValuesOf('timeZone').filter((zone) => {
  const next = new Temporal.ZonedDateTime(0n, zone).getTimeZoneTransition('next')
  return next !== null && next.epochMilliseconds < LAST
})

const PEOPLE = ['a', 'b', 'c', 'd', 'e'] as UserId[]
const TEAM = { team: 'team' as TeamId }
const OTHER = { schedule: 'other' as ScheduleId }
const FREE_DAYS = 'free' as CalendarId

const person = fc.constantFrom(...PEOPLE)
const zones = fc.constantFrom(...CHANGING_ZONES)

/** An instant of a zone at which something happens to its clock, or some time before or after. */
const middles = zones.chain((zone) =>
  fc.tuple(fc.nat(), fc.constantFrom(0, 0, 0, -HOUR, HOUR, -5 * DAY, 40 * DAY)).map(([pick, offset]) => {
    const changes = listClockChanges(zone)
    return { zone, middle: ((changes[pick % changes.length] ?? 0) + offset) as Instant }
  }),
)

/** Where months that begin on one of their last days hand over. */
const monthEnds = zones.chain((zone) =>
  fc
    .record({
      month: fc.integer({ min: 0, max: 67 * 12 }),
      offset: fc.integer({ min: -36, max: 36 }).map((hours) => hours * HOUR),
    })
    .map(({ month, offset }) => ({ zone, middle: (Date.UTC(1970, month + 1, 1) + offset) as Instant })),
)
const moments = fc.oneof({ weight: 4, arbitrary: middles }, { weight: 1, arbitrary: monthEnds })

const twoDigits = (max: number) => fc.integer({ min: 0, max }).map((n) => String(n).padStart(2, '0'))
/** Most of them in the hours of the night in which clocks change. */
const times = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('00:00', '00:30', '01:00', '01:30', '02:00', '02:30', '03:00', '04:00') },
  { weight: 1, arbitrary: fc.constantFrom('08:00', '12:00', '20:00', '22:00', '23:00') },
  { weight: 1, arbitrary: fc.tuple(twoDigits(23), twoDigits(59)).map((parts) => parts.join(':')) },
)

const weekdays = fc.integer({ min: 1, max: 7 })
const everyDay = [1, 2, 3, 4, 5, 6, 7]
const restrictions: fc.Arbitrary<Restriction[]> = fc.oneof(
  { weight: 2, arbitrary: fc.constant<Restriction[]>([]) },
  {
    weight: 2,
    arbitrary: fc.array(
      fc
        .record({
          weekday: weekdays,
          from: times,
          to: fc.oneof(times, fc.constant('24:00')),
          until: fc.option(weekdays),
        })
        .map(({ until, ...rest }) => ({ ...rest, ...(until !== null && { toWeekday: until }) })),
      { minLength: 1, maxLength: 4 },
    ),
  },
  // A single hour of the week, which a change of the clocks may leave out or bring twice.
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(5, 6, 7, 7, 7), fc.integer({ min: 0, max: 3 }))
      .map(([weekday, hour]) => [{ weekday, from: `0${hour}:00`, to: `0${hour + 1}:00` }]),
  },
  // The same hours on some days, as nights and office hours are.
  {
    weight: 3,
    arbitrary: fc
      .record({ days: fc.subarray(everyDay, { minLength: 1 }), from: times, to: times })
      .map(({ days, from, to }) => days.map((weekday) => ({ weekday, from, to }))),
  },
)

/** What a clock shows about when it is changed, by the time before and by the time after. */
function clockTimesAt({ zone, middle }: { zone: string; middle: Instant }): { weekday: number; time: string }[] {
  return [middle - 60_000, middle].flatMap((at) => {
    const shown = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDateTime()
    return [-60, -30, 0, 30, 60].map((minutes) => {
      const edge = shown.round('minute').add({ minutes })
      return { weekday: edge.dayOfWeek, time: edge.toPlainTime().toString({ smallestUnit: 'minute' }) }
    })
  })
}

/** Hours that open or close then. */
function restrictionsAt(given: { zone: string; middle: Instant }): fc.Arbitrary<Restriction[]> {
  return fc
    .record({ edge: fc.constantFrom(...clockTimesAt(given)), other: times, opens: fc.boolean() })
    .map(({ edge: { weekday, time }, other, opens }) => {
      const dayBefore = ((weekday + 5) % 7) + 1
      if (opens) return [{ weekday, from: time, to: other }]
      return [{ weekday: other < time ? weekday : dayBefore, from: other, to: time }]
    })
}

const every: fc.Arbitrary<ScheduleLayer['every']> = fc.oneof(
  fc.constantFrom(1, 2, 3, 5, 6, 8, 12, 24, 36).map((count) => ({ count, unit: 'hour' as const })),
  fc.record({
    count: fc.integer({ min: 1, max: 3 }),
    unit: fc.constantFrom<RotationUnit>('day', 'day', 'week', 'week', 'month', 'month'),
  }),
)

const turns: fc.Arbitrary<Participant[][]> = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: person.map((user): Participant[] => [user]) },
    { weight: 2, arbitrary: fc.array(person, { maxLength: 3 }) },
    { weight: 1, arbitrary: fc.constant<Participant[]>([TEAM]) },
    { weight: 1, arbitrary: person.map((user): Participant[] => [OTHER, user]) },
  ),
  { maxLength: 5 },
)

const holidays: fc.Arbitrary<LayerHolidays | undefined> = fc.option(
  fc.constantFrom<LayerHolidays>({ calendars: [FREE_DAYS], on: 'off' }, { calendars: [FREE_DAYS], on: 'only' }),
  { nil: undefined, freq: 3 },
)

/** How many of its days a rotation is followed at most from its anchor. */
const DAYS_MAX: Record<RotationUnit, number> = { hour: 20, day: 120, week: 500, month: 1_500 }
const OLD_DAYS_MAX: Record<RotationUnit, number> = { hour: 200, day: 1_500, week: 3_000, month: 3_000 }

function layersAround({ zone, middle }: { zone: string; middle: Instant }): fc.Arbitrary<ScheduleLayer> {
  const near = fc.integer({ min: -3 * DAY, max: 3 * DAY })
  const life = fc.oneof(near, fc.integer({ min: -400 * DAY, max: 0 })).map((offset) => (middle + offset) as Instant)
  return fc
    .record({
      zone: fc.oneof({ weight: 4, arbitrary: fc.constant(zone) }, { weight: 1, arbitrary: zones }),
      every,
      age: fc.double({ min: -0.2, max: 1, noNaN: true }),
      monthDay: fc.option(fc.constantFrom('28', '29', '30', '31')),
      time: fc.oneof(times, fc.constantFrom(...clockTimesAt({ zone, middle }).map(({ time }) => time))),
      turns,
      restrictions: fc.oneof(
        { weight: 2, arbitrary: restrictions },
        { weight: 1, arbitrary: restrictionsAt({ zone, middle }) },
      ),
      holidays,
      offDays: fc.option(fc.constant('use_turn' as const), { nil: undefined, freq: 3 }),
      startsAt: fc.option(life, { nil: undefined, freq: 2 }),
      lasts: fc.option(fc.integer({ min: 1, max: 4 * DAY }), { nil: undefined, freq: 4 }),
      turnOffset: fc.option(fc.integer({ min: -7, max: 7 }), { nil: undefined, freq: 3 }),
    })
    .map(({ age, monthDay, time, lasts, holidays: free, offDays, startsAt, turnOffset, ...layer }) => ({
      ...layer,
      anchor: `${anchorDate(middle - age * DAYS_MAX[layer.every.unit] * DAY, layer.every.unit, monthDay)}T${time}`,
      ...(free && { holidays: free }),
      ...(offDays && { offDays }),
      ...(startsAt !== undefined && { startsAt }),
      ...(turnOffset !== undefined && { turnOffset }),
      ...(lasts !== undefined && { endsAt: ((startsAt ?? middle) + lasts) as Instant }),
    }))
}

/** Months begin on one of their last days now and then. */
function anchorDate(at: number, unit: RotationUnit, monthDay: string | null): string {
  const date = Temporal.Instant.fromEpochMilliseconds(Math.round(at)).toZonedDateTimeISO('UTC').toPlainDate()
  return (unit === 'month' && monthDay !== null ? date.with({ day: Number(monthDay) }) : date).toString()
}

function spansNear(middle: Instant, max: number) {
  return fc
    .record({ offset: fc.integer({ min: -3 * DAY, max: 3 * DAY }), length: fc.integer({ min: 1, max }) })
    .map(({ offset, length }) => ({
      startsAt: (middle + offset) as Instant,
      endsAt: (middle + offset + length) as Instant,
    }))
}

function overridesNear(middle: Instant): fc.Arbitrary<ScheduleOverride[]> {
  const override = fc
    .record({
      span: spansNear(middle, 2 * DAY),
      mode: fc.constantFrom('add' as const, 'remove' as const, 'replace' as const),
      add: person,
      remove: fc.option(person),
    })
    .map(({ span, mode, add, remove }) => ({
      ...{ ...span, mode },
      ...(mode !== 'remove' && { add }),
      ...(mode !== 'add' && (remove !== null || mode === 'remove') && { remove: remove ?? add }),
    }))
  return fc.array(override, { maxLength: 4 }).map((all) => all.map((each, index) => ({ id: `o${index}`, ...each })))
}

function temporaryNear(middle: Instant): fc.Arbitrary<TemporarySchedule[]> {
  const temporary = fc
    .record({
      span: spansNear(middle, 2 * DAY),
      shifts: fc.array(
        fc
          .tuple(spansNear(middle, DAY), fc.array(person, { maxLength: 2 }))
          .map(([span, users]) => ({ ...span, users })),
        { maxLength: 4 },
      ),
    })
    .map(({ span, shifts }) => ({ ...span, shifts }))
  return fc.array(temporary, { maxLength: 2 }).map((all) => all.map((each, index) => ({ id: `t${index}`, ...each })))
}

/** Earlier versions have ended by then, or end soon: people join and leave with them. */
function versionsNear(given: { zone: string; middle: Instant }): fc.Arbitrary<LayerVersion[]> {
  const version = fc.record({
    until: fc.integer({ min: -3 * DAY, max: 3 * DAY }).map((offset) => (given.middle + offset) as Instant),
    layers: fc.array(layersAround(given), { maxLength: 2 }),
  })
  return fc.array(version, { maxLength: 2 }).map((all) => all.sort((a, b) => a.until - b.until))
}

function freeDaysNear(middle: Instant): fc.Arbitrary<Calendar> {
  const day = fc.oneof(fc.integer({ min: -4, max: 4 }), fc.integer({ min: -60, max: 60 }))
  return fc.uniqueArray(day, { maxLength: 8 }).map((days) => {
    const dates = days.map((offset) => new Date(middle + offset * DAY).toISOString().slice(0, 10)).sort()
    return { id: FREE_DAYS, name: 'Free days', days: dates.map((date) => ({ date, name: date })), shifts: [] }
  })
}

function schedulesNear(given: { zone: string; middle: Instant }, id: string): fc.Arbitrary<Schedule> {
  return fc
    .record({
      layers: fc.array(layersAround(given), { minLength: 1, maxLength: 3 }),
      before: fc.oneof(fc.constant<LayerVersion[]>([]), versionsNear(given)),
      overrides: overridesNear(given.middle),
      temporary: fc.oneof(fc.constant<TemporarySchedule[]>([]), temporaryNear(given.middle)),
    })
    .map((parts) => ({ id: id as ScheduleId, name: id, zone: 'UTC', ...parts }))
}

export const randomCases: fc.Arbitrary<RandomCase> = moments.chain((given) =>
  fc
    .record({
      schedule: schedulesNear(given, 'asked'),
      other: schedulesNear(given, 'other'),
      calendar: freeDaysNear(given.middle),
      members: fc.uniqueArray(person, { maxLength: 3 }),
    })
    .map(({ schedule, other, calendar, members }) => ({
      schedule,
      middle: given.middle,
      roster: {
        teams: new Map([[TEAM.team, { members }]]),
        schedules: new Map([schedule, other].map((each) => [each.id, each])),
        calendars: new Map([[calendar.id, calendar]]),
      },
    })),
)

/** Rotations that have gone on for years: of one person each turn, now and then at night alone. */
function oldRotationsAt({ zone, middle }: { zone: string; middle: Instant }, paces: typeof every) {
  const nights = [1, 2, 3, 4, 5].map((weekday) => ({ weekday, from: '22:00', to: '06:00' }))
  return fc
    .record({
      every: paces,
      age: fc.double({ min: 0.3, max: 1, noNaN: true }),
      time: times,
      restrictions: fc.constantFrom<Restriction[]>([], nights),
    })
    .map(({ age, time, ...rest }): RandomCase => {
      const anchor = `${anchorDate(middle - age * OLD_DAYS_MAX[rest.every.unit] * DAY, rest.every.unit, '31')}T${time}`
      const layer: ScheduleLayer = { ...rest, zone, anchor, turns: PEOPLE.map((user) => [user]) }
      const schedule: Schedule = { id: 'old' as ScheduleId, name: 'old', zone, layers: [layer], overrides: [] }
      return { schedule, middle, roster: { teams: new Map(), schedules: new Map() } }
    })
}

const monthly = fc.constantFrom(1, 1, 1, 2).map((count): ScheduleLayer['every'] => ({ count, unit: 'month' }))

export const oldRotations: fc.Arbitrary<RandomCase> = fc.oneof(
  middles.chain((given) => oldRotationsAt(given, every)),
  monthEnds.chain((given) => oldRotationsAt(given, monthly)),
)
