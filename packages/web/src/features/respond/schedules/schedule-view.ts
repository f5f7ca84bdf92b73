/** What of a schedule is in sight, as its address says it: `?view=month&date=2026-12-01&zone=utc`. What is usual is left out. */
export const TIMELINE_VIEWS = ['day', 'two_weeks', 'month', 'quarter'] as const
export type TimelineView = (typeof TIMELINE_VIEWS)[number]

export const ZONE_CHOICES = ['mine', 'schedule', 'utc'] as const
export type ZoneChoice = (typeof ZONE_CHOICES)[number]

export interface ScheduleView {
  view?: TimelineView | undefined
  /** Without one: today. */
  date?: string | undefined
  zone?: ZoneChoice | undefined
  /** The instant that somebody asks about. */
  at?: string | undefined
}

/** Whether a text is a date that the calendar has. */
export function isDate(text: unknown): text is string {
  if (typeof text !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(text)) return false
  const atMs = Date.parse(`${text}T00:00Z`)
  return !Number.isNaN(atMs) && new Date(atMs).toISOString().startsWith(text)
}

/** An instant in UTC, to the minute or finer. */
function isInstant(text: unknown): text is string {
  return typeof text === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text) && !Number.isNaN(Date.parse(text))
}

export function parseScheduleView(search: Record<string, unknown>): ScheduleView {
  const zone = ZONE_CHOICES.find((choice) => choice === search.zone)
  const view = TIMELINE_VIEWS.find((each) => each === search.view)
  return {
    view: view === 'two_weeks' ? undefined : view,
    date: isDate(search.date) ? search.date : undefined,
    zone: zone === 'mine' ? undefined : zone,
    at: isInstant(search.at) ? search.at : undefined,
  }
}
