import { expect, test } from 'vitest'
import { anyInstant, epochInstant, utcInstant } from './source-time.ts'
import { at } from './testing/door-request.ts'

const TIME = at('2026-03-02T10:11:05Z')

test.each([[TIME], [TIME / 1000], [String(TIME)], [String(TIME / 1000)], [`${TIME / 1000}.0`]])(
  '%s since 1970 is an instant',
  (value) => {
    expect(epochInstant(value)).toBe(TIME)
    expect(anyInstant(value)).toBe(TIME)
  },
)

test('a fraction of a second is kept as milliseconds', () => {
  expect(epochInstant(1772446265.1234)).toBe(TIME + 123)
})

test('a date without a zone is UTC', () => {
  expect(utcInstant('2026-03-02 10:11:05')).toBe(TIME)
  expect(utcInstant('2026-03-02T10:11:05.374')).toBe(TIME + 374)
  expect(utcInstant('2026-03-02T11:11:05+01:00')).toBe(TIME)
})

test.each([
  0,
  -1,
  '0',
  '',
  ' ',
  null,
  undefined,
  {},
  'soon',
  Number.POSITIVE_INFINITY,
  1e300,
  true,
  '0001-01-01T00:00:00Z',
])('%s is absent', (value) => {
  expect(epochInstant(value === true ? undefined : value)).toBeUndefined()
  expect(utcInstant(value)).toBeUndefined()
})
