import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseInt8, parseTimestamptz } from './value-types.ts'

test.each([
  ['1970-01-01 00:00:00+00', 0],
  ['2026-01-05 09:00:00.5+09', Date.parse('2026-01-05T00:00:00.500Z')],
  ['2026-01-05 09:00:00.000001+05:30', Date.parse('2026-01-05T03:30:00Z')],
  ['1969-12-31 23:59:59.999999+00', -1],
  ['2026-01-05 09:00:00-03:30', Date.parse('2026-01-05T12:30:00Z')],
  // Amsterdam before 1937 was 19 minutes and 32 seconds ahead.
  ['1920-01-01 00:19:32+00:19:32', Date.parse('1920-01-01T00:00:00Z')],
  ['0001-01-01 00:00:00+00', Date.parse('0001-01-01T00:00:00Z')],
  ['0096-02-29 00:00:00+00', Date.parse('0096-02-29T00:00:00Z')],
  ['12026-01-05 00:00:00+00', Date.parse('+012026-01-05T00:00:00Z')],
])('%s is %d', (text, ms) => {
  expect(parseTimestamptz(text)).toBe(ms)
})

test('every instant of a millisecond comes back from the text that PostgreSQL prints in UTC', () => {
  const year1 = Date.parse('0001-01-01T00:00:00Z')
  const year9999 = Date.parse('9999-12-31T23:59:59Z')
  fc.assert(
    fc.property(fc.integer({ min: year1, max: year9999 }), (ms) => {
      const printed = `${new Date(ms).toISOString().replace('T', ' ').slice(0, -1)}+00`
      return parseTimestamptz(printed) === ms
    }),
  )
})

test.each(['infinity', '-infinity', '0044-03-15 12:00:00+00 BC', '2026-01-05 09:00:00', ''])(
  '%j is refused',
  (text) => {
    expect(() => parseTimestamptz(text)).toThrow('is not an instant')
  },
)

test('an int8 is the number, up to the largest that is exact', () => {
  expect(parseInt8('-9007199254740991')).toBe(Number.MIN_SAFE_INTEGER)
  expect(() => parseInt8('9007199254740992')).toThrow('beyond')
})
