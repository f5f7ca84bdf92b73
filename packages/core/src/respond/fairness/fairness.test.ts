import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { DurationMs, Instant, ScheduleId, UserId } from '../../kernel/brand.ts'
import { DAY, HOUR } from '../../kernel/instant.ts'
import type { Schedule, ScheduleLayer, ScheduleOverride } from '../../people/schedule.ts'
import { ALONE, aLayer, anOverride, aSchedule, at, users } from '../testing/schedules.ts'
import { type DutyClock, type DutySpan, kindAt, splitDuty, USUAL_HOURS } from './duty-hours.ts'
import { type AssignedShift, proposeMends, spreadOf } from './mend-balance.ts'
import { type Candidate, planFairRotation } from './plan-rotation.ts'
import { findRestBreaches, listNewBreaches, type RestBreach, type RestRules } from './rest.ts'
import {
  calcBalance,
  calcDuties,
  calcDutySpans,
  countHours,
  countHoursIn,
  noHours,
  USUAL_WEIGHTS,
  uniteSpans,
  weigh,
} from './workload.ts'

const clock = (zone = 'UTC', ...holidays: string[]): DutyClock => ({
  zone,
  hours: USUAL_HOURS,
  holidays: new Set(holidays),
})
const span = (from: string, to: string): DutySpan => ({ startsAt: at(from), endsAt: at(to) })
const RULES: RestRules = { daysInARowMax: 7, afterNightMs: (11 * HOUR) as DurationMs }
const MONDAY = at('2026-01-05T00:00Z')

test('time is cut where its kind changes, and a holiday goes before a weekend before a night', () => {
  const parts = splitDuty(clock('UTC', '2026-01-09'), span('2026-01-08T08:00Z', '2026-01-10T03:00Z'))
  expect(parts.map(({ kind, startsAt }) => `${new Date(startsAt).toISOString().slice(8, 16)} ${kind}`)).toEqual([
    '08T08:00 weekday',
    '08T09:00 working',
    '08T17:00 weekday',
    '08T22:00 night',
    '09T00:00 holiday',
    '10T00:00 weekend',
  ])
})

test('the parts follow each other, fill the span, and say what every instant in them says', () => {
  const zones = fc.constantFrom('Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Tokyo')
  fc.assert(
    fc.property(
      zones,
      fc.integer({ min: 0, max: 400 * 24 }),
      fc.integer({ min: 1, max: 300 }),
      (zone, from, length) => {
        const startsAt = (Date.UTC(2026, 0, 1) + from * HOUR) as Instant
        const endsAt = (startsAt + length * 17 * 60_000) as Instant
        const given = clock(zone, '2026-05-01', '2026-12-25')
        const parts = splitDuty(given, { startsAt, endsAt })
        expect([parts[0]?.startsAt, parts.at(-1)?.endsAt]).toEqual([startsAt, endsAt])
        expect(parts.slice(1).every((part, index) => part.startsAt === parts[index]?.endsAt)).toBe(true)
        for (const part of parts)
          for (const instant of [part.startsAt, part.endsAt - 1])
            expect(kindAt(given, instant as Instant)).toBe(part.kind)
      },
    ),
    { numRuns: 25 },
  )
})

test('a night lasts nine hours where the clock is set back in it, and the hours of a span are all counted', () => {
  const night = span('2026-10-24T20:00Z', '2026-10-25T06:00Z')
  const hours = countHours({ ...clock('Europe/Berlin'), hours: { ...USUAL_HOURS, weekend: [] } }, [night])
  expect(hours).toEqual({ ...noHours(), night: 9, weekday: 1 })
})

test('hours are the same when the time is cut once for all who live by a clock', () => {
  const given = clock('Europe/Berlin', '2026-01-06')
  const window = { startsAt: MONDAY, endsAt: (MONDAY + 30 * DAY) as Instant }
  const parts = splitDuty(given, window)
  const spanOf = fc.tuple(fc.integer({ min: 0, max: 29 * 96 }), fc.integer({ min: 1, max: 90 }))
  fc.assert(
    fc.property(fc.array(spanOf, { maxLength: 12 }), (all) => {
      const spans = uniteSpans(
        all.map(([from, length]) => ({
          startsAt: (MONDAY + from * 900_000) as Instant,
          endsAt: Math.min(MONDAY + (from + length) * 900_000, window.endsAt) as Instant,
        })),
      )
      expect(countHoursIn(parts, spans)).toEqual(countHours(given, spans))
    }),
    { numRuns: 50 },
  )
})

test('whoever is on in two schedules at once is on once', () => {
  const schedule = (id: string) => ({
    ...aSchedule([aLayer({ zone: 'UTC', turns: [users('a')] })]),
    id: id as ScheduleId,
  })
  const spans = calcDutySpans(ALONE, [schedule('x'), schedule('y')], {
    from: MONDAY,
    to: (MONDAY + 2 * DAY) as Instant,
  })
  expect([...spans]).toEqual([['a', [{ startsAt: at('2026-01-05T09:00Z'), endsAt: MONDAY + 2 * DAY }]]])
})

test('differences from the mean add up to nothing, and what was carried counts', () => {
  const load = (user: string, weighted: number) =>
    [user as UserId, { user: user as UserId, hours: noHours(), weighted }] as const
  const balance = calcBalance(
    users('a', 'b', 'c'),
    new Map([load('a', 30), load('b', 60)]),
    new Map([['c' as UserId, 25]]),
  )
  expect(balance.map(({ difference, carried }) => [difference, carried])).toEqual([
    [0, 0],
    [30, 30],
    [-30, -5],
  ])
})

test('seven days are allowed, also where they last 169 hours; an eighth is not, nor nights without a day off', () => {
  const duty = (...spans: DutySpan[]) => ({ user: 'a' as UserId, zone: 'Europe/Berlin', spans, pagedAt: [] })
  const autumn = span('2026-10-19T09:00+02:00', '2026-10-26T09:00+01:00')
  expect(findRestBreaches(duty(autumn), RULES)).toEqual([])
  const eight = span('2026-10-19T09:00+02:00', '2026-10-27T08:00+01:00')
  expect(findRestBreaches(duty(eight), RULES)).toMatchObject([{ kind: 'days_in_a_row', days: 8 }])
  const night = (day: number): DutySpan => ({
    startsAt: (MONDAY + day * DAY + 20 * HOUR) as Instant,
    endsAt: (MONDAY + day * DAY + 28 * HOUR) as Instant,
  })
  const nights = [0, 1, 2, 3, 4, 5, 6, 7, 8].map(night)
  expect(findRestBreaches(duty(...nights), RULES)).toMatchObject([{ days: 9 }])
  expect(findRestBreaches(duty(...nights.filter((_, index) => index !== 4)), RULES)).toEqual([])
})

test('whoever was paged at night is off for the rest before the next shift; the shift itself goes on', () => {
  const spans = [span('2026-01-05T20:00Z', '2026-01-06T06:00Z'), span('2026-01-06T09:00Z', '2026-01-06T17:00Z')]
  const duty = { user: 'a' as UserId, zone: 'UTC', spans, pagedAt: [at('2026-01-06T03:00Z')] }
  expect(findRestBreaches(duty, RULES)).toEqual([
    {
      kind: 'rest_after_night',
      user: 'a',
      ...span('2026-01-06T09:00Z', '2026-01-06T14:00Z'),
      pagedAt: duty.pagedAt[0],
    },
  ])
  expect(findRestBreaches({ ...duty, pagedAt: [at('2026-01-05T21:00Z')] }, RULES)).toEqual([])
})

test('a shift that begins within the rest counts without a pause as well; the one in which the page came goes on', () => {
  const schedule = (id: string, layers: ScheduleLayer[], overrides: ScheduleOverride[] = []) => ({
    ...aSchedule(layers, overrides),
    id: id as ScheduleId,
  })
  const daily = (from: string, to: string, ...people: string[]) =>
    aLayer({
      ...{
        zone: 'UTC',
        every: { count: 1, unit: 'day' },
        anchor: '2026-01-05T00:00',
        turns: people.map((each) => users(each)),
      },
      restrictions: [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, from, to })),
    })
  const window = { from: MONDAY, to: (MONDAY + 3 * DAY) as Instant }
  const breaches = (...schedules: Schedule[]) => {
    const duty = calcDuties(ALONE, schedules, window).get('a' as UserId) ?? { spans: [], begins: [] }
    return findRestBreaches({ user: 'a' as UserId, zone: 'UTC', ...duty, pagedAt: [at('2026-01-06T03:00Z')] }, RULES)
  }
  const nights = schedule('nights', [daily('22:00', '06:00', 'a')])
  expect(breaches(nights)).toEqual([])
  const found = [{ kind: 'rest_after_night', ...span('2026-01-06T06:00Z', '2026-01-06T14:00Z') }]
  expect(breaches(nights, schedule('days', [daily('06:00', '20:00', 'a')]))).toMatchObject(found)
  // Another layer, and an override, are other shifts of the same schedule.
  expect(breaches(schedule('both', [daily('06:00', '20:00', 'a'), daily('22:00', '06:00', 'a')]))).toMatchObject(found)
  const taken = anOverride('replace', ['06:00', '14:00'], { add: 'a', remove: 'b' })
  const others = schedule('both', [daily('06:00', '20:00', 'b'), daily('22:00', '06:00', 'a')], [taken])
  expect(breaches(others)).toMatchObject(found)
  // Turns of one's own in one layer are one shift, and whoever joins begins none of others.
  const around = aLayer({
    zone: 'UTC',
    every: { count: 1, unit: 'day' },
    anchor: '2026-01-05T09:00',
    turns: [users('a')],
  })
  expect(breaches(schedule('around', [around]))).toEqual([])
  const joined = anOverride('add', ['05:00', '12:00'], { add: 'b' })
  expect(breaches(schedule('around', [around], [joined]))).toEqual([])
})

test('only what an edit brings about is new', () => {
  const breach = (from: string, to: string, days = 9) => ({
    kind: 'days_in_a_row' as const,
    user: 'a' as UserId,
    ...span(from, to),
    days,
  })
  const known = breach('2026-01-01T00:00Z', '2026-01-10T00:00Z')
  const longer = breach('2026-01-01T00:00Z', '2026-01-11T00:00Z', 10)
  const later = breach('2026-01-01T06:00Z', '2026-01-10T06:00Z')
  const another = breach('2026-02-01T00:00Z', '2026-02-10T00:00Z')
  const news = (before: RestBreach[], next: RestBreach[]) => listNewBreaches(before, next, RULES)
  expect(news([known], [known])).toEqual([])
  expect(news([known], [later])).toEqual([])
  expect(news([known], [longer])).toEqual([longer])
  expect(news([known], [known, another])).toEqual([another])
  const ofAnother = { ...another, user: 'b' as UserId }
  expect(news([known], [ofAnother])).toEqual([ofAnother])
})

test('a rotation that becomes better brings nothing new, also where its runs lie at other times; more days above the limit do', () => {
  const runs = (days: number, ...starts: number[]): RestBreach[] =>
    starts.map((start) => ({
      ...{ kind: 'days_in_a_row', user: 'a' as UserId, days },
      ...{ startsAt: (MONDAY + start * DAY) as Instant, endsAt: (MONDAY + (start + days) * DAY) as Instant },
    }))
  const fortnights = runs(14, 0, 42, 84)
  expect(listNewBreaches(fortnights, runs(10, 0, 30, 60, 90), RULES)).toEqual([])
  // Eight runs of ten days are 24 days too many, three fortnights 21.
  expect(listNewBreaches(fortnights, runs(10, 0, 12, 24, 36, 48, 60, 72, 84), RULES)).not.toEqual([])
  expect(listNewBreaches(fortnights, runs(15, 20), RULES)).toHaveLength(1)
})

test('a week is a week for whoever lives by another clock than that which changes, and a day of 23 hours is a day off', () => {
  const duty = (...spans: DutySpan[]) => ({ user: 'a' as UserId, zone: 'Asia/Tokyo', spans, pagedAt: [] })
  const autumn = span('2026-10-19T09:00+02:00', '2026-10-26T09:00+01:00')
  expect(findRestBreaches(duty(autumn), RULES)).toEqual([])
  const around = [
    span('2026-03-23T00:00+01:00', '2026-03-29T00:00+01:00'),
    span('2026-03-30T00:00+02:00', '2026-04-05T00:00+02:00'),
  ]
  expect(findRestBreaches({ ...duty(...around), zone: 'Europe/Berlin' }, RULES)).toEqual([])
})

const spans = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 70 }), fc.integer({ min: 1, max: 6 })), { maxLength: 4 })
  .map((all) =>
    all.map(
      ([day, days]): DutySpan => ({
        startsAt: (MONDAY + day * DAY) as Instant,
        endsAt: (MONDAY + (day + days) * DAY) as Instant,
      }),
    ),
  )
const candidates = fc
  .array(
    fc.record({
      zone: fc.constantFrom('UTC', 'Asia/Tokyo', 'America/New_York'),
      load: fc.integer({ min: 0, max: 300 }),
      away: spans,
    }),
    { minLength: 1, maxLength: 5 },
  )
  .map((all) =>
    all.map(
      ({ zone, load, away }, index): Candidate => ({
        user: `p${index}` as UserId,
        clock: clock(zone),
        load,
        away,
        busy: [],
      }),
    ),
  )
const slots = (days: number, count: number): DutySpan[] =>
  Array.from({ length: count }, (_, index) => ({
    startsAt: (MONDAY + index * days * DAY) as Instant,
    endsAt: (MONDAY + (index + 1) * days * DAY) as Instant,
  }))
const overlaps = (one: DutySpan, other: DutySpan) => one.startsAt < other.endsAt && other.startsAt < one.endsAt
const OPTIONS = { weights: USUAL_WEIGHTS, rules: RULES }

test('nobody is given a shift while they are away, and nobody more days in a row than the rule allows', () => {
  fc.assert(
    fc.property(candidates, fc.constantFrom(1, 3, 7), (people, days) => {
      const { shifts } = planFairRotation(slots(days, 20), people, OPTIONS)
      for (const person of people) {
        const own = shifts.filter(({ user }) => user === person.user)
        expect(own.some((shift) => person.away.some((away) => overlaps(shift, away)))).toBe(false)
        const duty = { user: person.user, zone: person.clock.zone, spans: own, pagedAt: [] }
        expect(findRestBreaches(duty, RULES)).toEqual([])
      }
    }),
    { numRuns: 25 },
  )
})

test('where nobody is away, loads end up no further apart than the heaviest shift', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 6 }), fc.constantFrom(1, 7), (count, days) => {
      const people = Array.from(
        { length: count },
        (_, index): Candidate => ({ user: `p${index}` as UserId, clock: clock(), load: 0, away: [], busy: [] }),
      )
      const { shifts, loads } = planFairRotation(slots(days, 18), people, OPTIONS)
      const sums = [...loads.values()]
      if (count > 2 || days === 7)
        expect(Math.max(...sums) - Math.min(...sums)).toBeLessThanOrEqual(
          Math.max(...shifts.map(({ weight }) => weight)) + 1e-9,
        )
    }),
    { numRuns: 10 },
  )
})

test('whoever is awake gets the shift: nights go to where it is day', () => {
  const person = (user: string, zone: string): Candidate => ({
    user: user as UserId,
    clock: clock(zone),
    load: 0,
    away: [],
    busy: [],
  })
  const night = Array.from({ length: 4 }, (_, day) => ({
    startsAt: (MONDAY + day * DAY) as Instant,
    endsAt: (MONDAY + day * DAY + 8 * HOUR) as Instant,
  }))
  const { shifts } = planFairRotation(
    night.slice(0, 2),
    [person('berlin', 'Europe/Berlin'), person('tokyo', 'Asia/Tokyo')],
    OPTIONS,
  )
  expect(shifts[0]?.user).toBe('tokyo')
})

const assigned = fc
  .array(fc.nat(4), { minLength: 1, maxLength: 12 })
  .map((holders) =>
    slots(3, holders.length).map(
      (slot, index): AssignedShift => ({ ...slot, id: `s${index}`, user: `p${holders[index]}` as UserId }),
    ),
  )

test('each change that mends leaves the load more even, and gives nobody a shift while they are away', () => {
  fc.assert(
    fc.property(candidates, assigned, (people, shifts) => {
      const free = people.map((person) => {
        const own = shifts.filter(({ user }) => user === person.user)
        const load =
          person.load + own.reduce((sum, shift) => sum + weigh(countHours(person.clock, [shift]), USUAL_WEIGHTS), 0)
        return { ...person, load }
      })
      const mends = proposeMends(shifts, free, { ...OPTIONS, changesMax: 5 })
      const first = spreadOf(free.map(({ load }) => load))
      const awayOf = (user: UserId) => free.find((person) => person.user === user)?.away ?? []
      mends.forEach((mend, index) => {
        expect(mend.before).toBeCloseTo(mends[index - 1]?.after ?? first, 6)
        expect(mend.after).toBeLessThan(mend.before)
        expect(awayOf(mend.to).some((away) => overlaps(away, mend.takes))).toBe(false)
        if (mend.gives) expect(awayOf(mend.from).some((away) => overlaps(away, mend.gives as DutySpan))).toBe(false)
      })
    }),
    { numRuns: 20 },
  )
})
