import { expect, test } from 'vitest'
import { barsOf, calendarDays, ownShifts, startOfDay } from './calendar.ts'

const at = (text: string) => Date.parse(text)
const ana = { user: { id: 'ana', name: 'Ana' }, layer: 0 }
const ben = { user: { id: 'ben', name: 'Ben' }, layer: 0 }
const shift = (from: string, to: string, ...people: (typeof ana)[]) => ({
  starts_at: `2026-03-08T${from}:00:00.000Z`,
  ends_at: `2026-03-08T${to}:00:00.000Z`,
  people,
})

test.each([
  ['2026-03-08T10:00:00Z', 'UTC', '2026-03-08T00:00:00Z'],
  ['2026-03-08T14:59:59Z', 'Asia/Tokyo', '2026-03-07T15:00:00Z'],
  ['2026-03-08T15:00:00Z', 'Asia/Tokyo', '2026-03-08T15:00:00Z'],
  ['2026-03-29T12:00:00Z', 'Europe/Berlin', '2026-03-28T23:00:00Z'],
  ['2026-10-25T22:30:00Z', 'Europe/Berlin', '2026-10-24T22:00:00Z'],
  // In Beirut the clocks jump at midnight: the day begins at one.
  ['2026-03-29T12:00:00Z', 'Asia/Beirut', '2026-03-28T22:00:00Z'],
])('the day of %s in %s begins at %s', (instant, zone, expected) => {
  expect(new Date(startOfDay(at(instant), zone)).toISOString()).toBe(new Date(at(expected)).toISOString())
})

test('days follow each other without a hole, and are as long as the clocks make them', () => {
  const days = calendarDays(at('2026-03-28T12:00:00Z'), 'Europe/Berlin', 3)
  expect(days.map(({ startMs, endMs }) => (endMs - startMs) / 3_600_000)).toEqual([24, 23, 24])
  for (const [index, day] of days.slice(1).entries()) expect(day.startMs).toBe(days[index]?.endMs)
})

test('bars lie where their shifts are, and a gap is a bar with nobody', () => {
  const bars = barsOf(
    [shift('00', '06', ana), shift('06', '08', ana), shift('08', '12'), shift('12', '23', ben)],
    at('2026-03-08T02:00:00Z'),
    at('2026-03-08T22:00:00Z'),
  )
  expect(bars.map(({ left, width, people }) => [left, width, people.map(({ id }) => id)])).toEqual([
    [0, 30, ['ana']],
    [30, 20, []],
    [50, 50, ['ben']],
  ])
})

test('own shifts stand in order, and pieces without a break are one', () => {
  const items = [
    {
      schedule: { id: 'b', name: 'B' },
      shifts: [shift('08', '10', ana), shift('10', '12', ana, ben), shift('14', '15', ana)],
    },
    { schedule: { id: 'a', name: 'A' }, shifts: [shift('08', '09', ana)] },
  ]
  expect(
    ownShifts(items, at('2026-03-08T23:00:00Z')).map(({ schedule, startMs, endMs }) => [
      schedule.id,
      ((endMs ?? 0) - startMs) / 3_600_000,
    ]),
  ).toEqual([
    ['a', 1],
    ['b', 4],
    ['b', 1],
  ])
})

test('a shift that reaches the end of what was looked at has no end to tell', () => {
  const items = [{ schedule: { id: 'a', name: 'A' }, shifts: [shift('08', '10', ana), shift('10', '12', ana, ben)] }]
  expect(ownShifts(items, at('2026-03-08T12:00:00Z'))).toEqual([
    { schedule: items[0]?.schedule, startMs: at('2026-03-08T08:00:00Z'), endMs: null },
  ])
})
