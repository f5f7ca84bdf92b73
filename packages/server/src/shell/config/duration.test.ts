import { expect, test } from 'vitest'
import { formatDuration, parseDuration } from './duration.ts'
import { findNearest } from './nearest.ts'

const MINUTE = 60_000

test('durations are read in short and in words', () => {
  expect(parseDuration('0m')).toBe(0)
  expect(parseDuration('5m')).toBe(5 * MINUTE)
  expect(parseDuration('1h30m')).toBe(90 * MINUTE)
  expect(parseDuration(' 1 Week ')).toBe(7 * 24 * 60 * MINUTE)
  expect(parseDuration('90 seconds')).toBe(90_000)
  expect(parseDuration('2 hrs 10 mins')).toBe(130 * MINUTE)
})

test('what is no duration is told with an example', () => {
  expect(parseDuration('5')).toBe('"5" lacks a unit: write for example "5m" or "5s"')
  expect(parseDuration('soon')).toBe('"soon" is no duration: write for example "5m", "1h30m" or "1 week"')
  expect(parseDuration('-5m')).toContain('is no duration')
  expect(parseDuration('1.5h')).toContain('is no duration')
  expect(parseDuration('1 month')).toContain('"month" is no unit of time')
  expect(parseDuration('600 weeks')).toContain('too long')
  expect(parseDuration('')).toContain('is no duration')
})

test('what is written is read back', () => {
  for (const ms of [0, 1000, 5 * MINUTE, 90 * MINUTE, 8 * 24 * 60 * MINUTE + 1000]) {
    expect(parseDuration(formatDuration(ms))).toBe(ms)
  }
  expect(formatDuration(90 * MINUTE)).toBe('1h30m')
})

test('the nearest name is found, and none that is far away', () => {
  expect(findNearest('paymnts', ['payments', 'platform'])).toBe('payments')
  expect(findNearest('xyz', ['payments', 'platform'])).toBeUndefined()
  expect(findNearest('Ana@example.com', ['bob@example.com', 'anna@example.com'])).toBe('anna@example.com')
})
