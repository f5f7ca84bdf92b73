import { expect, test } from 'vitest'
import { freezeDays, listDates, sortDays } from './calendar-days.ts'
import { at } from './testing/schedules.ts'

const days = (...dates: string[]) => dates.map((date) => ({ date, name: date }))

test('a day that has begun somewhere on earth stays as it was, and later ones are as they are read now', () => {
  // At 11:00 UTC on the 2nd it is past midnight of the 3rd in Kiribati.
  const kept = freezeDays(
    days('2026-01-01', '2026-01-03', '2026-01-05'),
    days('2026-01-02', '2026-01-03', '2026-01-04'),
    at('2026-01-02T11:00Z'),
  )
  expect(kept.map(({ date }) => date)).toEqual(['2026-01-01', '2026-01-03', '2026-01-04'])
  expect(freezeDays(kept, days('2026-01-04'), at('2026-01-02T11:00Z'))).toEqual(kept)
})

test('a date stands there once, with all of its names', () => {
  const day = (date: string, name: string) => ({ date, name })
  expect(
    sortDays([
      day('2026-05-01', 'May Day'),
      day('2026-01-01', 'New Year'),
      day('2026-05-01', 'Labour Day'),
      day('2026-05-01', 'May Day'),
    ]),
  ).toEqual([day('2026-01-01', 'New Year'), day('2026-05-01', 'May Day, Labour Day')])
})

test('dates are listed from the first up to, without, the last', () => {
  expect(listDates('2026-02-27', '2026-03-02', 10)).toEqual(['2026-02-27', '2026-02-28', '2026-03-01'])
  expect(listDates('2026-02-27', '2026-03-02', 2)).toHaveLength(2)
  expect(listDates('2026-03-02', '2026-03-02', 10)).toEqual([])
})
