/** What the API says of the calendar that somebody's time off is read from. The address is taken and never told again. */
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { LEFT_OUT } from '@tocsin/core/respond/time-off-event.ts'
import type { KnownTimeOff } from '@tocsin/core/respond/time-off-sync.ts'
import { z } from 'zod'
import { CALENDAR_FAILURES } from '../../../people/calendars/fetch-calendar.ts'
import type { FoundEvent, ReadTimeOff } from '../../../people/calendars/read-time-off.ts'
import {
  calendarAddressField,
  TIME_OFF_EVENTS,
  type TimeOffCalendarRow,
  timeOffRulesShape,
} from '../../../people/calendars/time-off-calendar.ts'
import { form } from '../../../shell/config/fields.ts'
import { instantSchema } from '../../../shell/http/instant-schema.ts'
import { failureWords } from './failure-words.ts'
import type { CalendarRead, ReadError } from './time-off-read.queries.ts'

const TITLES = 'Titles are shown to the person alone.'

export const calendarBody = form({
  url: calendarAddressField.optional().describe('Needed where there is no address yet; sealed, and never shown again.'),
  ...timeOffRulesShape,
})

const errorSchema = z
  .object({
    failure: z.enum(CALENDAR_FAILURES),
    status: z.int().nullable().describe('What the server answered with, where that was it.'),
    message: z.string().describe('What is wrong, and how to mend it.'),
  })
  .meta({ id: 'TimeOffCalendarError' })

const warningSchema = z.object({ event: z.string(), problem: z.string() })

const eventSchema = z
  .object({
    starts_at: instantSchema,
    ends_at: instantSchema,
    is_all_day: z.boolean(),
    title: z.string(),
  })
  .meta({ id: 'TimeOffEvent' })

export const previewSchema = z
  .object({
    error: errorSchema.nullable(),
    counted: z.array(eventSchema).describe('What would be time off.'),
    counted_more: z.int().describe('So many more would, which are not listed.'),
    left_out: z.array(eventSchema.extend({ because: z.enum(LEFT_OUT) }).meta({ id: 'TimeOffEventLeftOut' })),
    left_out_more: z.int(),
    warnings: z.array(warningSchema),
  })
  .meta({ id: 'TimeOffCalendarPreview' })

const calendarSchema = z
  .object({
    host: z.string().describe('Of the address, to know it again by.'),
    events: z.enum(TIME_OFF_EVENTS),
    words: z.array(z.string()),
    free_days: z.boolean(),
    read_at: instantSchema.nullable().describe('When it was last read with success; null: never.'),
    next_read_at: instantSchema.nullable().describe('Null: at once.'),
    error: errorSchema.nullable().describe('Why it could not be read the last time; what was read before counts on.'),
    failing_since: instantSchema.nullable(),
    warnings: z.array(warningSchema).describe('What of it does not count.'),
    counted: z.int().describe('So many times off come from it that are not over.'),
    ignored: z
      .array(z.object({ id: z.string(), starts_at: instantSchema, ends_at: instantSchema, title: z.string() }))
      .describe(`Events that the person lets not count. ${TITLES}`),
  })
  .meta({ id: 'TimeOffCalendar' })

export const calendarAnswerSchema = z.object({ calendar: calendarSchema.nullable().describe('Null: there is none.') })

/** A list that somebody looks through before saving; more tell nothing new. */
const SHOWN_MAX = 50

export function presentPreview(seen: ReadTimeOff | ReadError): z.output<typeof previewSchema> {
  const none = { counted: [], counted_more: 0, left_out: [], left_out_more: 0, warnings: [] }
  if ('failure' in seen) return { error: presentError(seen), ...none }
  const { counted, leftOut, warnings } = seen
  return {
    error: null,
    counted: counted.slice(0, SHOWN_MAX).map(presentEvent),
    counted_more: Math.max(0, counted.length - SHOWN_MAX),
    left_out: leftOut.slice(0, SHOWN_MAX).map((event) => ({ ...presentEvent(event), because: event.because })),
    left_out_more: Math.max(0, leftOut.length - SHOWN_MAX),
    warnings,
  }
}

function presentEvent({ startsAt, endsAt, isAllDay, title }: FoundEvent) {
  return { starts_at: startsAt, ends_at: endsAt, is_all_day: isAllDay, title }
}

export interface CalendarState {
  calendar: TimeOffCalendarRow
  read: CalendarRead | undefined
  known: readonly KnownTimeOff[]
  at: Instant
}

/** To others the calendar is a host and how reading it goes. */
export function presentCalendar(
  { calendar, read, known, at }: CalendarState,
  { isOwn }: { isOwn: boolean },
): z.output<typeof calendarSchema> {
  return {
    ...{ host: calendar.host, events: calendar.events, words: calendar.words, free_days: calendar.free_days },
    read_at: read?.readAt ?? null,
    next_read_at: read && read.due > at ? read.due : null,
    error: read?.error ? presentError(read.error) : null,
    failing_since: read?.failingSince ?? null,
    warnings: isOwn ? (read?.warnings ?? []) : [],
    counted: known.filter(({ isIgnored }) => !isIgnored).length,
    ignored: known
      .filter(({ isIgnored }) => isIgnored)
      .map(({ id, startsAt, endsAt, title }) => ({
        ...{ id, starts_at: startsAt, ends_at: endsAt, title: isOwn ? title : '' },
      })),
  }
}

function presentError({ failure, status }: ReadError): z.output<typeof errorSchema> {
  return {
    failure,
    status: status ?? null,
    message: failureWords({ failure, ...(status !== undefined && { status }) }),
  }
}
