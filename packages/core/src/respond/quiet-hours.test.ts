import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Instant } from '../kernel/brand.ts'
import { DAY, HOUR, MINUTE } from '../kernel/instant.ts'
import type { Restriction } from '../people/schedule.ts'
import { calcLongestQuiet, calcQuietEnd } from './quiet-hours.ts'

const ALL_DAYS = [1, 2, 3, 4, 5, 6, 7]
const nightly = (from: string, to: string, weekdays = ALL_DAYS): Restriction[] =>
  weekdays.map((weekday) => ({ weekday, from, to }))
const instantOf = (text: string) => Date.parse(text) as Instant
const endOf = (quietHours: Restriction[], zone: string, at: string) =>
  new Date(calcQuietEnd({ quietHours, zone }, instantOf(at))).toISOString()

test('quiet hours end on the clock of the zone in which somebody lives', () => {
  const quiet = nightly('22:00', '08:00')
  expect(endOf(quiet, 'Asia/Tokyo', '2026-01-05T15:00:00Z')).toBe('2026-01-05T23:00:00.000Z')
  expect(endOf(quiet, 'America/New_York', '2026-01-05T15:00:00Z')).toBe('2026-01-05T15:00:00.000Z')
  expect(endOf(quiet, 'UTC', '2026-01-05T22:00:00Z')).toBe('2026-01-06T08:00:00.000Z')
  expect(endOf(quiet, 'UTC', '2026-01-05T08:00:00Z')).toBe('2026-01-05T08:00:00.000Z')
})

test('hours that follow each other are one quiet time, over the end of a week too', () => {
  const weekend = [
    ...nightly('18:00', '24:00', [5]),
    ...nightly('00:00', '24:00', [6, 7]),
    ...nightly('00:00', '07:30', [1]),
  ]
  expect(endOf(weekend, 'UTC', '2026-01-02T18:00:00Z')).toBe('2026-01-05T07:30:00.000Z')
  expect(calcLongestQuiet(weekend)).toBe(61.5 * HOUR)
})

test('a night in which the clocks change ends when the clock says so', () => {
  const quiet = nightly('22:00', '08:00')
  expect(endOf(quiet, 'Europe/Berlin', '2026-03-28T21:30:00Z')).toBe('2026-03-29T06:00:00.000Z')
  expect(endOf(quiet, 'Europe/Berlin', '2026-10-24T20:30:00Z')).toBe('2026-10-25T07:00:00.000Z')
})

test('nobody has quiet hours who set none, and those that never end keep nothing back', () => {
  expect(calcQuietEnd({ zone: 'UTC' }, 5 as Instant)).toBe(5)
  expect(calcLongestQuiet([])).toBe(0)
  const always = nightly('00:00', '24:00')
  expect(calcLongestQuiet(always)).toBe(Number.POSITIVE_INFINITY)
  expect(endOf(always, 'UTC', '2026-01-05T22:00:00Z')).toBe('2026-01-05T22:00:00.000Z')
})

const clock = fc.integer({ min: 0, max: 95 }).map((quarter) => {
  const [hours, minutes] = [Math.floor(quarter / 4), (quarter % 4) * 15]
  return `${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`
})
const windows = fc.array(fc.record({ weekday: fc.constantFrom(...ALL_DAYS), from: clock, to: clock }), { maxLength: 8 })
const zones = fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Tokyo', 'Australia/Lord_Howe')
const START = instantOf('2026-03-01T00:00:00Z')

/** Read from the wall clock alone, minute by minute, the naive way; instants next to a change of the clocks are left out. */
function isQuietByTheClock(quiet: readonly Restriction[], zone: string, at: Instant): boolean {
  const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone)
  const time = local.toPlainTime().toString({ smallestUnit: 'minute' })
  return quiet.some(({ weekday, from, to }) => {
    const next = (weekday % 7) + 1
    if (to > from) return local.dayOfWeek === weekday && time >= from && time < to
    return (local.dayOfWeek === weekday && time >= from) || (local.dayOfWeek === next && time < to)
  })
}

test('whoever waits until the end is disturbed neither at it nor too late', () => {
  fc.assert(
    fc.property(windows, zones, fc.integer({ min: 0, max: 14 * 96 }), (quietHours, zone, quarters) => {
      const at = (START + quarters * 15 * MINUTE) as Instant
      const end = calcQuietEnd({ quietHours, zone }, at)
      expect(end).toBeGreaterThanOrEqual(at)
      expect(end).toBeLessThanOrEqual(at + 9 * DAY)
      const isEver = calcLongestQuiet(quietHours) < 7 * DAY
      if (isEver) expect(isQuietByTheClock(quietHours, zone, end)).toBe(false)
      for (let each = at; each < end; each = (each + 15 * MINUTE) as Instant)
        expect(isQuietByTheClock(quietHours, zone, each)).toBe(true)
    }),
    { numRuns: 150 },
  )
})
