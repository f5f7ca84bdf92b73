import { expect, test } from 'vitest'
import { calendarBodyOf, calendarDraftOf, newCalendar, newPerson, parseDays, sourcesFor } from './calendar-draft.ts'
import type { Calendar } from './calendars.query.ts'

const BAVARIA: Calendar = {
  ...{ id: 'bavaria', name: 'Bavaria', use: 'holidays', country: 'DE', state: 'BY', kinds: ['public', 'bank'] },
  ...{ has_address: false, days: [{ date: '2026-12-25', name: 'Christmas' }], shifts_count: 0, read_at: null },
  ...{ error: null, warnings: [], owned_by: 'app', version: 1 },
}

test('a calendar that is not touched is sent as it was', () => {
  expect(calendarBodyOf(calendarDraftOf(BAVARIA))).toEqual({
    ...{ name: 'Bavaria', use: 'holidays', country: 'DE', state: 'BY', kinds: ['public', 'bank'] },
  })
  const { country: _, state: __, kinds: ___, ...own } = BAVARIA
  expect(calendarBodyOf(calendarDraftOf(own))).toEqual({ name: 'Bavaria', use: 'holidays', days: own.days })
})

test('an address that is there stays when none is typed, and a new calendar needs one', () => {
  const { country: _, state: __, kinds: ___, ...fetched } = { ...BAVARIA, has_address: true, zone: 'Asia/Tokyo' }
  expect(calendarBodyOf(calendarDraftOf(fetched))).toEqual({ name: 'Bavaria', use: 'holidays', zone: 'Asia/Tokyo' })
  expect(calendarBodyOf({ ...newCalendar(), name: 'Rota', source: 'url' })).toBeUndefined()
})

test('days are read one a line, and the first line that is none is told by its number', () => {
  expect(parseDays('2026-12-24 Christmas Eve\n\n2026-12-31, Last day')).toEqual({
    days: [
      { date: '2026-12-24', name: 'Christmas Eve' },
      { date: '2026-12-31', name: 'Last day' },
    ],
    wrongLine: undefined,
  })
  expect(parseDays('2026-12-24 Eve\n24.12.2026 Eve').wrongLine).toBe(2)
  expect(calendarBodyOf({ ...newCalendar(), name: 'Own', source: 'days', days: '2026-12-24' })).toBeUndefined()
})

test('shifts come from an iCalendar alone, with the people whom its names mean', () => {
  expect(sourcesFor('shifts')).toEqual(['url', 'ical'])
  const people = [{ ...newPerson(), name: 'A. Silva', user: 'u1' }, newPerson()]
  const draft = { ...newCalendar(), name: 'Rota', use: 'shifts' as const, source: 'url' as const, people }
  expect(calendarBodyOf({ ...draft, url: ' https://calendar.example.com/rota.ics ' })).toEqual({
    ...{ name: 'Rota', use: 'shifts', url: 'https://calendar.example.com/rota.ics', people: { 'A. Silva': 'u1' } },
  })
})
