import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Instant } from '../kernel/brand.ts'
import { DAY, HOUR } from '../kernel/instant.ts'
import { at, CHICAGO } from './testing/schedules.ts'
import { isSteady, spanAt } from './zone-clock.ts'

const YEAR = 365 * DAY
const zones = fc.constantFrom('UTC', ...Intl.supportedValuesOf('timeZone'))

function offsetAt(zone: string, instant: number): number {
  return Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone).offsetNanoseconds / 1_000_000
}

test('a span goes from one change of the clocks to the next', () => {
  expect(spanAt(CHICAGO, at('2026-07-01T00:00Z'))).toEqual({
    from: at('2026-03-08T03:00-05:00'),
    to: at('2026-11-01T01:00-06:00'),
    offsetMs: -5 * HOUR,
  })
})

test('spans say what Temporal says, in every zone, up to both of their ends', () => {
  fc.assert(
    fc.property(zones, fc.integer({ min: -120 * YEAR, max: 150 * YEAR }), (zone, instant) => {
      const { from, to, offsetMs } = spanAt(zone, instant as Instant)
      expect(from <= instant && instant < to).toBe(true)
      expect([from, instant, to - 1].map((each) => offsetAt(zone, each))).toEqual([offsetMs, offsetMs, offsetMs])
      expect(spanAt(zone, to)).toMatchObject({ from: to, offsetMs: offsetAt(zone, to) })
    }),
    { numRuns: 1_000 },
  )
})

test('a clock is steady from two days after a change until two days before the next', () => {
  const span = spanAt(CHICAGO, at('2026-07-01T00:00Z'))
  const steady = [span.from, span.from + 2 * DAY, span.to - 2 * DAY, span.to - 1] as Instant[]
  expect(steady.map((instant) => isSteady(span, instant))).toEqual([false, true, true, false])
})

test('what was forgotten is read again: a thousand years of one zone, and back', () => {
  const [then, now] = [at('2026-07-01T00:00Z'), spanAt(CHICAGO, at('2026-07-01T00:00Z'))]
  for (let years = 1; years < 1_000; years += 1) {
    const instant = (then + years * YEAR) as Instant
    const { from, to } = spanAt(CHICAGO, instant)
    expect(from <= instant && instant < to).toBe(true)
  }
  expect(spanAt(CHICAGO, then)).toEqual(now)
})

test('a zone that does not exist is a RangeError, each time', () => {
  expect(() => spanAt('Mars/Olympus', 0 as Instant)).toThrow(RangeError)
  expect(() => spanAt('Mars/Olympus', 0 as Instant)).toThrow(RangeError)
})
