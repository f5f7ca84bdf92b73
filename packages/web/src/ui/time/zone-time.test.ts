import { expect, test } from 'vitest'
import { instantOfLocalTime, localTimeOf, nextHour } from './zone-time.ts'

const at = (text: string) => Date.parse(text)

test('an instant is shown as clocks of the zone show it, and read back', () => {
  const instant = at('2026-11-22T00:30:00Z')
  expect(localTimeOf(instant, 'Asia/Tokyo')).toBe('2026-11-22T09:30')
  expect(localTimeOf(instant, 'America/New_York')).toBe('2026-11-21T19:30')
  for (const zone of ['Asia/Tokyo', 'America/New_York', 'Asia/Kathmandu', 'UTC'])
    expect(instantOfLocalTime(localTimeOf(instant, zone), zone)).toBe(instant)
})

test('around a change of the clocks the earlier of two is meant, and what is skipped moves on', () => {
  expect(instantOfLocalTime('2026-10-25T02:30', 'Europe/Berlin')).toBe(at('2026-10-25T00:30:00Z'))
  expect(instantOfLocalTime('2026-10-25T03:30', 'Europe/Berlin')).toBe(at('2026-10-25T02:30:00Z'))
  const skipped = instantOfLocalTime('2026-03-29T02:30', 'Europe/Berlin') ?? 0
  expect(localTimeOf(skipped, 'Europe/Berlin')).toBe('2026-03-29T03:30')
})

test('what is no local time is none', () => {
  for (const text of ['', 'soon', '2026-13-01T00:00', '2026-11-22'])
    expect(instantOfLocalTime(text, 'UTC')).toBeUndefined()
})

test('tomorrow at nine is tomorrow of the zone, also when the day has 23 hours', () => {
  expect(nextHour(at('2026-11-22T20:00:00Z'), 'Asia/Tokyo', 9, 1)).toBe(at('2026-11-24T00:00:00Z'))
  expect(nextHour(at('2026-03-28T20:00:00Z'), 'Europe/Berlin', 9, 1)).toBe(at('2026-03-29T07:00:00Z'))
  expect(nextHour(at('2026-11-21T18:00:00Z'), 'Asia/Tokyo', 9, 0)).toBe(at('2026-11-22T00:00:00Z'))
})
