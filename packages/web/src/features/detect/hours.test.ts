import { expect, test } from 'vitest'
import { lastDay } from './hours.ts'

const now = Date.parse('2026-03-08T10:20:00Z')

test('a day has 24 hours, the running one last, and zeros where nothing came', () => {
  const day = lastDay([{ hour: '2026-03-08T09:00:00.000Z', signals: 3, problems: 1 }], now)
  expect(day).toHaveLength(24)
  expect(day.at(-1)).toEqual({ at: Date.parse('2026-03-08T10:00:00Z'), signals: 0, problems: 0 })
  expect(day.at(-2)).toEqual({ at: Date.parse('2026-03-08T09:00:00Z'), signals: 3, problems: 1 })
  expect(day[0]?.at).toBe(Date.parse('2026-03-07T11:00:00Z'))
})

test('what is older than the day is left out', () => {
  const day = lastDay([{ hour: '2026-03-07T10:00:00.000Z', signals: 9, problems: 9 }], now)
  expect(day.reduce((sum, { signals }) => sum + signals, 0)).toBe(0)
})
