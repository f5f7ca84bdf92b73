import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type CalendarEvent, formatCalendar } from './ical-text.ts'
import { at } from './testing/schedules.ts'

const EVENT: CalendarEvent = {
  uid: 'payments.ana.1@tocsin.example.com',
  startsAt: at('2026-01-05T09:00Z'),
  endsAt: at('2026-01-12T09:00Z'),
  summary: 'On call: Payments',
  changedAt: at('2026-01-01T00:00Z'),
  sequence: 3,
}
const write = (event: Partial<CalendarEvent>) =>
  formatCalendar({ name: 'Ana', product: '-//T//T//EN', refreshMinutes: 60, events: [{ ...EVENT, ...event }] })

test('an event says when in UTC, how often it was changed, and when the reader may ask again', () => {
  expect(write({}).split('\r\n')).toEqual([
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//T//T//EN',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    'NAME:Ana',
    'X-WR-CALNAME:Ana',
    'REFRESH-INTERVAL;VALUE=DURATION:PT60M',
    'X-PUBLISHED-TTL:PT60M',
    'BEGIN:VEVENT',
    'UID:payments.ana.1@tocsin.example.com',
    'DTSTAMP:20260101T000000Z',
    'LAST-MODIFIED:20260101T000000Z',
    'SEQUENCE:3',
    'DTSTART:20260105T090000Z',
    'DTEND:20260112T090000Z',
    'SUMMARY:On call: Payments',
    'TRANSP:TRANSPARENT',
    'STATUS:CONFIRMED',
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ])
})

test('commas, semicolons, backslashes and line breaks are escaped, and what no calendar may hold is left out', () => {
  expect(write({ summary: 'a,b;c\\d\r\ne\u0000f' })).toContain('\r\nSUMMARY:a\\,b\\;c\\\\d\\nef\r\n')
})

test('no line is longer than 75 octets, none breaks within a character, and unfolding gives the text back', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('a', 'ü', '当', '😀', ' '), minLength: 1, maxLength: 300 }),
      (summary) => {
        const text = write({ summary })
        const octets = text.split('\r\n').map((line) => new TextEncoder().encode(line).length)
        expect(Math.max(...octets)).toBeLessThanOrEqual(75)
        expect(text.isWellFormed()).toBe(true)
        expect(text.replaceAll('\r\n ', '')).toContain(`\r\nSUMMARY:${summary}\r\n`)
      },
    ),
  )
})
