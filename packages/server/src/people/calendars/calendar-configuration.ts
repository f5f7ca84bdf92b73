/** Calendars as the file and the API write them: public holidays, days of one's own, or somebody else's iCalendar. */
import type { CalendarId, Instant } from '@tocsin/core/kernel/brand.ts'
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import type { Calendar, CalendarDay, ImportedShift } from '@tocsin/core/people/calendar.ts'
import { freezeDays, sortDays } from '@tocsin/core/respond/calendar-days.ts'
import { type Selectable, sql } from 'kysely'
import { z } from 'zod'
import { type ConfigKind, Hidden, kindOfTable } from '../../shell/config/config-kind.ts'
import { expectingText, form, idField, list, oneOf, personField, text, zoneField } from '../../shell/config/fields.ts'
import { checkPerson, type FieldProblem, findUserId, type References } from '../../shell/config/references.ts'
import { type RowContext, sealAgain } from '../../shell/config/row-context.ts'
import type { Schema } from '../../shell/database/schema.ts'
import { continuePlannedVersions } from './continue-planned.ts'
import { findPlaceProblem, HOLIDAY_KINDS, type HolidayPlace, listHolidays } from './public-holidays.ts'
import { readDays } from './read-ical.ts'

export const CALENDAR_USES = ['holidays', 'shifts'] as const
type CalendarUse = (typeof CALENDAR_USES)[number]

/** Where its days or shifts come from. The address of one that is fetched is sealed, because it may open the calendar by itself. */
export type CalendarSource =
  | ({ from: 'country' } & HolidayPlace)
  | { from: 'days' }
  | { from: 'ical'; text: string }
  | { from: 'url' }

export type CalendarRow = Omit<Selectable<Schema['calendars']>, 'source' | 'days' | 'shifts' | 'use'> & {
  use: CalendarUse
  source: CalendarSource
  days: CalendarDay[]
  shifts: ImportedShift[]
}

const PEOPLE_MAX = 500
const DATE = /^\d{4}-\d{2}-\d{2}$/

const dayInput = form({
  date: z
    .string(expectingText('a date'))
    .regex(DATE, 'expected a date')
    .refine(isDate, 'expected a day that exists')
    .meta({ examples: ['2026-12-24'] }),
  name: text('a name', 'Christmas Eve'),
})

export const calendarInput = form({
  id: idField('bavaria'),
  name: text('a name', 'Public holidays in Bavaria').optional(),
  /** Days on which layers are off or on, or shifts for layers. */
  use: oneOf(CALENDAR_USES).default('holidays'),
  /** Public holidays of a country (ISO 3166), of one of its states and of a region in it. */
  country: text('a country', 'DE', 2).optional(),
  state: text('a state', 'BY', 20).optional(),
  region: text('a region', 'A', 20).optional(),
  /** Which of the country's holidays count. */
  kinds: list(oneOf(HOLIDAY_KINDS)).min(1, 'expected at least one').optional(),
  /** Days of one's own. */
  days: list(dayInput, LIMITS.calendarDaysMax).optional(),
  /** An iCalendar (RFC 5545), word for word. */
  ical: z
    .string(expectingText('an iCalendar'))
    .max(LIMITS.calendarBytesMax, 'is too long')
    .meta({ examples: ['BEGIN:VCALENDAR…'] })
    .optional(),
  /** The address of an iCalendar, read every few minutes. */
  url: text('an address', 'https://calendar.example.com/rota.ics', 2_000)
    .regex(/^(https?|webcals?):\/\//i, 'expected an address that begins with https://, http:// or webcal://')
    .optional(),
  /** The zone of days, and of times that name none. */
  zone: zoneField.optional(),
  /** Of shifts: who is meant by what an event says, a name or a mail address; who is called so in Tocsin needs no word. */
  people: z
    .record(z.string().min(1).max(200), personField, { error: 'expected names, each with a mail address' })
    .refine((people) => Object.keys(people).length <= PEOPLE_MAX, `has more than ${PEOPLE_MAX} entries`)
    .meta({ examples: [{ 'A. Silva': 'ana@example.com' }] })
    .optional(),
})
export type CalendarInput = z.output<typeof calendarInput>

/** A change makes it due at once. */
export const calendarKind: ConfigKind<CalendarRow> = withFreshRead(
  kindOfTable<CalendarRow>({
    name: 'calendar',
    table: 'calendars',
    key: 'id',
    describe: (row, nameUser) => ({
      id: row.id,
      name: row.name,
      use: row.use,
      ...describeSource(row),
      ...(row.zone !== null && { zone: row.zone }),
      ...(Object.keys(row.people).length > 0 && {
        people: Object.fromEntries(Object.entries(row.people).map(([name, id]) => [name, nameUser(id)])),
      }),
    }),
  }),
)

function withFreshRead(kind: ConfigKind<CalendarRow>): ConfigKind<CalendarRow> {
  return {
    ...kind,
    async save(db, row) {
      await kind.save(db, row)
      await sql`delete from calendar_reads where calendar_id = ${row.id}`.execute(db)
    },
    afterChange: (db, { at }) => continuePlannedVersions(db, at),
  }
}

/** Days of one's own are described; others are what was read, and stand beside the description. */
function describeSource({ source, days, secret_sealed: sealed }: CalendarRow) {
  switch (source.from) {
    case 'country': {
      const { from: _, ...place } = source
      return place
    }
    case 'days':
      return { days: days.map(({ date, name }) => ({ date, name })) }
    case 'ical':
      return { ical: source.text }
    case 'url':
      return { url: new Hidden(sealed ?? '') }
  }
}

export function checkCalendar(input: CalendarInput, references: References): FieldProblem[] {
  const { id, use, country, state, region, kinds, people = {} } = input
  const existing = references.calendars.get(id)
  const sources = (['country', 'days', 'ical', 'url'] as const).filter((field) => input[field] !== undefined)
  if (sources.length === 0 && !existing?.hasAddress)
    return [{ path: ['url'], problem: 'is missing; give one of country, days, ical and url.' }]
  const [first, second] = sources
  if (second) return [{ path: [second], problem: `stands beside ${first}; give one of country, days, ical and url.` }]
  if (use === 'shifts' && (first === 'country' || first === 'days'))
    return [{ path: [first], problem: 'has no shifts; give ical or url.' }]
  const place = country === undefined ? undefined : { country, state, region }
  const wrongPlace = place && findPlaceProblem(place)
  return [
    ...(wrongPlace ? [wrongPlace] : []),
    ...(['state', 'region', 'kinds'] as const).flatMap((field) =>
      !place && { state, region, kinds }[field] !== undefined
        ? [{ path: [field], problem: 'is only for the holidays of a country.' }]
        : [],
    ),
    ...(use === 'holidays' && Object.keys(people).length > 0
      ? [{ path: ['people'], problem: 'is only for use: shifts.' }]
      : []),
    ...(input.ical === undefined ? [] : checkText(input.ical)),
    ...Object.entries(people).flatMap(([name, person]) => checkPerson(references, person, ['people', name])),
  ]
}

function checkText(ical: string): FieldProblem[] {
  const read = readDays(ical, { zone: undefined, from: 0, to: 1 })
  return 'problem' in read ? [{ path: ['ical'], problem: `cannot be read: ${read.problem}` }] : []
}

/** The row of an input that was checked. What is past of its days stays. */
export function calendarRow(input: CalendarInput, existing: CalendarRow | undefined, context: RowContext): CalendarRow {
  const { references, at } = context
  const source = sourceOf(input)
  const people = Object.entries(input.people ?? {}).flatMap(([name, person]) => {
    const user = findUserId(references, person)
    return user === undefined ? [] : [[name, user] as const]
  })
  const row: CalendarRow = {
    id: input.id,
    name: input.name ?? input.id,
    use: input.use,
    source,
    zone: input.zone ?? null,
    people: Object.fromEntries(people),
    secret_sealed: addressOf(input, existing, context),
    days: existing?.days ?? [],
    shifts: existing?.shifts ?? [],
    owned_by: existing?.owned_by ?? 'app',
    created_at: existing?.created_at ?? at,
  }
  if (row.use === 'shifts') return row
  const read = source.from === 'days' ? sortDays(input.days ?? []) : readOwnDays(row, at)
  return read ? { ...row, days: existing ? freezeDays(existing.days, read, at) : read } : row
}

/** The days of a calendar that can be known without asking anybody; undefined of one that is fetched or written down. */
export function readOwnDays({ source, zone }: CalendarRow, at: Instant): CalendarDay[] | undefined {
  const window = windowOf(at)
  if (source.from === 'country') return listHolidays(source, window)
  if (source.from !== 'ical') return undefined
  const read = readDays(source.text, { zone: zone ?? undefined, ...window })
  return 'problem' in read ? undefined : read.days
}

const DAY_MS = 86_400_000
/** What lies further back no schedule asks for, and what lies further ahead is read in time. */
export function windowOf(at: Instant): { from: number; to: number } {
  return { from: at - 400 * DAY_MS, to: at + 1_100 * DAY_MS }
}

function sourceOf(input: CalendarInput): CalendarSource {
  const { country, state, region, kinds = ['public' as const], days, ical } = input
  if (country !== undefined)
    return {
      from: 'country',
      country: country.toUpperCase(),
      ...(state && { state }),
      ...(region && { region }),
      kinds,
    }
  if (days !== undefined) return { from: 'days' }
  return ical === undefined ? { from: 'url' } : { from: 'ical', text: ical }
}

function addressOf({ url, ...input }: CalendarInput, existing: CalendarRow | undefined, { secrets }: RowContext) {
  if (url !== undefined) return sealAgain(secrets, existing?.secret_sealed, url.replace(/^webcal(s?):/i, 'https:'))
  return sourceOf(input).from === 'url' ? (existing?.secret_sealed ?? null) : null
}

export function calendarOf(row: Pick<Selectable<Schema['calendars']>, 'id' | 'name' | 'days' | 'shifts'>): Calendar {
  return {
    id: row.id as CalendarId,
    name: row.name,
    days: row.days as CalendarDay[],
    shifts: row.shifts as ImportedShift[],
  }
}

function isDate(date: string): boolean {
  return new Date(`${date}T00:00Z`).toJSON()?.startsWith(date) === true
}
