/**
 * Public holidays from the library's rules. It is large and slow to load, and most installations never ask it: it is loaded when somebody
 * names a country.
 */
import { createRequire } from 'node:module'
import type { CalendarDay } from '@tocsin/core/people/calendar.ts'
import { dateOf, sortDays } from '@tocsin/core/respond/calendar-days.ts'
import type Holidays from 'date-holidays'
import { didYouMean } from '../../shell/config/nearest.ts'
import type { FieldProblem } from '../../shell/config/references.ts'

export const HOLIDAY_KINDS = ['public', 'bank', 'school', 'optional', 'observance'] as const
type HolidayKind = (typeof HOLIDAY_KINDS)[number]

/** ISO 3166-1 and, as the library calls them, its states and their regions. */
export interface HolidayPlace {
  country: string
  state?: string
  region?: string
  kinds: HolidayKind[]
}

const load = createRequire(import.meta.url)

function holidays(...place: string[]): Holidays {
  const Library = load('date-holidays') as typeof Holidays
  const made = new Library()
  if (place.length > 0) made.init(...(place as [string]))
  return made
}

/** What is wrong with a place that somebody named; undefined where there are holidays. */
export function findPlaceProblem(place: {
  country: string
  state: string | undefined
  region: string | undefined
}): FieldProblem | undefined {
  const library = holidays()
  const country = place.country.toUpperCase()
  const countries = library.getCountries() ?? {}
  if (!(country in countries)) return unknownPlace('country', place.country, countries)
  const { state, region } = place
  if (state === undefined)
    return region === undefined ? undefined : { path: ['region'], problem: 'needs the state in which it lies.' }
  const states = library.getStates(country) ?? {}
  if (!(state in states)) return unknownPlace('state', state, states)
  if (region === undefined) return undefined
  const regions = library.getRegions(country, state) ?? {}
  return region in regions ? undefined : unknownPlace('region', region, regions)
}

function unknownPlace(field: string, name: string, known: Readonly<Record<string, string>>): FieldProblem {
  const codes = Object.keys(known)
  const listed = codes.length === 0 ? ' There are none.' : codes.length <= 30 ? ` There are ${codes.join(', ')}.` : ''
  return {
    path: [field],
    problem: `there are no holidays of "${name}".${didYouMean(name, codes) || listed || ' Give its code of two letters (ISO 3166), for example "DE".'}`,
  }
}

/** The holidays from the year of `from` to that of `to`, instants by UTC. */
export function listHolidays(
  { country, state, region, kinds }: HolidayPlace,
  { from, to }: { from: number; to: number },
): CalendarDay[] {
  const library = holidays(...[country, state, region].filter((part) => part !== undefined))
  const [first, last] = [from, to].map((ms) => Number(dateOf(ms).slice(0, 4))) as [number, number]
  const years = Array.from({ length: last - first + 1 }, (_, index) => first + index)
  const found = years.flatMap((year) => library.getHolidays(year))
  return sortDays(
    found
      .filter(({ type }) => (kinds as string[]).includes(type))
      .flatMap(({ date, name, start, end }) => datesOf(date, start, end).map((day) => ({ date: day, name }))),
  )
}

/** Holidays of several days count on each of them. Those that begin on the evening before have the day itself as their date. */
function datesOf(date: string, start: Date, end: Date): string[] {
  const first = date.slice(0, 10)
  // Two hours more, because clocks may have been set forward meanwhile.
  const days = Math.max(1, Math.floor((end.getTime() - start.getTime() + 7_200_000) / 86_400_000))
  const begin = Date.parse(`${first}T00:00Z`)
  return Array.from({ length: days }, (_, index) => dateOf(begin + index * 86_400_000))
}

/** Countries, or the states of one, or the regions of a state; by name. */
export function listPlaces({ country, state }: { country?: string | undefined; state?: string | undefined }) {
  const library = holidays()
  const known =
    country === undefined
      ? library.getCountries()
      : state === undefined
        ? library.getStates(country.toUpperCase())
        : library.getRegions(country.toUpperCase(), state)
  return Object.entries(known ?? {})
    .map(([code, name]) => ({ code, name: String(name) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}
