import { expect, test } from 'vitest'
import { elapsed, formatLength, formatStopwatch } from './elapsed.ts'

const now = Date.parse('2026-03-08T10:00:00Z')

test.each([
  ['2026-03-08T09:59:58.600Z', { value: -1, unit: 'second' }],
  ['2026-03-08T09:59:59.900Z', { value: 0, unit: 'second' }],
  ['2026-03-08T09:58:01Z', { value: -1, unit: 'minute' }],
  ['2026-03-08T08:01:00Z', { value: -1, unit: 'hour' }],
  ['2026-03-07T10:00:00Z', { value: -1, unit: 'day' }],
  ['2026-03-08T10:04:30Z', { value: 4, unit: 'minute' }],
])('%s is told in the largest unit that fits', (at, expected) => {
  expect(elapsed(Date.parse(at), now)).toEqual(expected)
})

test('a moment just past is zero, not minus zero', () => {
  expect(Object.is(elapsed(now - 10, now).value, 0)).toBe(true)
})

test.each([
  [7_000, '0:07'],
  [245_000, '4:05'],
  [3_845_000, '1:04:05'],
  [90_000_000, '25:00:00'],
  [273_900_000, '3 days 4 hr'],
  [-5_000, '0:00'],
])('a stopwatch shows %i ms as %s', (duration, expected) => {
  expect(formatStopwatch(duration, 'en')).toBe(expected)
})

test('a stopwatch counts days in the language of the reader', () => {
  expect(formatStopwatch(273_900_000, 'ja')).toBe('3 日 4 時間')
})

test.each([
  [45_000, '45 sec'],
  [300_000, '5 min'],
  [5_400_000, '1 hr 30 min'],
  [172_800_000, '2 days'],
])('%i ms is written as %s', (duration, expected) => {
  expect(formatLength(duration, 'en')).toBe(expected)
})
