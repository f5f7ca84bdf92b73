import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { CalendarId, Instant } from '../kernel/brand.ts'
import { DAY, HOUR } from '../kernel/instant.ts'
import type { Roster, Schedule, ScheduleLayer } from '../people/schedule.ts'
import { datesOf } from './layer-plan.ts'
import { calcOnCall, calcShifts } from './on-call.ts'
import { ALONE, aLayer, aSchedule, at, names } from './testing/schedules.ts'

const START = at('2026-01-05T15:00Z')
const HOLIDAYS = 'holidays' as CalendarId

function withDays(...dates: string[]): Roster {
  const days = dates.map((date) => ({ date, name: 'Holiday' }))
  return { ...ALONE, calendars: new Map([[HOLIDAYS, { id: HOLIDAYS, name: 'Holidays', days, shifts: [] }]]) }
}

test('an answer does not depend on what was asked about the same layer before', () => {
  const restrictions = [1, 2, 3, 4, 5].map((weekday) => ({ weekday, from: '01:30', to: '03:30' }))
  const shapes: Partial<ScheduleLayer>[] = [
    { every: { count: 1, unit: 'hour' } },
    { every: { count: 1, unit: 'hour' }, restrictions },
    { every: { count: 2, unit: 'day' }, restrictions, holidays: { calendars: [HOLIDAYS], on: 'off' } },
    { every: { count: 1, unit: 'month' }, anchor: '2026-01-31T02:30' },
    { every: { count: 36, unit: 'hour' } },
  ]
  const roster = withDays('2026-01-06', '2031-03-10', '2057-07-04')
  const offsets = fc.integer({ min: -60 * 365 * DAY, max: 60 * 365 * DAY })
  fc.assert(
    fc.property(fc.constantFrom(...shapes), fc.array(offsets, { minLength: 2, maxLength: 6 }), (shape, asked) => {
      const startsAt = (START - 60 * 365 * DAY) as Instant
      const fresh = (): Schedule => aSchedule([aLayer({ ...shape, startsAt })])
      const schedule = fresh()
      for (const offset of asked) {
        const from = (START + offset) as Instant
        const to = (from + 3 * DAY) as Instant
        expect(calcShifts(roster, schedule, from, to)).toEqual(calcShifts(roster, fresh(), from, to))
        expect(calcOnCall(roster, schedule, to)).toEqual(calcOnCall(roster, fresh(), to))
      }
    }),
    { numRuns: 60 },
  )
})

test('a layer that is known already follows its calendar when the days of it are others', () => {
  const schedule = aSchedule([aLayer({ holidays: { calendars: [HOLIDAYS], on: 'off' } })])
  const noon = at('2026-01-07T18:00Z')
  const on = (roster: Roster) => names(calcOnCall(roster, schedule, noon).people)
  expect([withDays(), withDays('2026-01-07'), withDays('2026-01-08'), withDays('2026-01-07')].map(on)).toEqual([
    'a',
    '-',
    'a',
    '-',
  ])
})

test('what an answer holds can be changed without changing the next answer', () => {
  const schedule = aSchedule([aLayer()])
  const first = calcShifts(ALONE, schedule, START, (START + HOUR) as Instant)
  first[0]?.people.pop()
  calcOnCall(ALONE, schedule, START).people.pop()
  expect(names(calcOnCall(ALONE, schedule, START).people)).toBe('a')
  expect(calcShifts(ALONE, schedule, START, (START + HOUR) as Instant)[0]?.people).toHaveLength(1)
})

test('the same days have the same list of dates, others another', () => {
  const days = [{ date: '2026-12-25', name: 'Christmas' }]
  expect(datesOf(days)).toBe(datesOf(days))
  expect(datesOf(days)).toEqual(['2026-12-25'])
  expect(datesOf([...days])).not.toBe(datesOf(days))
  expect(datesOf(undefined)).toEqual([])
})
