/** A calendar as it is edited, and what is sent of it. */
import type { Calendar, CalendarBody } from './calendars.query.ts'

export const SOURCES = ['country', 'url', 'ical', 'days'] as const
export type Source = (typeof SOURCES)[number]
export const HOLIDAY_KINDS = ['public', 'bank', 'school', 'optional', 'observance'] as const
type HolidayKind = (typeof HOLIDAY_KINDS)[number]

export interface PersonDraft {
  key: number
  /** As events write it. */
  name: string
  user: string | null
}

export interface CalendarDraft {
  name: string
  use: Calendar['use']
  source: Source
  country: string | null
  state: string | null
  region: string | null
  kinds: HolidayKind[]
  url: string
  /** There is an address that is never shown again; left empty it stays. */
  hasAddress: boolean
  ical: string
  /** One a line: `2026-12-24 Christmas Eve`. */
  days: string
  zone: string
  people: PersonDraft[]
}

let lastKey = 0

export function newPerson(): PersonDraft {
  lastKey += 1
  return { key: lastKey, name: '', user: null }
}

export function newCalendar(): CalendarDraft {
  return {
    ...{ name: '', use: 'holidays', source: 'country', country: null, state: null, region: null, kinds: ['public'] },
    ...{ url: '', hasAddress: false, ical: '', days: '', zone: '', people: [] },
  }
}

export function calendarDraftOf(calendar: Calendar): CalendarDraft {
  const { name, use, country, state, region, kinds, ical, has_address, zone, people = {}, days } = calendar
  const source = sourceOf(calendar)
  return {
    ...{ name, use, source, country: country ?? null, state: state ?? null, region: region ?? null },
    ...{ kinds: kinds ?? ['public'], url: '', hasAddress: has_address, ical: ical ?? '', zone: zone ?? '' },
    days: source === 'days' ? days.map((day) => `${day.date} ${day.name}`).join('\n') : '',
    people: Object.entries(people).map(([written, user]) => ({ ...newPerson(), name: written, user })),
  }
}

export function sourceOf({ country, ical, has_address }: Pick<Calendar, 'country' | 'ical' | 'has_address'>): Source {
  if (country !== undefined) return 'country'
  if (ical !== undefined) return 'ical'
  return has_address ? 'url' : 'days'
}

/** Where shifts can come from; public holidays have none. */
export function sourcesFor(use: Calendar['use']): readonly Source[] {
  return use === 'shifts' ? ['url', 'ical'] : SOURCES
}

/** What cannot be read of the days, by the number of the line; empty lines do not count. */
export function parseDays(text: string): { days: { date: string; name: string }[]; wrongLine: number | undefined } {
  const lines = text.split('\n').map((line) => line.trim())
  const parts = lines.map((line) => /^(\d{4}-\d\d-\d\d)[\s,;:–-]+(\S.*)$/.exec(line))
  const wrong = lines.findIndex((line, index) => line !== '' && !parts[index])
  return {
    days: parts.flatMap((part) => (part ? [{ date: part[1] ?? '', name: part[2] ?? '' }] : [])),
    wrongLine: wrong < 0 ? undefined : wrong + 1,
  }
}

/** Undefined while something is missing that can only be typed. */
export function calendarBodyOf(draft: CalendarDraft): CalendarBody | undefined {
  const source = sourceBodyOf(draft)
  const { name, use, zone, people } = draft
  if (!source || name.trim() === '') return undefined
  const known = people.filter((person) => person.name.trim() !== '' && person.user !== null)
  return {
    ...{ name: name.trim(), use, ...source },
    ...(draft.source !== 'country' && zone !== '' && { zone }),
    ...(use === 'shifts' &&
      known.length > 0 && { people: Object.fromEntries(known.map((each) => [each.name.trim(), each.user ?? ''])) }),
  }
}

function sourceBodyOf(draft: CalendarDraft): Partial<CalendarBody> | undefined {
  const { source, country, state, region, kinds, url, hasAddress, ical } = draft
  if (source === 'country')
    return country === null || kinds.length === 0
      ? undefined
      : { country, kinds, ...(state !== null && { state }), ...(region !== null && { region }) }
  if (source === 'ical') return ical.trim() === '' ? undefined : { ical }
  if (source === 'url') return url.trim() === '' ? (hasAddress ? {} : undefined) : { url: url.trim() }
  const { days, wrongLine } = parseDays(draft.days)
  return wrongLine !== undefined || days.length === 0 ? undefined : { days }
}
