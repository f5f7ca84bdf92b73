import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DAY } from '../kernel/instant.ts'
import { monthAfter, monthsBetween } from './calendar-months.ts'
import { parseWall, type WallMs, wallOf } from './wall-clock.ts'

test('a day that a month does not have is its last one, reckoned from the anchor each time', () => {
  const anchor = parseWall('2025-01-31T09:00')
  expect([1, 2, 3, 13, -2].map((months) => new Date(monthAfter(anchor, months)).toISOString().slice(0, 16))).toEqual([
    '2025-02-28T09:00',
    '2025-03-31T09:00',
    '2025-04-30T09:00',
    '2026-02-28T09:00',
    '2024-11-30T09:00',
  ])
})

test('months are those of Temporal, through leap years and before 1970', () => {
  const walls = fc.integer({ min: -200 * 365 * DAY, max: 500 * 365 * DAY })
  fc.assert(
    fc.property(walls, fc.integer({ min: -3_000, max: 5_000 }), (wall, months) => {
      const plain = Temporal.Instant.fromEpochMilliseconds(wall).toZonedDateTimeISO('UTC').toPlainDateTime()
      const after = monthAfter(wall as WallMs, months)
      expect(after).toBe(wallOf(plain.add({ months })))
      expect(monthsBetween(wall, after)).toBe(months)
    }),
    { numRuns: 2_000 },
  )
})
