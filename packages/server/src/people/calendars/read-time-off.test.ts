import type { Instant } from '@tocsin/core/kernel/brand.ts'
import type { TimeOffRules } from '@tocsin/core/respond/time-off-event.ts'
import { describe, expect, test } from 'vitest'
import { readTimeOff } from './read-time-off.ts'

const NOW = Date.parse('2026-01-06T00:00Z') as Instant
const ALL: TimeOffRules = { events: 'all', words: [], freeDays: false }
const OUT: TimeOffRules = { events: 'out_of_office', words: ['vacation'], freeDays: false }
const calendar = (...lines: string[]) =>
  ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:x', ...lines, 'END:VCALENDAR'].join('\r\n')
const event = (uid: string, ...lines: string[]) => [
  ...['BEGIN:VEVENT', `UID:${uid}`, 'DTSTAMP:20260101T000000Z', ...lines, 'END:VEVENT'],
]

function read(text: string, rules: TimeOffRules = ALL, zone = 'Europe/Berlin', now: Instant = NOW) {
  const found = readTimeOff(text, { rules, zone, addresses: ['ana@example.com'], now })
  if ('problem' in found) throw new Error(found.problem)
  const at = (ms: number) => new Date(ms).toISOString().slice(5, 16)
  const shown = (each: { startsAt: Instant; endsAt: Instant; title: string }) =>
    `${at(each.startsAt)} to ${at(each.endsAt)} ${each.title}`
  return {
    counted: found.counted.map(shown),
    leftOut: found.leftOut.map((each) => `${each.title}: ${each.because}`),
    keys: found.counted.map(({ key }) => key),
    warnings: found.warnings,
  }
}

// As published by Outlook on the web: names of Windows for zones, marks of its own.
const OUTLOOK = calendar(
  ...['METHOD:PUBLISH', 'X-WR-CALNAME:Calendar', 'BEGIN:VTIMEZONE', 'TZID:W. Europe Standard Time'],
  ...['BEGIN:STANDARD', 'DTSTART:16010101T030000', 'TZOFFSETFROM:+0200', 'TZOFFSETTO:+0100'],
  ...['RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10', 'END:STANDARD'],
  ...['BEGIN:DAYLIGHT', 'DTSTART:16010101T020000', 'TZOFFSETFROM:+0100', 'TZOFFSETTO:+0200'],
  ...['RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3', 'END:DAYLIGHT', 'END:VTIMEZONE'],
  ...event(
    'o1',
    ...['SUMMARY:Zahnarzt', 'DTSTART;TZID=W. Europe Standard Time:20260107T090000'],
    ...['DTEND;TZID=W. Europe Standard Time:20260107T103000', 'TRANSP:OPAQUE', 'X-MICROSOFT-CDO-BUSYSTATUS:OOF'],
  ),
  ...event(
    'o2',
    ...['SUMMARY:Stand-up', 'DTSTART;TZID=W. Europe Standard Time:20260107T110000'],
    ...['DTEND;TZID=W. Europe Standard Time:20260107T111500', 'TRANSP:OPAQUE', 'X-MICROSOFT-CDO-BUSYSTATUS:BUSY'],
  ),
  ...event(
    'o3',
    ...['SUMMARY:Home office', 'DTSTART;VALUE=DATE:20260108', 'DTEND;VALUE=DATE:20260109', 'TRANSP:TRANSPARENT'],
    'X-MICROSOFT-CDO-BUSYSTATUS:WORKINGELSEWHERE',
  ),
)

describe('time off in a calendar', () => {
  test('of Outlook is what it marks as out of office, at the times of its own zones', () => {
    expect(read(OUTLOOK, OUT)).toMatchObject({
      counted: ['01-07T08:00 to 01-07T09:30 Zahnarzt'],
      leftOut: ['Stand-up: not_out_of_office', 'Home office: free'],
    })
  })

  test('of Google is what has its usual title or one of the words; whole days that it shows as free when the person says so', () => {
    const text = calendar(
      ...['X-WR-CALNAME:ana@example.com', 'X-WR-TIMEZONE:Europe/Berlin'],
      ...event('g1', 'SUMMARY:Out of office', 'DTSTART:20260112T080000Z', 'DTEND:20260112T120000Z', 'TRANSP:OPAQUE'),
      ...event(
        'g2',
        'SUMMARY:Vacation',
        'DTSTART;VALUE=DATE:20260119',
        'DTEND;VALUE=DATE:20260124',
        'TRANSP:TRANSPARENT',
      ),
      ...event('g3', 'SUMMARY:Weekly', 'DTSTART:20260113T080000Z', 'DTEND:20260113T090000Z'),
    )
    const outOfOffice = '01-12T08:00 to 01-12T12:00 Out of office'
    expect(read(text, OUT)).toMatchObject({
      counted: [outOfOffice],
      leftOut: ['Weekly: not_out_of_office', 'Vacation: free'],
    })
    expect(read(text, { ...OUT, freeDays: true }).counted).toEqual([outOfOffice, '01-18T23:00 to 01-23T23:00 Vacation'])
  })

  test('are whole days where the person lives, and where nobody said where, in the zone of the calendar', () => {
    const day = event('d', 'SUMMARY:Off', 'DTSTART;VALUE=DATE:20260110')
    expect(read(calendar(...day), ALL, 'Asia/Tokyo').counted).toEqual(['01-09T15:00 to 01-10T15:00 Off'])
    expect(read(calendar('X-WR-TIMEZONE:Asia/Tokyo', ...day), ALL, 'UTC').counted).toEqual([
      '01-09T15:00 to 01-10T15:00 Off',
    ])
    expect(read(calendar(...day), ALL, 'UTC').counted).toEqual(['01-10T00:00 to 01-11T00:00 Off'])
  })

  test('recurs with its exceptions, and one of a series that was moved keeps its key', () => {
    const weekly = event(
      'w',
      ...['SUMMARY:Course', 'DTSTART;TZID=Europe/Berlin:20260102T090000', 'DTEND;TZID=Europe/Berlin:20260102T170000'],
      ...['RRULE:FREQ=WEEKLY;COUNT=4', 'EXDATE;TZID=Europe/Berlin:20260116T090000'],
    )
    const moved = event(
      'w',
      ...['SUMMARY:Course', 'RECURRENCE-ID;TZID=Europe/Berlin:20260123T090000'],
      ...['DTSTART;TZID=Europe/Berlin:20260124T090000', 'DTEND;TZID=Europe/Berlin:20260124T170000'],
    )
    const before = read(calendar(...weekly))
    const after = read(calendar(...weekly, ...moved))
    expect(before.counted).toEqual(['01-09T08:00 to 01-09T16:00 Course', '01-23T08:00 to 01-23T16:00 Course'])
    expect(after.counted).toEqual(['01-09T08:00 to 01-09T16:00 Course', '01-24T08:00 to 01-24T16:00 Course'])
    expect(after.keys).toEqual(before.keys)
    const cancelled = event(
      'w',
      'RECURRENCE-ID;TZID=Europe/Berlin:20260109T090000',
      'STATUS:CANCELLED',
      ...moved.slice(5, 7),
    )
    expect(read(calendar(...weekly, ...cancelled)).counted).toEqual(['01-23T08:00 to 01-23T16:00 Course'])
  })

  test('counts while it runs, not when it is over, was called off, has no length or was declined by the person', () => {
    const span = (from: string, to: string) => [`DTSTART:202601${from}00Z`, `DTEND:202601${to}00Z`]
    const text = calendar(
      ...event('running', 'SUMMARY:running', ...span('05T2200', '06T0200')),
      ...event('over', 'SUMMARY:over', ...span('05T2200', '06T0000')),
      ...event('off', 'SUMMARY:off', 'STATUS:CANCELLED', ...span('07T2200', '08T0000')),
      ...event('empty', 'SUMMARY:empty', ...span('07T2200', '07T2200')),
      ...event('no', 'SUMMARY:no', 'ATTENDEE;PARTSTAT=DECLINED:mailto:Ana@example.com', ...span('07T2200', '08T0000')),
      ...event(
        'yes',
        'SUMMARY:yes',
        'ATTENDEE;PARTSTAT=DECLINED:mailto:ben@example.com',
        ...span('08T2200', '09T0000'),
      ),
    )
    expect(read(text)).toMatchObject({
      counted: ['01-05T22:00 to 01-06T02:00 running', '01-08T22:00 to 01-09T00:00 yes'],
      leftOut: ['no: declined'],
    })
  })

  test('of two events with one UID both count, and of more events than there may be the next', () => {
    const twice = calendar(
      ...event('same', 'SUMMARY:a', 'DTSTART:20260110T080000Z', 'DTEND:20260110T090000Z'),
      ...event('same', 'SUMMARY:b', 'DTSTART:20260111T080000Z', 'DTEND:20260111T090000Z'),
    )
    expect(new Set(read(twice).keys).size).toBe(2)
    const hourly = event(
      'h',
      'SUMMARY:h',
      'DTSTART:20260110T080000Z',
      'DTEND:20260110T083000Z',
      'RRULE:FREQ=HOURLY;INTERVAL=12',
    )
    const { counted, warnings } = read(calendar(...hourly))
    expect(counted).toHaveLength(500)
    expect(warnings.at(-1)?.problem).toMatch(/^and \d+ more events lie behind the first 500/)
  })

  test('is not read out of a web page', () => {
    expect(readTimeOff('<!doctype html><p>Sign in</p>', { rules: ALL, zone: 'UTC', addresses: [], now: NOW })).toEqual({
      problem: expect.any(String),
    })
  })
})
