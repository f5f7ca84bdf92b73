/**
 * Reads an iCalendar (RFC 5545) into days or shifts. The library expands recurrences, exceptions and moved events; instants are ours:
 * what a wall clock says in an IANA zone follows the rules of every other schedule, and only zones that nobody else knows are taken from
 * the calendar's own table. Nothing in a calendar throws: what cannot be read is a problem or a warning.
 */
import type { Instant, UserId } from '@tocsin/core/kernel/brand.ts'
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import type { CalendarDay, ImportedShift } from '@tocsin/core/people/calendar.ts'
import { dateOf, listDates, sortDays } from '@tocsin/core/respond/calendar-days.ts'
import { flattenShifts } from '@tocsin/core/respond/imported-shift.ts'
import { firstInstantOf, isZone, lastInstantOf, type WallMs } from '@tocsin/core/respond/wall-clock.ts'
import ICAL from 'ical.js'
import { beginSteps } from './recurrence-steps.ts'

export interface ReadOptions {
  /** Of days, and of times that name no zone; without one that which the calendar names, else UTC. */
  zone: string | undefined
  /** Epoch milliseconds: what ends before or begins after is left out. */
  from: number
  to: number
}

/** What an event says of whom it is about. */
export interface EventPeople {
  summary: string
  /** Mail addresses of those who take part, in lower case. */
  addresses: string[]
}

export interface CalendarWarning {
  event: string
  problem: string
}

export interface Occurrence extends EventPeople {
  /** Names the event, and of a series the one that its rule has at that time, wherever it was moved. */
  key: string
  isAllDay: boolean
  startsAt: WallTime
  endsAt: WallTime
  component: ICAL.Component
}

interface WallTime {
  wall: WallMs
  at(which: 'first' | 'last'): Instant
}

export type Unreadable = { problem: string }

/** Rounds of all recurrences together, about a second: two of every day since 1990 need as many. */
const ROUNDS_MAX = 30_000
/** A single one of a series is looked for this far from where its rule has it. */
const MOVED_MS_MAX = 31 * 86_400_000
export const WARNINGS_MAX = 50

const DAYS_PER_EVENT_MAX = 400

/** The days of events that last whole days. */
export function readDays(
  text: string,
  options: ReadOptions,
): { days: CalendarDay[]; warnings: CalendarWarning[] } | Unreadable {
  const read = readOccurrences(text, options)
  if ('problem' in read) return read
  const { occurrences, warnings } = read
  const timed = new Set(occurrences.filter(({ isAllDay }) => !isAllDay).map(({ summary }) => summary))
  const days = occurrences
    .filter(({ isAllDay }) => isAllDay)
    .flatMap(({ summary, startsAt, endsAt }) =>
      listDates(dateOf(startsAt.wall), dateOf(endsAt.wall), DAYS_PER_EVENT_MAX).map((date) => ({
        date,
        name: summary,
      })),
    )
  return {
    days: sortDays(days).slice(0, LIMITS.calendarDaysMax),
    warnings: [
      ...warnings,
      ...[...timed].map((event) => ({ event, problem: 'is not a whole day and does not count' })),
    ].slice(0, WARNINGS_MAX),
  }
}

/** The shifts of all events whose people `findPeople` knows; the others are warnings. */
export function readShifts(
  text: string,
  options: ReadOptions,
  findPeople: (event: EventPeople) => UserId[],
): { shifts: ImportedShift[]; warnings: CalendarWarning[] } | Unreadable {
  const read = readOccurrences(text, options)
  if ('problem' in read) return read
  const unknown = new Map<string, CalendarWarning>()
  const spans = read.occurrences.flatMap((event): ImportedShift[] => {
    const users = findPeople(event)
    if (users.length > 0) return [{ startsAt: event.startsAt.at('first'), endsAt: event.endsAt.at('last'), users }]
    const who = [event.summary, ...event.addresses].join(' ')
    unknown.set(who, { event: event.summary, problem: 'names nobody who is known; say in `people` who is meant' })
    return []
  })
  return {
    shifts: flattenShifts(spans).slice(0, LIMITS.calendarShiftsMax),
    warnings: [...read.warnings, ...unknown.values()].slice(0, WARNINGS_MAX),
  }
}

/** All events that overlap the window and were not called off, in the order of the calendar, each one of a series for itself. */
export function readOccurrences(
  text: string,
  options: ReadOptions,
): { occurrences: Occurrence[]; warnings: CalendarWarning[] } | Unreadable {
  const calendars = parseCalendars(text)
  if ('problem' in calendars) return calendars
  const warnings: CalendarWarning[] = []
  const budget = { rounds: ROUNDS_MAX }
  beginSteps()
  const occurrences = calendars.flatMap((calendar) => {
    const zone = options.zone ?? zoneOfCalendar(calendar)
    return eventsOf(calendar).flatMap((event) => {
      try {
        return expand(event, { ...options, zone, budget, warnings })
      } catch (error) {
        warnings.push({ event: event.summary ?? '', problem: `cannot be read: ${messageOf(error)}` })
        return []
      }
    })
  })
  return { occurrences, warnings }
}

function parseCalendars(text: string): ICAL.Component[] | Unreadable {
  try {
    const parsed = ICAL.parse(text.replace(/^\uFEFF/, '')) as unknown[]
    const roots = (Array.isArray(parsed[0]) ? parsed : [parsed]) as ConstructorParameters<typeof ICAL.Component>[0][]
    const calendars = roots.map((root) => new ICAL.Component(root)).filter(({ name }) => name === 'vcalendar')
    for (const calendar of calendars) rememberZones(calendar)
    return calendars.length > 0 ? calendars : { problem: 'there is no VCALENDAR in it' }
  } catch (error) {
    return { problem: messageOf(error) }
  }
}

/** The library looks through the whole calendar for a zone that it has no table of, with every time that names it. */
function rememberZones(calendar: ICAL.Component): void {
  const tables = new Map(
    calendar.getAllSubcomponents('vtimezone').map((table) => [String(table.getFirstPropertyValue('tzid')), table]),
  )
  const zones = new Map<string, ICAL.Timezone | null>()
  const find = (tzid: string): ICAL.Timezone | null => {
    const known = zones.get(tzid)
    if (known !== undefined) return known
    const component = tables.get(tzid)
    const zone = component ? new ICAL.Timezone({ component, tzid }) : null
    zones.set(tzid, zone)
    return zone
  }
  // Its type leaves out the null that it is documented to answer.
  calendar.getTimeZoneByID = find as typeof calendar.getTimeZoneByID
}

function zoneOfCalendar(calendar: ICAL.Component): string {
  const named = String(calendar.getFirstPropertyValue('x-wr-timezone') ?? '')
  return isZone(named) ? named : 'UTC'
}

/** Each series with what moves or changes single ones of it. */
function eventsOf(calendar: ICAL.Component): ICAL.Event[] {
  const components = calendar.getAllSubcomponents('vevent')
  const [changed, series] = [true, false].map((isChange) =>
    components.filter((each) => each.hasProperty('recurrence-id') === isChange),
  ) as [ICAL.Component[], ICAL.Component[]]
  const changesOf = Map.groupBy(changed, (each) => String(each.getFirstPropertyValue('uid')))
  const known = new Set(series.map((each) => String(each.getFirstPropertyValue('uid'))))
  const orphans = changed.filter((each) => !known.has(String(each.getFirstPropertyValue('uid'))))
  return [
    ...series.map((each) => {
      const exceptions = changesOf.get(String(each.getFirstPropertyValue('uid'))) ?? []
      return new ICAL.Event(each, {
        exceptions: exceptions.map((change) => new ICAL.Event(change)),
        strictExceptions: false,
      })
    }),
    ...orphans.map((each) => new ICAL.Event(each)),
  ]
}

interface Expansion extends ReadOptions {
  zone: string
  budget: { rounds: number }
  warnings: CalendarWarning[]
}

function expand(event: ICAL.Event, expansion: Expansion): Occurrence[] {
  if (!event.isRecurring() || event.isRecurrenceException())
    return [occurrenceOf(event, event.startDate, expansion, event.recurrenceId)].flatMap((each) =>
      keepWithin(each, expansion),
    )
  const rule = String(event.component.getFirstPropertyValue('rrule') ?? '')
  if (/FREQ=(SECONDLY|MINUTELY)/i.test(rule)) throw new Error('it recurs more often than every hour')
  return listOccurrences(event, expansion)
}

function listOccurrences(event: ICAL.Event, expansion: Expansion): Occurrence[] {
  const { from, to, budget, warnings } = expansion
  const found: Occurrence[] = []
  const earliest = from - MOVED_MS_MAX - (wallOf(event.endDate) - wallOf(event.startDate))
  const iterator = event.iterator()
  for (let next = iterator.next(); next && wallOf(next) < to + MOVED_MS_MAX; next = iterator.next()) {
    budget.rounds -= 1
    if (budget.rounds < 0) {
      warnings.push({ event: event.summary ?? '', problem: 'recurs too often; what comes later is left out' })
      break
    }
    if (wallOf(next) < earliest) continue
    const { item, startDate } = event.getOccurrenceDetails(next)
    found.push(...keepWithin(occurrenceOf(item, startDate, expansion, next), expansion))
  }
  return found
}

function keepWithin(occurrence: Occurrence | undefined, { from, to }: ReadOptions): Occurrence[] {
  return occurrence && occurrence.endsAt.wall > from && occurrence.startsAt.wall < to ? [occurrence] : []
}

/** Undefined of one that was called off. Its length is that which the wall clock shows, as people mean it. */
function occurrenceOf(
  event: ICAL.Event,
  start: ICAL.Time,
  expansion: Expansion,
  recurrence: ICAL.Time | null | undefined,
): Occurrence | undefined {
  if (String(event.component.getFirstPropertyValue('status') ?? '').toUpperCase() === 'CANCELLED') return undefined
  const { startDate, endDate } = event
  const length = wallOf(endDate) - wallOf(startDate)
  const isOneZone =
    zoneNameOf(event, 'dtend') === undefined || zoneNameOf(event, 'dtend') === zoneNameOf(event, 'dtstart')
  const tzid = zoneNameOf(event, 'dtstart')
  const startsAt = timeOf(start, 0, tzid, expansion.zone)
  const endsAt =
    isOneZone || event.isRecurring()
      ? timeOf(start, length, tzid, expansion.zone)
      : timeOf(endDate, 0, zoneNameOf(event, 'dtend'), expansion.zone)
  return {
    key: recurrence ? `${event.uid} ${recurrence.toString()}` : String(event.uid),
    ...{ isAllDay: start.isDate, startsAt, endsAt, component: event.component },
    ...{ summary: (event.summary ?? '').trim().slice(0, 200), addresses: addressesOf(event) },
  }
}

/** What the clock shows `laterMs` after a time, and the instants that are meant by it. */
function timeOf(time: ICAL.Time, laterMs: number, tzid: string | undefined, zone: string): WallTime {
  const wall = (wallOf(time) + laterMs) as WallMs
  const known = time.isDate ? zone : time.zone?.tzid === 'UTC' ? 'UTC' : ianaZone(tzid)
  if (known !== undefined) return wallIn(wall, known)
  // A name that only the calendar's own table explains, such as Outlook's.
  const explains = time.zone !== undefined && time.zone.tzid !== 'floating' && time.zone.component !== undefined
  if (!explains) return wallIn(wall, zone)
  const later = time.clone()
  later.adjust(0, 0, 0, Math.round(laterMs / 1_000))
  return { wall, at: () => (later.toUnixTime() * 1_000) as Instant }
}

function wallIn(wall: WallMs, zone: string): WallTime {
  return { wall, at: (which) => (which === 'first' ? firstInstantOf(wall, zone) : lastInstantOf(wall, zone)) }
}

/** Some write a path before the name: `/example.org/2023/Europe/Berlin`. */
function ianaZone(tzid: string | undefined): string | undefined {
  if (tzid === undefined) return undefined
  const parts = tzid.split('/')
  return [tzid, parts.slice(-2).join('/'), parts.slice(-3).join('/')].find(isZone)
}

function zoneNameOf(event: ICAL.Event, property: 'dtstart' | 'dtend'): string | undefined {
  const tzid = event.component.getFirstProperty(property)?.getParameter('tzid')
  return typeof tzid === 'string' ? tzid : undefined
}

function wallOf(time: ICAL.Time): WallMs {
  return Date.UTC(time.year, time.month - 1, time.day, time.hour, time.minute, time.second) as WallMs
}

function addressesOf(event: ICAL.Event): string[] {
  const values = event.component.getAllProperties('attendee').map((property) => String(property.getFirstValue() ?? ''))
  const written = (event.summary ?? '').match(/[^\s<>()",;:]+@[^\s<>()",;:]+\.[^\s<>()",;:]+/g) ?? []
  return [...values.flatMap((value) => (/^mailto:/i.test(value) ? [value.slice(7)] : [])), ...written].map((address) =>
    address.toLowerCase(),
  )
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, 200)
}
