import { expect, test } from 'vitest'
import { cellsOf, columnsOf, datesOf, parseQuarter, quarterOf, quarterText, stepQuarter } from './load-map.ts'

test('a quarter has its days, and the next one follows it', () => {
  const dates = datesOf({ year: 2028, number: 1 })
  expect([dates.length, dates[0], dates.at(-1)]).toEqual([91, '2028-01-01', '2028-03-31'])
  expect(quarterOf('2026-11-22')).toEqual({ year: 2026, number: 4 })
  expect(stepQuarter({ year: 2026, number: 4 }, 1)).toEqual({ year: 2027, number: 1 })
  expect(stepQuarter({ year: 2026, number: 1 }, -1)).toEqual({ year: 2025, number: 4 })
  expect(parseQuarter(quarterText({ year: 2026, number: 3 }))).toEqual({ year: 2026, number: 3 })
  expect(parseQuarter('2026-Q5')).toBeUndefined()
})

test('by week a column begins with each Monday, and with the quarter', () => {
  const columns = columnsOf(datesOf({ year: 2026, number: 4 }), true)
  expect(columns).toHaveLength(14)
  expect(columns.slice(0, 2).map(({ date, dates }) => [date, dates.length])).toEqual([
    ['2026-10-01', 4],
    ['2026-10-05', 7],
  ])
})

test('a cell sums what lies in its column, and is the darker the more of it is on call', () => {
  const day = (date: string, hours: number, night: number, weekend: number) => ({
    ...{ date, hours, night_hours: night, weekend_hours: weekend },
  })
  const days = [day('2026-10-01', 24, 8, 0), day('2026-10-03', 0.5, 0, 0.5)]
  const dates = ['2026-10-01', '2026-10-02', '2026-10-03', '2026-10-04']
  expect(cellsOf({ days }, columnsOf(dates, false)).map(({ level }) => level)).toEqual([4, 0, 1, 0])
  expect(cellsOf({ days }, columnsOf(dates, true))).toEqual([{ hours: 24.5, night: 8, weekend: 0.5, level: 2 }])
})
