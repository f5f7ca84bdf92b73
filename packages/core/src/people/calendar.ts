/** Calendars: days, and shifts that somebody else keeps, as schedules read them. */
import type { CalendarId, Instant, UserId } from '../kernel/brand.ts'

/** A day of a calendar, by whatever clock it is read: `2026-12-25`. */
export interface CalendarDay {
  date: string
  name: string
}

/** Who an imported calendar has on call in a span of time; nobody in a span that is not there. */
export interface ImportedShift {
  startsAt: Instant
  endsAt: Instant
  users: UserId[]
}

/**
 * Days, such as public holidays, and shifts that somebody else's calendar has. Both are frozen: when the calendar is read again, what is
 * past stays as it was. Days ascend and stand there once; shifts ascend and do not overlap.
 */
export interface Calendar {
  id: CalendarId
  name: string
  days: readonly CalendarDay[]
  shifts: readonly ImportedShift[]
}

/** On days of any of these calendars, by the layer's zone, nobody is on (`off`), or on them alone somebody is (`only`). */
export interface LayerHolidays {
  calendars: CalendarId[]
  on: 'off' | 'only'
}
