import type { UserId } from '@tocsin/core/kernel/brand.ts'
import { expect, test } from 'vitest'
import { readDays, readShifts } from './read-ical.ts'

const WINDOW = { from: Date.parse('2026-01-01T00:00Z'), to: Date.parse('2026-12-31T00:00Z') }
const calendar = (...lines: string[]) =>
  ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:x', ...lines, 'END:VCALENDAR'].join('\r\n')
const event = (...lines: string[]) => ['BEGIN:VEVENT', 'UID:1', 'DTSTAMP:20260101T000000Z', ...lines, 'END:VEVENT']
const everybody = ({ summary }: { summary: string }) => [summary as UserId]

function shiftsOf(text: string, zone?: string): string[] {
  const read = readShifts(text, { ...WINDOW, zone }, everybody)
  if ('problem' in read) throw new Error(read.problem)
  const shown = (ms: number) => new Date(ms).toISOString().slice(5, 16)
  return read.shifts.map(({ startsAt, endsAt, users }) => `${shown(startsAt)} to ${shown(endsAt)} ${users.join('+')}`)
}

test('a weekly event in a zone keeps its wall-clock time across a change of clocks, without its exceptions', () => {
  const weekly = event(
    'SUMMARY:ana',
    'DTSTART;TZID=Europe/Berlin:20260323T090000',
    'DTEND;TZID=Europe/Berlin:20260324T090000',
    'RRULE:FREQ=WEEKLY;COUNT=4',
    'EXDATE;TZID=Europe/Berlin:20260406T090000',
  )
  expect(shiftsOf(calendar(...weekly))).toEqual([
    '03-23T08:00 to 03-24T08:00 ana',
    '03-30T07:00 to 03-31T07:00 ana',
    '04-13T07:00 to 04-14T07:00 ana',
  ])
})

test('a whole week over a change of clocks ends when the clock says so', () => {
  const week = event(
    'SUMMARY:ana',
    'DTSTART;TZID=Europe/Berlin:20260323T090000',
    'DTEND;TZID=Europe/Berlin:20260330T090000',
    'RRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=2',
  )
  expect(shiftsOf(calendar(...week))).toEqual(['03-23T08:00 to 03-30T07:00 ana', '04-06T07:00 to 04-13T07:00 ana'])
})

test('a single one of a series that was moved, renamed or called off is that', () => {
  const daily = event('SUMMARY:ana', 'DTSTART:20260105T080000Z', 'DTEND:20260105T100000Z', 'RRULE:FREQ=DAILY;COUNT=4')
  const moved = event(
    'RECURRENCE-ID:20260106T080000Z',
    'SUMMARY:ben',
    'DTSTART:20260106T120000Z',
    'DTEND:20260106T130000Z',
  )
  const off = event(
    'RECURRENCE-ID:20260107T080000Z',
    'SUMMARY:ana',
    'STATUS:CANCELLED',
    'DTSTART:20260107T080000Z',
    'DTEND:20260107T100000Z',
  )
  expect(shiftsOf(calendar(...daily, ...moved, ...off))).toEqual([
    '01-05T08:00 to 01-05T10:00 ana',
    '01-06T12:00 to 01-06T13:00 ben',
    '01-08T08:00 to 01-08T10:00 ana',
  ])
})

test('a zone that only the calendar itself knows is read from its table', () => {
  const zone = [
    ...['BEGIN:VTIMEZONE', 'TZID:Customized Time Zone', 'BEGIN:STANDARD', 'DTSTART:16010101T030000'],
    ...['TZOFFSETFROM:+0600', 'TZOFFSETTO:+0530', 'END:STANDARD', 'END:VTIMEZONE'],
  ]
  const at = (time: string) => `TZID=Customized Time Zone:20260105T${time}`
  const text = calendar(...zone, ...event('SUMMARY:ana', `DTSTART;${at('090000')}`, `DTEND;${at('100000')}`))
  expect(shiftsOf(text)).toEqual(['01-05T03:30 to 01-05T04:30 ana'])
})

test('days and times without a zone are those of the zone that was given, else the calendar’s, else UTC', () => {
  const day = event('SUMMARY:ana', 'DTSTART;VALUE=DATE:20260105', 'DTEND;VALUE=DATE:20260106')
  expect(shiftsOf(calendar(...day), 'Asia/Tokyo')).toEqual(['01-04T15:00 to 01-05T15:00 ana'])
  expect(shiftsOf(calendar('X-WR-TIMEZONE:Europe/Berlin', ...day))).toEqual(['01-04T23:00 to 01-05T23:00 ana'])
  expect(shiftsOf(calendar(...event('SUMMARY:ana', 'DTSTART:20260105T080000', 'DURATION:PT2H')))).toEqual([
    '01-05T08:00 to 01-05T10:00 ana',
  ])
})

test('events of whole days are days, each date of them; others are named and do not count', () => {
  const free = event('SUMMARY:Shutdown', 'DTSTART;VALUE=DATE:20261224', 'DTEND;VALUE=DATE:20261227')
  const single = event('SUMMARY:May Day', 'DTSTART;VALUE=DATE:20260501')
  const party = event('SUMMARY:Party', 'DTSTART:20260601T180000Z', 'DTEND:20260601T200000Z')
  expect(readDays(calendar(...free, ...single, ...party), { ...WINDOW, zone: undefined })).toEqual({
    days: [
      { date: '2026-05-01', name: 'May Day' },
      ...['2026-12-24', '2026-12-25', '2026-12-26'].map((date) => ({ date, name: 'Shutdown' })),
    ],
    warnings: [{ event: 'Party', problem: 'is not a whole day and does not count' }],
  })
})

test('who is not known is a warning, said once, and the others count', () => {
  const text = calendar(
    ...event('SUMMARY:Stranger', 'DTSTART:20260105T080000Z', 'DTEND:20260105T090000Z', 'RRULE:FREQ=DAILY;COUNT=3'),
    ...event(
      'SUMMARY:x',
      'ATTENDEE;CN=Ana:mailto:Ana@Example.com',
      'DTSTART:20260105T080000Z',
      'DTEND:20260105T090000Z',
    ),
  )
  const read = readShifts(text, { ...WINDOW, zone: undefined }, ({ addresses }) => addresses as UserId[])
  expect(read).toMatchObject({
    shifts: [{ users: ['ana@example.com'] }],
    warnings: [{ event: 'Stranger', problem: 'names nobody who is known; say in `people` who is meant' }],
  })
})

test.each([
  '',
  'hello',
  '<html></html>',
  'BEGIN:VCALENDAR',
  'BEGIN:VCARD\r\nEND:VCARD',
  'BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nnonsense\r\nEND:VCALENDAR',
])('%j is a problem and no exception', (text) =>
  expect(readDays(text, { ...WINDOW, zone: undefined })).toMatchObject({ problem: expect.any(String) }),
)

test('an event that makes no sense is a warning, and one that never ends ends', () => {
  const bad = event('SUMMARY:bad', 'DTSTART:20260105T080000Z', 'RRULE:FREQ=SOMETIMES')
  const endless = event('SUMMARY:often', 'DTSTART:19700101T000000Z', 'DTEND:19700101T000001Z', 'RRULE:FREQ=HOURLY')
  const good = event('SUMMARY:ana', 'DTSTART:20260105T080000Z', 'DTEND:20260105T090000Z')
  const read = readShifts(calendar(...good, ...endless), { ...WINDOW, zone: undefined }, everybody)
  expect(read).toMatchObject({ shifts: [{ users: ['ana'] }], warnings: [{ event: 'often' }] })
  const seconds = endless.map((line) => line.replace('HOURLY', 'SECONDLY'))
  const often = readShifts(calendar(...good, ...seconds), { ...WINDOW, zone: undefined }, everybody)
  expect(often).toMatchObject({ warnings: [{ problem: expect.stringContaining('more often than every hour') }] })
  expect(readShifts(calendar(...bad, ...good), { ...WINDOW, zone: undefined }, everybody)).not.toHaveProperty(
    'shifts.1',
  )
})

test.each([
  'FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30',
  'FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;UNTIL=20271231T000000Z',
  'FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=30',
  'FREQ=DAILY;INTERVAL=7;BYDAY=TU',
])('a rule that never comes true (%s) is named, and keeps nothing waiting', (rule) => {
  const never = event('SUMMARY:ben', 'DTSTART:20260105T080000Z', 'DTEND:20260105T090000Z', `RRULE:${rule}`)
  const once = event('SUMMARY:ana', 'DTSTART:20260105T080000Z', 'DTEND:20260105T100000Z')
  const text = calendar(...once, ...never)
  const read = readShifts(text, { ...WINDOW, zone: undefined }, everybody)
  expect(read).toMatchObject({
    shifts: [{ users: ['ana'] }],
    warnings: [{ event: 'ben', problem: expect.stringContaining('its rule never comes true') }],
  })
  // What one calendar used up is not missing to the next.
  expect(shiftsOf(calendar(...once))).toHaveLength(1)
})
