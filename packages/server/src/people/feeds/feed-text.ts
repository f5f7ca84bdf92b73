/** What a calendar outside reads: the shifts of a person, or those of a schedule. */
import type { Instant, ScheduleId, UserId } from '@tocsin/core/kernel/brand.ts'
import type { Directory, User } from '@tocsin/core/people/directory.ts'
import type { Schedule } from '@tocsin/core/people/schedule.ts'
import { type CalendarEvent, formatCalendar } from '@tocsin/core/respond/ical-text.ts'
import { mayBeOnCall } from '@tocsin/core/respond/may-be-on-call.ts'
import { calcShifts } from '@tocsin/core/respond/on-call.ts'
import { calcPersonShifts } from '@tocsin/core/respond/person-shifts.ts'
import { namesOf } from '../directory-names.ts'
import type { LastChange } from './feed.queries.ts'

export interface FeedSubject {
  directory: Directory
  person: User
  locale: string
  schedule?: ScheduleId
  publicUrl: string
  at: Instant
  lastChange: LastChange
}

const REFRESH_MINUTES = 60
const EVENTS_MAX = 5_000
/** Whole months, so that what is cut at the edge is cut at the same place the whole month long. */
const MONTHS_BACK = 1
const MONTHS_AHEAD = 7

const WORDS = {
  en: {
    mine: (name: string) => `On call: ${name}`,
    ofSchedule: (name: string) => `On call: ${name}`,
    shift: (schedule: string) => `On call: ${schedule}`,
    because: { layer: 'Layer', override: 'By an override', temporary: 'By a temporary schedule' },
  },
  ja: {
    mine: (name: string) => `オンコール: ${name}`,
    ofSchedule: (name: string) => `オンコール: ${name}`,
    shift: (schedule: string) => `オンコール: ${schedule}`,
    because: { layer: 'レイヤー', override: '上書きによる', temporary: '臨時スケジュールによる' },
  },
} as const

/** Undefined where there is no such schedule any more. */
export function formatFeed(subject: FeedSubject): string | undefined {
  const { directory, person, schedule: id, locale } = subject
  const words = WORDS[locale.startsWith('ja') ? 'ja' : 'en']
  const window = windowAround(subject.at)
  if (id === undefined) {
    const events = [...directory.schedules.values()]
      .filter((schedule) => mayBeOnCall(directory, schedule, person.id))
      .flatMap((schedule) => personEvents(subject, schedule, window))
    return write(words.mine(person.name), events)
  }
  const schedule = directory.schedules.get(id)
  return schedule && write(words.ofSchedule(schedule.name), scheduleEvents(subject, schedule, window))
}

function write(name: string, events: CalendarEvent[]): string {
  const sorted = events.sort((a, b) => a.startsAt - b.startsAt).slice(0, EVENTS_MAX)
  return formatCalendar({ name, product: '-//Tocsin//On call//EN', refreshMinutes: REFRESH_MINUTES, events: sorted })
}

interface Window {
  from: Instant
  to: Instant
}

function personEvents(subject: FeedSubject, schedule: Schedule, window: Window): CalendarEvent[] {
  const { directory, person, locale } = subject
  const words = WORDS[locale.startsWith('ja') ? 'ja' : 'en']
  return calcPersonShifts(directory, schedule, person.id, window).map(({ startsAt, endsAt, person: { because } }) => {
    const reason =
      because.temporary !== undefined
        ? words.because.temporary
        : because.override !== undefined
          ? words.because.override
          : because.layerName === undefined
            ? undefined
            : `${words.because.layer}: ${because.layerName}`
    return {
      ...eventOf(subject, schedule, { startsAt, endsAt, who: [person.id] }),
      summary: words.shift(schedule.name),
      ...(reason !== undefined && { description: reason }),
    }
  })
}

function scheduleEvents(subject: FeedSubject, schedule: Schedule, { from, to }: Window): CalendarEvent[] {
  const names = namesOf(subject.directory)
  return calcShifts(subject.directory, schedule, from, to)
    .filter(({ people }) => people.length > 0)
    .map(({ startsAt, endsAt, people }) => ({
      ...eventOf(subject, schedule, { startsAt, endsAt, who: people.map(({ user }) => user) }),
      summary: `${people.map(({ user }) => names.user(user).name).join(', ')} (${schedule.name})`,
    }))
}

function eventOf(
  { publicUrl, lastChange }: FeedSubject,
  schedule: Schedule,
  { startsAt, endsAt, who }: Span & { who: readonly UserId[] },
): Omit<CalendarEvent, 'summary'> {
  const host = URL.parse(publicUrl)?.hostname ?? 'tocsin'
  return {
    uid: `${schedule.id}.${who.join('.')}.${startsAt}@${host}`,
    ...{ startsAt, endsAt, changedAt: lastChange.at, sequence: lastChange.version },
    url: `${publicUrl}/on-call`,
  }
}

interface Span {
  startsAt: Instant
  endsAt: Instant
}

function windowAround(at: Instant): Window {
  const now = new Date(at)
  const monthStart = (months: number) => Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + months, 1) as Instant
  return { from: monthStart(-MONTHS_BACK), to: monthStart(MONTHS_AHEAD) }
}
