import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Instant, UserId } from '../kernel/brand.ts'
import { DAY, HOUR } from '../kernel/instant.ts'
import type { Schedule, ScheduleLayer } from '../people/schedule.ts'
import { calcOnCall, calcShifts } from './on-call.ts'
import { isSamePeople, sortEdges } from './pieces.ts'
import { ALONE, aLayer, aSchedule, at, users } from './testing/schedules.ts'

const FROM = at('2026-03-01T00:00Z')
const TO = (FROM + 21 * DAY) as Instant
const people = fc.constantFrom(...users('a', 'b', 'c', 'd'))
const windows = fc.array(
  fc.record({
    weekday: fc.integer({ min: 1, max: 7 }),
    from: fc.constantFrom('01:30', '09:00'),
    to: fc.constantFrom('02:30', '17:00'),
  }),
  { maxLength: 3 },
)
const spans = fc.tuple(fc.integer({ min: -30, max: 560 }), fc.integer({ min: 1, max: 90 })).map(([start, hours]) => ({
  startsAt: (FROM + start * HOUR) as Instant,
  endsAt: (FROM + (start + hours) * HOUR) as Instant,
}))

const layers: fc.Arbitrary<ScheduleLayer> = fc
  .record({
    zone: fc.constantFrom('America/Chicago', 'Europe/Berlin', 'Australia/Lord_Howe', 'UTC'),
    every: fc.constantFrom<ScheduleLayer['every']>(
      { count: 1, unit: 'hour' },
      { count: 1, unit: 'day' },
      { count: 1, unit: 'week' },
    ),
    turns: fc.array(fc.array(people, { maxLength: 2 }), { maxLength: 4 }),
    restrictions: windows,
  })
  .map((changes) => aLayer(changes))
const overrides = fc
  .tuple(fc.uuid(), fc.constantFrom('add' as const, 'remove' as const, 'replace' as const), spans, people, people)
  .map(([id, mode, span, add, remove]) => ({ id, mode, ...span, add, remove }))
const temporaries = fc
  .tuple(fc.uuid(), spans, fc.array(fc.tuple(spans, people), { maxLength: 3 }))
  .map(([id, span, shifts]) => ({ id, ...span, shifts: shifts.map(([part, user]) => ({ ...part, users: [user] })) }))

const schedules: fc.Arbitrary<Schedule> = fc
  .record({
    now: fc.array(layers, { maxLength: 4 }),
    before: fc.array(fc.tuple(fc.integer({ min: 0, max: 500 }), fc.array(layers, { maxLength: 2 })), { maxLength: 2 }),
    overrides: fc.array(overrides, { maxLength: 12 }),
    temporary: fc.array(temporaries, { maxLength: 2 }),
  })
  .map(({ now, before, overrides, temporary }) => ({
    ...aSchedule(now, overrides),
    before: before
      .map(([hours, some]) => ({ until: (FROM + hours * HOUR) as Instant, layers: some }))
      .sort((a, b) => a.until - b.until),
    temporary,
  }))

test('what is laid over each other says what each instant says alone, with many overrides, temporary schedules and versions', () => {
  fc.assert(
    fc.property(schedules, fc.nat(HOUR / 2), (schedule, pick) => {
      const shifts = calcShifts(ALONE, schedule, FROM, TO)
      expect([shifts[0]?.startsAt, shifts.at(-1)?.endsAt]).toEqual([FROM, TO])
      const samples = Array.from({ length: (TO - FROM) / HOUR }, (_, index) => (FROM + index * HOUR + pick) as Instant)
      const wrong = samples.filter((instant) => {
        const shift = shifts.find((each) => each.startsAt <= instant && instant < each.endsAt)
        return !isSamePeople(shift?.people ?? [GHOST], calcOnCall(ALONE, schedule, instant).people)
      })
      expect(wrong).toEqual([])
      const seams = shifts.filter((shift, index) => isSamePeople(shift.people, shifts[index + 1]?.people ?? [GHOST]))
      expect(seams).toEqual([])
    }),
    { numRuns: 30 },
  )
})

const GHOST = { user: 'ghost' as UserId, because: { layer: 99 } }

test('edges are sorted, each once, without those outside', () => {
  const edges = [5, 3, 9, 3, 1, 7, 12].map((ms) => ms as Instant)
  expect(sortEdges(edges, 3 as Instant, 9 as Instant)).toEqual([3, 5, 7])
  expect(sortEdges([], 3 as Instant, 9 as Instant)).toEqual([3])
})
