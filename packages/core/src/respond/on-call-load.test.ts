import { expect, test } from 'vitest'
import type { ScheduleId } from '../kernel/brand.ts'
import { HOUR } from '../kernel/instant.ts'
import type { Schedule } from '../people/schedule.ts'
import { calcShifts } from './on-call.ts'
import { calcLoadWindow, calcOnCallLoad } from './on-call-load.ts'
import { ALONE, aLayer, aSchedule, CHICAGO, users } from './testing/schedules.ts'

const inChicago = () => CHICAGO

function loadOf(schedules: Schedule[], firstDate: string, days: number, zoneOf: (user: string) => string = inChicago) {
  const { from, to } = calcLoadWindow({ firstDate, days })
  const shifts = schedules.flatMap((schedule) => calcShifts(ALONE, schedule, from, to))
  const loads = calcOnCallLoad(shifts, { firstDate, days, zoneOf })
  return Object.fromEntries(
    loads.map(({ user, days: own }) => [
      user,
      own.map(({ date, ms, nightMs, weekendMs }) => [date.slice(5), ms / HOUR, nightMs / HOUR, weekendMs / HOUR]),
    ]),
  )
}

test('a weekly rotation gives each day to whom it belongs, with its night and its weekend', () => {
  expect(loadOf([aSchedule([aLayer()])], '2026-01-10', 4)).toEqual({
    a: [
      ['01-10', 24, 8, 24],
      ['01-11', 24, 8, 24],
      ['01-12', 9, 6, 0],
    ],
    b: [
      ['01-12', 15, 2, 0],
      ['01-13', 24, 8, 0],
    ],
  })
})

test('a day on which the clocks change has the hours that it really has', () => {
  const always = aSchedule([aLayer({ turns: [users('a')] })])
  expect(loadOf([always], '2026-03-08', 1)).toEqual({ a: [['03-08', 23, 7, 23]] })
  expect(loadOf([always], '2026-11-01', 1)).toEqual({ a: [['11-01', 25, 9, 25]] })
})

test('the days are those of the clock of the person', () => {
  const office = aLayer({
    zone: 'UTC',
    turns: [users('tokyo', 'chicago')],
    restrictions: [{ weekday: 5, from: '14:00', to: '18:00' }],
  })
  const zoneOf = (user: string) => (user === 'tokyo' ? 'Asia/Tokyo' : CHICAGO)
  expect(loadOf([aSchedule([office])], '2026-01-09', 3, zoneOf)).toEqual({
    tokyo: [
      ['01-09', 1, 1, 0],
      ['01-10', 3, 3, 3],
    ],
    chicago: [['01-09', 4, 0, 0]],
  })
})

test('who is on call in two schedules at once is on call once', () => {
  const one = aSchedule([aLayer({ turns: [users('a')] })])
  const other = { ...one, id: 'other' as ScheduleId }
  expect(loadOf([one, other], '2026-01-13', 1)).toEqual({ a: [['01-13', 24, 8, 0]] })
})
