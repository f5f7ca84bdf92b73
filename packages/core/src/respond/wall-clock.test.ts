import { expect, test } from 'vitest'
import { at, CHICAGO } from './testing/schedules.ts'
import { calcSkippedSpans, firstInstantOf, isZone, lastInstantOf, parseWall, wallAt, wallOf } from './wall-clock.ts'

test('a wall time that happens twice has a first and a last instant', () => {
  const wall = parseWall('2018-11-04T01:00')
  expect(firstInstantOf(wall, CHICAGO)).toBe(at('2018-11-04T01:00-05:00'))
  expect(lastInstantOf(wall, CHICAGO)).toBe(at('2018-11-04T01:00-06:00'))
})

test.each(['2018-03-11T02:00', '2018-03-11T02:30', '2018-03-11T02:59:59.999'])(
  '%s does not exist: it is the change itself',
  (text) => {
    const change = at('2018-03-11T03:00-05:00')
    expect([firstInstantOf(parseWall(text), CHICAGO), lastInstantOf(parseWall(text), CHICAGO)]).toEqual([
      change,
      change,
    ])
  },
)

test('every other wall time has one instant, which shows it', () => {
  for (const text of ['2018-03-11T01:59:59.999', '2018-03-11T03:00', '2018-07-01T12:00', '1969-06-01T00:00']) {
    const wall = parseWall(text)
    expect(firstInstantOf(wall, CHICAGO)).toBe(lastInstantOf(wall, CHICAGO))
    expect(wallAt(firstInstantOf(wall, CHICAGO), CHICAGO)).toBe(wall)
  }
})

test('a day that the date line swallowed stands for the change', () => {
  expect(firstInstantOf(parseWall('2011-12-30T12:00'), 'Pacific/Apia')).toBe(at('2011-12-31T00:00+14:00'))
})

test('the spans that clocks left out are those of the changes forward', () => {
  const spans = calcSkippedSpans(CHICAGO, at('2018-01-01T00:00Z'), at('2020-01-01T00:00Z'))
  expect(spans).toEqual([
    { from: parseWall('2018-03-11T02:00'), to: parseWall('2018-03-11T03:00') },
    { from: parseWall('2019-03-10T02:00'), to: parseWall('2019-03-10T03:00') },
  ])
  expect(calcSkippedSpans('Asia/Tokyo', at('2018-01-01T00:00Z'), at('2020-01-01T00:00Z'))).toEqual([])
})

test('a zone is an IANA name, not an offset', () => {
  expect(['Asia/Tokyo', 'UTC', 'US/Central', 'europe/berlin'].every(isZone)).toBe(true)
  expect(['', 'Tokyo', '+09:00', '-05', 'Mars/Olympus'].some(isZone)).toBe(false)
})

test('a text is read as Temporal reads it, and what is no time is refused', () => {
  for (const text of [
    '2026-01-05T09:00',
    '1969-12-31T23:59',
    '2024-02-29T00:00',
    '2026-01-05T09:00:30.250',
    '2026-01-05',
  ])
    expect(parseWall(text)).toBe(wallOf(Temporal.PlainDateTime.from(text)))
  for (const text of [
    '2026-02-29T09:00',
    '2026-04-31T09:00',
    '2026-13-01T09:00',
    '2026-01-05T24:00',
    '2026-01-05T09:60',
    'x',
  ])
    expect(() => parseWall(text)).toThrow(RangeError)
})
