import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Instant, UserId } from '../kernel/brand.ts'
import { DAY } from '../kernel/instant.ts'
import type { Restriction, Schedule, ScheduleLayer, ScheduleOverride } from '../people/schedule.ts'
import { calcOnCall, calcShifts, type Shift } from './on-call.ts'
import { ALONE, aLayer, aSchedule, names } from './testing/schedules.ts'
import { calcSkippedSpans, firstInstantOf, parseWall, wallAt } from './wall-clock.ts'

const YEAR = 365 * DAY
const PEOPLE = ['a', 'b', 'c', 'd', 'e'] as UserId[]

const zones = fc.constantFrom(...Intl.supportedValuesOf('timeZone'))
const instants = fc.integer({ min: 0, max: 80 * YEAR }).map((ms) => ms as Instant)
const twoDigits = (max: number) => fc.integer({ min: 0, max }).map((n) => String(n).padStart(2, '0'))
/** Every other one is at or near a full hour of the night, where clocks change. */
const times = fc.oneof(
  fc.constantFrom('00:00', '01:00', '01:30', '02:00', '02:30', '03:00', '23:30'),
  fc.tuple(twoDigits(23), twoDigits(59)).map((parts) => parts.join(':')),
)
const anchors = fc
  .tuple(fc.integer({ min: 0, max: 65 * 365 }), times)
  .map(([days, time]) => `${new Date(days * DAY).toISOString().slice(0, 10)}T${time}`)
const hourSteps = fc.constantFrom(1, 2, 3, 5, 6, 8, 12, 24, 36).map((count) => ({ count, unit: 'hour' as const }))
const longSteps = fc.record({ count: fc.integer({ min: 1, max: 4 }), unit: fc.constantFrom('day', 'week', 'month') })
const weekdays = fc.integer({ min: 1, max: 7 })
const restrictions: fc.Arbitrary<Restriction> = fc
  .record({ weekday: weekdays, from: times, to: times, toWeekday: fc.option(weekdays, { nil: undefined }) })
  .map(({ toWeekday, ...rest }) => ({ ...rest, ...(toWeekday !== undefined && { toWeekday }) }))
const turns = fc.array(fc.array(fc.constantFrom(...PEOPLE), { maxLength: 2 }), { maxLength: 5 })

const layers: fc.Arbitrary<ScheduleLayer> = fc
  .record({
    zone: zones,
    every: fc.oneof(hourSteps, longSteps) as fc.Arbitrary<ScheduleLayer['every']>,
    anchor: anchors,
    turns,
    restrictions: fc.oneof(fc.constant<Restriction[]>([]), fc.array(restrictions, { maxLength: 5 })),
    offDays: fc.constantFrom('keep_turn' as const, 'use_turn' as const),
    lifeMs: fc.option(fc.integer({ min: 1, max: 20 * YEAR }), { nil: undefined }),
  })
  .chain(({ lifeMs, ...layer }) =>
    instants.map((startsAt) => ({
      ...layer,
      startsAt,
      ...(lifeMs !== undefined && { endsAt: (startsAt + lifeMs) as Instant }),
    })),
  )

function overridesNear(at: Instant): fc.Arbitrary<ScheduleOverride[]> {
  const override = fc
    .record({
      id: fc.uuid(),
      mode: fc.constantFrom('add' as const, 'remove' as const, 'replace' as const),
      offset: fc.integer({ min: -5 * DAY, max: 20 * DAY }),
      length: fc.integer({ min: 1, max: 10 * DAY }),
      add: fc.constantFrom(...PEOPLE),
      remove: fc.constantFrom(...PEOPLE),
    })
    .map(({ offset, length, ...rest }) => ({
      ...rest,
      startsAt: (at + offset) as Instant,
      endsAt: (at + offset + length) as Instant,
    }))
  return fc.array(override, { maxLength: 4 })
}

/** A schedule of several layers and overrides with a window of up to twenty days. */
const cases = instants.chain((from) =>
  fc.record({
    from: fc.constant(from),
    to: fc.integer({ min: 1, max: 20 * DAY }).map((span) => (from + span) as Instant),
    schedule: fc
      .tuple(fc.array(layers, { minLength: 1, maxLength: 3 }), overridesNear(from))
      .map(([some, overrides]) => aSchedule(some, overrides)),
  }),
)

/** One layer that is always on, with a person of its own in each turn. */
function roundTheClock(zone: string, every: ScheduleLayer['every'], anchor: string): Schedule {
  return aSchedule([aLayer({ zone, every, anchor, turns: PEOPLE.map((user) => [user]), startsAt: 0 as Instant })])
}

function expectPartition(shifts: Shift[], from: Instant, to: Instant): void {
  expect(shifts[0]?.startsAt).toBe(from)
  expect(shifts.at(-1)?.endsAt).toBe(to)
  const broken = shifts.filter(
    ({ startsAt, endsAt }, i) => startsAt >= endsAt || endsAt !== (shifts[i + 1]?.startsAt ?? to),
  )
  expect(broken).toEqual([])
}

/** Whether everybody's successor is the next in turn. */
function expectTurnsInOrder(people: string[]): void {
  const turn = people.map((name) => PEOPLE.indexOf(name as UserId))
  const wrong = turn.flatMap((each, i) => (i > 0 && each !== ((turn[i - 1] ?? 0) + 1) % PEOPLE.length ? [i] : []))
  expect(wrong).toEqual([])
}

function isSkipped(zone: string, wall: number, at: Instant): boolean {
  return calcSkippedSpans(zone, (at - 1) as Instant, at).some((span) => wall >= span.from && wall < span.to)
}

test('one layer round the clock has exactly one person at every instant of ten years, each in turn', () => {
  fc.assert(
    fc.property(
      zones,
      longSteps as fc.Arbitrary<ScheduleLayer['every']>,
      anchors,
      instants,
      (zone, every, anchor, from) => {
        const to = (from + 10 * YEAR) as Instant
        const shifts = calcShifts(ALONE, roundTheClock(zone, every, anchor), from, to)
        expectPartition(shifts, from, to)
        expectTurnsInOrder(shifts.map((shift) => names(shift.people)))
      },
    ),
    { numRuns: 15 },
  )
})

test('rotations by hours neither skip nor repeat a person at any change of clocks since 1970', () => {
  fc.assert(
    fc.property(zones, hourSteps, anchors, fc.nat(), (zone, every, anchor, pick) => {
      const schedule = roundTheClock(zone, every, anchor)
      const change = pickTransition(zone, pick)
      const [from, to] = [Math.max(0, change - 2 * DAY) as Instant, (change + 2 * DAY) as Instant]
      const shifts = calcShifts(ALONE, schedule, from, to)
      expectPartition(shifts, from, to)
      expectTurnsInOrder(shifts.map((shift) => names(shift.people)))
    }),
    { numRuns: 150 },
  )
})

test('handoffs keep their wall-clock time, save those that the clocks leave out', () => {
  fc.assert(
    fc.property(
      zones,
      longSteps as fc.Arbitrary<ScheduleLayer['every']>,
      anchors,
      instants,
      (zone, every, anchor, from) => {
        const shifts = calcShifts(ALONE, roundTheClock(zone, every, anchor), from, (from + 2 * YEAR) as Instant)
        const time = parseWall(anchor) % DAY
        for (const { startsAt } of shifts.slice(1)) {
          const wall = wallAt(startsAt, zone)
          // Rounded down, also before 1970 by the wall.
          const meant = Math.floor(wall / DAY) * DAY + time
          const isKept = wall === meant && firstInstantOf(wall, zone) === startsAt
          expect(isKept || isSkipped(zone, meant, startsAt) || isSkipped(zone, meant - DAY, startsAt)).toBe(true)
        }
      },
    ),
    { numRuns: 30 },
  )
})

test('with restrictions nobody in the order is passed over', () => {
  const shortSteps = fc.oneof(
    fc.constantFrom(1, 2, 6, 12).map((count) => ({ count, unit: 'hour' as const })),
    fc.integer({ min: 1, max: 3 }).map((count) => ({ count, unit: 'day' as const })),
  )
  const windows = fc.array(restrictions, { minLength: 1, maxLength: 4 })
  fc.assert(
    fc.property(zones, shortSteps, anchors, windows, fc.nat(), (zone, every, anchor, some, pick) => {
      const schedule = roundTheClock(zone, every, anchor)
      const restricted = aSchedule(schedule.layers.map((layer) => ({ ...layer, restrictions: some })))
      const middle = pickTransition(zone, pick)
      const shifts = calcShifts(
        ALONE,
        restricted,
        Math.max(0, middle - 8 * DAY) as Instant,
        (middle + 8 * DAY) as Instant,
      )
      const serving = shifts.map((shift) => names(shift.people)).filter((name) => name !== '-')
      expectTurnsInOrder(serving.filter((name, i) => name !== serving[i - 1]))
    }),
    { numRuns: 100 },
  )
})

test('shifts say what the instants within them say, up to the last millisecond', () => {
  fc.assert(
    fc.property(
      cases,
      fc.array(fc.double({ min: 0, max: 0.999_999, noNaN: true }), { maxLength: 20 }),
      (given, samples) => {
        const { schedule, from, to } = given
        const shifts = calcShifts(ALONE, schedule, from, to)
        expectPartition(shifts, from, to)
        const boundaries = shifts.slice(0, 60).flatMap(({ startsAt, endsAt }) => [startsAt, startsAt + 1, endsAt - 1])
        const sampled = samples.map((share) => from + Math.floor(share * (to - from)))
        for (const at of [...boundaries, ...sampled].filter((each) => each < to)) {
          const shift = shifts.find((each) => each.startsAt <= at && at < each.endsAt)
          expect(shift?.people).toEqual(calcOnCall(ALONE, schedule, at as Instant).people)
        }
      },
    ),
    { numRuns: 80 },
  )
})

test('shifts are the longest: no two neighbours are the same', () => {
  fc.assert(
    fc.property(cases, ({ schedule, from, to }) => {
      const answers = calcShifts(ALONE, schedule, from, to).map((shift) => JSON.stringify(shift.people))
      expect(answers.filter((answer, i) => answer === answers[i - 1])).toEqual([])
    }),
    { numRuns: 60 },
  )
})

test('the answer does not depend on the window asked for', () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true })
  fc.assert(
    fc.property(cases, share, share, ({ schedule, from, to }, one, other) => {
      const [start, end] = [one, other].map((part) => from + Math.floor(part * (to - from))).sort((a, b) => a - b)
      const inner = [start, end] as [Instant, Instant]
      const clipped = calcShifts(ALONE, schedule, from, to)
        .map((shift) => clip(shift, ...inner))
        .filter(({ startsAt, endsAt }) => startsAt < endsAt)
      expect(calcShifts(ALONE, schedule, ...inner)).toEqual(clipped)
    }),
    { numRuns: 100 },
  )
})

test('overrides count once however often they are written, in whatever order', () => {
  fc.assert(
    fc.property(cases, ({ schedule, from, to }) => {
      const { layers: some, overrides } = schedule
      const users = (shifts: Shift[]) =>
        shifts.map(({ startsAt, people }) => [startsAt, people.map((each) => each.user)])
      const expected = users(calcShifts(ALONE, schedule, from, to))
      const doubled = [...overrides, ...overrides.map((each) => ({ ...each, id: `${each.id} again` }))]
      expect(users(calcShifts(ALONE, aSchedule(some, doubled), from, to))).toEqual(expected)
      expect(users(calcShifts(ALONE, aSchedule(some, [...overrides].reverse()), from, to))).toEqual(expected)
    }),
    { numRuns: 60 },
  )
})

function clip({ startsAt, endsAt, people }: Shift, from: Instant, to: Instant): Shift {
  return { startsAt: Math.max(startsAt, from) as Instant, endsAt: Math.min(endsAt, to) as Instant, people }
}

/** A change of the zone's clocks from 1970 to 2040, forward or back; any instant where they never change. */
function pickTransition(zone: string, pick: number): Instant {
  const found: number[] = []
  let next = new Temporal.ZonedDateTime(0n, zone).getTimeZoneTransition('next')
  while (next !== null && next.epochMilliseconds < 70 * YEAR) {
    found.push(next.epochMilliseconds)
    next = next.getTimeZoneTransition('next')
  }
  return (found[pick % found.length] ?? 20 * YEAR) as Instant
}
