import { expect, test } from 'vitest'
import { anchorOf, type Handoff, parseHandoff, parseRotation } from './rotation-text.ts'

const weekly = { count: 1, unit: 'week' } as const
const monthly = { count: 1, unit: 'month' } as const

test.each([
  ['1 week', { count: 1, unit: 'week' }],
  ['12 hours', { count: 12, unit: 'hour' }],
  ['2 days', { count: 2, unit: 'day' }],
  [' 1 Month ', { count: 1, unit: 'month' }],
  ['7days', { count: 7, unit: 'day' }],
])('%s is a rotation', (text, every) => {
  expect(parseRotation(text)).toEqual(every)
})

test.each(['', 'week', '1 year', '-1 week', '1.5 days', '0 weeks', '367 days', '99999 days'])(
  '"%s" is no rotation',
  (text) => {
    expect(parseRotation(text)).toContain(`"${text}" is no rotation`)
    expect(parseRotation(text)).toContain('for example "1 week"')
  },
)

test.each<[string, Handoff]>([
  ['Mon 09:00', { weekday: 1, time: '09:00' }],
  ['sunday 23:59', { weekday: 7, time: '23:59' }],
  ['Tues 9:05', { weekday: 2, time: '09:05' }],
  ['09:00', { time: '09:00' }],
  ['1 09:00', { day: 1, time: '09:00' }],
  ['31 00:00', { day: 31, time: '00:00' }],
])('%s is a handoff', (text, handoff) => {
  expect(parseHandoff(text)).toEqual(handoff)
})

test.each([
  ['', 'give a time'],
  ['Mon', 'give a time'],
  ['Mon 9', 'give a time'],
  ['24:00', 'from 00:00 to 23:59'],
  ['Mon 09:60', 'from 00:00 to 23:59'],
  ['Mo 09:00', '"mo" is no weekday'],
  ['Funday 09:00', '"funday" is no weekday'],
  ['0 09:00', 'from 1 to 31'],
  ['32 09:00', 'from 1 to 31'],
])('"%s" is no handoff: %s', (text, problem) => {
  expect(parseHandoff(text)).toContain(problem)
  expect(parseHandoff(text)).toContain('09:00"')
})

test.each<[string, Handoff, typeof weekly | typeof monthly, string]>([
  ['2026-01-05', { weekday: 1, time: '09:00' }, weekly, '2026-01-05T09:00'],
  ['2026-01-06', { weekday: 1, time: '09:00' }, weekly, '2026-01-12T09:00'],
  ['2026-01-06', { time: '09:00' }, weekly, '2026-01-06T09:00'],
  ['2026-01-01', { day: 1, time: '09:00' }, monthly, '2026-01-01T09:00'],
  ['2026-01-02', { day: 1, time: '09:00' }, monthly, '2026-02-01T09:00'],
  ['2026-12-02', { day: 1, time: '09:00' }, monthly, '2027-01-01T09:00'],
  ['2026-02-10', { day: 31, time: '09:00' }, monthly, '2026-03-31T09:00'],
  ['2026-01-31', { time: '00:00' }, monthly, '2026-01-31T00:00'],
])('from %s the first handoff of %o every %o is %s', (start, handoff, every, anchor) => {
  expect(anchorOf({ start, handoff, every, zone: 'Asia/Tokyo' })).toEqual({ anchor })
})

test('what cannot be an anchor says what is wrong, with an example', () => {
  const given = { start: '2026-01-05', handoff: { weekday: 1, time: '09:00' }, every: weekly, zone: 'Asia/Tokyo' }
  expect(anchorOf({ ...given, zone: 'Tokyo' })).toBe(
    '"Tokyo" is no time zone: give an IANA name, for example "Asia/Tokyo" or "UTC"',
  )
  expect(anchorOf({ ...given, start: '2026-02-30' })).toContain('"2026-02-30" is no date')
  expect(anchorOf({ ...given, start: '5 January' })).toContain('for example "2026-01-05"')
  expect(anchorOf({ ...given, every: monthly })).toContain('for example "1 09:00"')
  expect(anchorOf({ ...given, handoff: { day: 1, time: '08:00' } })).toContain('for example "Mon 08:00"')
})
