import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { CalendarId, Instant } from '../kernel/brand.ts'
import { DAY } from '../kernel/instant.ts'
import type { LayerHolidays } from '../people/calendar.ts'
import type { Roster, ScheduleLayer } from '../people/schedule.ts'
import { calcOnCall, calcShifts } from './on-call.ts'
import { beginVersion } from './schedule-version.ts'
import { ALONE, aLayer, aSchedule, at, names, shown, users } from './testing/schedules.ts'
import { wallAt } from './wall-clock.ts'

const FREE: LayerHolidays = { calendars: ['free' as CalendarId], on: 'off' }
const ONLY: LayerHolidays = { ...FREE, on: 'only' }
const daily = { count: 1, unit: 'day' } as const
const weekly = { count: 1, unit: 'week' } as const

function with_(...dates: string[]): Roster {
  const id = 'free' as CalendarId
  return {
    ...ALONE,
    calendars: new Map([[id, { id, name: 'Free', days: dates.map((date) => ({ date, name: 'x' })), shifts: [] }]]),
  }
}

function shiftsOf(layer: Partial<ScheduleLayer>, dates: string[], [from, to]: [string, string]): string[] {
  const zone = layer.zone ?? 'UTC'
  const schedule = aSchedule([aLayer({ zone, every: daily, anchor: '2026-04-01T00:00', holidays: FREE, ...layer })])
  return shown(calcShifts(with_(...dates), schedule, at(from), at(to)), zone).map((line) => line.replace(' +00:00', ''))
}

test('on a holiday nobody is on, and it takes nobody’s turn', () => {
  expect(shiftsOf({}, ['2026-04-03', '2026-04-06'], ['2026-04-01T00:00Z', '2026-04-08T00:00Z'])).toEqual([
    '04-01 00:00 a',
    '04-02 00:00 b',
    '04-03 00:00 -',
    '04-04 00:00 c',
    '04-05 00:00 a',
    '04-06 00:00 -',
    '04-07 00:00 b',
  ])
})

test('holidays use up turns where off days do', () => {
  const layer = { offDays: 'use_turn' as const }
  expect(shiftsOf(layer, ['2026-04-03'], ['2026-04-02T00:00Z', '2026-04-05T00:00Z'])).toEqual([
    '04-02 00:00 b',
    '04-03 00:00 -',
    '04-04 00:00 a',
  ])
})

test('a layer for holidays alone has a turn for each of them', () => {
  const dates = ['2026-04-03', '2026-04-05', '2026-04-06', '2026-05-01']
  expect(shiftsOf({ holidays: ONLY }, dates, ['2026-04-03T00:00Z', '2026-05-02T00:00Z'])).toEqual([
    '04-03 00:00 a',
    '04-04 00:00 -',
    '04-05 00:00 b',
    '04-06 00:00 c',
    '04-07 00:00 -',
    '05-01 00:00 a',
  ])
})

test('a layer below covers the holidays of the one above', () => {
  const above = aLayer({ zone: 'UTC', every: daily, anchor: '2026-04-01T00:00', holidays: FREE })
  const below = aLayer({ zone: 'UTC', every: daily, anchor: '2026-04-01T00:00', holidays: ONLY, turns: [users('x')] })
  const shifts = calcShifts(
    with_('2026-04-02'),
    aSchedule([below, above]),
    at('2026-04-01T00:00Z'),
    at('2026-04-04T00:00Z'),
  )
  expect(shifts.map(({ people }) => names(people))).toEqual(['a', 'x', 'b'])
})

test('a week whose only day of duty is a holiday takes nobody’s turn; a month and a week that keep a day do', () => {
  const mondays = {
    every: weekly,
    anchor: '2026-03-30T00:00',
    restrictions: [{ weekday: 1, from: '09:00', to: '17:00' }],
  }
  const served = (layer: Partial<ScheduleLayer>, dates: string[]) =>
    shiftsOf(layer, dates, ['2026-03-30T00:00Z', '2026-04-27T00:00Z']).filter((line) => !line.endsWith('-'))
  expect(served(mondays, ['2026-04-06'])).toEqual(['03-30 09:00 a', '04-13 09:00 b', '04-20 09:00 c'])
  expect(served({ ...mondays, restrictions: [] }, ['2026-04-06'])).toEqual([
    '03-30 00:00 a',
    '04-07 00:00 b',
    '04-13 00:00 c',
    '04-20 00:00 a',
  ])
  const month = { every: { count: 1, unit: 'month' as const }, anchor: '2026-03-31T00:00' }
  expect(served(month, ['2026-04-06'])).toEqual(['03-31 00:00 a', '04-07 00:00 a'])
})

test('a handoff in the morning of a holiday waits for its end', () => {
  const layer = { anchor: '2026-04-01T09:00' }
  expect(shiftsOf(layer, ['2026-04-03'], ['2026-04-02T09:00Z', '2026-04-05T09:00Z'])).toEqual([
    '04-02 09:00 b',
    '04-03 00:00 -',
    '04-04 00:00 c',
    '04-04 09:00 a',
  ])
})

test('the day is that of the layer’s zone, and where its midnight happens twice cover overlaps', () => {
  // In Havana 2026-11-01 begins at 00:00 −04, and at 01:00 the clock goes back to 00:00.
  const zone = 'America/Havana'
  const havana = { zone, every: daily, anchor: '2026-10-30T00:00' }
  const span: [string, string] = ['2026-10-31T00:00-04:00', '2026-11-03T00:00-05:00']
  expect(shiftsOf(havana, ['2026-11-01'], span)).toEqual([
    '10-31 00:00 -04:00 b',
    '11-01 00:00 -05:00 -',
    '11-02 00:00 -05:00 c',
  ])
  expect(shiftsOf({ ...havana, holidays: ONLY }, ['2026-10-31'], span)).toEqual([
    '10-31 00:00 -04:00 a',
    '11-01 00:00 -05:00 -',
  ])
})

test('a calendar that nobody knows has no days', () => {
  const layer = aLayer({ zone: 'UTC', every: daily, anchor: '2026-04-01T00:00', holidays: FREE })
  const people = (holidays: LayerHolidays) =>
    names(calcOnCall(ALONE, aSchedule([{ ...layer, holidays }]), at('2026-04-03T12:00Z')).people)
  expect([people(FREE), people(ONLY)]).toEqual(['c', '-'])
})

test('an edit keeps whoever is on duty on duty, with the holidays counted', () => {
  const layer = aLayer({ zone: 'UTC', every: daily, anchor: '2026-04-01T00:00', holidays: FREE })
  const roster = with_('2026-04-03')
  const daysOf = () => ['2026-04-03']
  const schedule = aSchedule([layer])
  const next = { ...layer, turns: [users('c'), users('x'), users('a')] }
  const startsAt = at('2026-04-05T12:00Z')
  const edited = {
    ...schedule,
    ...beginVersion(schedule, {
      layers: [next],
      startsAt,
      keepsCurrent: true,
      calendars: { daysOf, shiftsOf: () => [] },
    }),
  }
  const on = (instant: Instant) => names(calcOnCall(roster, edited, instant).people)
  expect([on((startsAt - 1) as Instant), on(startsAt), on((startsAt + DAY) as Instant)]).toEqual(['a', 'a', 'c'])
})

const dates = fc
  .uniqueArray(fc.integer({ min: 0, max: 150 }), { maxLength: 30 })
  .map((days) => days.map((day) => new Date(Date.UTC(2025, 9, 1) + day * DAY).toISOString().slice(0, 10)))
const steps = fc.constantFrom(
  ...([1, 6, 12].map((count) => ({ count, unit: 'hour' })) as ScheduleLayer['every'][]),
  ...([1, 2, 3].map((count) => ({ count, unit: 'day' })) as ScheduleLayer['every'][]),
  weekly,
)

test('nobody in the order is passed over, wherever the holidays lie', () => {
  const zones = fc.constantFrom('America/Havana', 'Europe/Berlin', 'Asia/Tehran', 'Africa/Cairo', 'UTC')
  const on = fc.constantFrom('off' as const, 'only' as const)
  fc.assert(
    fc.property(
      zones,
      steps,
      dates,
      on,
      fc.constantFrom('00:00', '09:00', '02:30'),
      (zone, every, days, mode, time) => {
        const turns = users('a', 'b', 'c', 'd', 'e').map((user) => [user])
        const holidays = { calendars: FREE.calendars, on: mode }
        const layer = aLayer({
          zone,
          every,
          anchor: `2025-11-03T${time}`,
          turns,
          holidays,
          startsAt: at('2025-10-01T00:00Z'),
        })
        const shifts = calcShifts(with_(...days), aSchedule([layer]), at('2025-10-05T00:00Z'), at('2026-03-10T00:00Z'))
        const serving = shifts.map(({ people }) => names(people)).filter((name) => name !== '-')
        const order = serving.filter((name, index) => name !== serving[index - 1]).map((name) => 'abcde'.indexOf(name))
        expect(order.filter((turn, index) => index > 0 && turn !== ((order[index - 1] ?? 0) + 1) % 5)).toEqual([])
      },
    ),
    { numRuns: 40 },
  )
})

test('whether somebody is on is what the clock says of the day, save around a change of clocks', () => {
  fc.assert(
    fc.property(dates, fc.integer({ min: 0, max: 150 * 24 }), (days, hour) => {
      const instant = (Date.UTC(2025, 9, 1) + hour * 3_600_000) as Instant
      const layer = aLayer({ zone: 'Asia/Tokyo', anchor: '2025-09-01T00:00', holidays: FREE })
      const isHoliday = days.includes(new Date(wallAt(instant, 'Asia/Tokyo')).toISOString().slice(0, 10))
      const people = (holidays: LayerHolidays) =>
        calcOnCall(with_(...days), aSchedule([{ ...layer, holidays }]), instant).people.length
      expect([people(FREE), people(ONLY)]).toEqual(isHoliday ? [0, 1] : [1, 0])
    }),
    { numRuns: 100 },
  )
})
