/** Reads time off out of somebody's own calendar: the events that count, and those that do not, with why. */
import { createHash } from 'node:crypto'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { DAY } from '@tocsin/core/kernel/instant.ts'
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import { judgeTimeOffEvent, type LeftOut, type TimeOffRules } from '@tocsin/core/respond/time-off-event.ts'
import type { FoundTimeOff } from '@tocsin/core/respond/time-off-sync.ts'
import { type CalendarWarning, type Occurrence, readOccurrences, type Unreadable } from './read-ical.ts'

export interface TimeOffReading {
  rules: TimeOffRules
  /** The person's: of whole days, and of times that name no zone. */
  zone: string
  /** The person's mail addresses in lower case, to know which invitations they declined. */
  addresses: readonly string[]
  now: Instant
}

export interface FoundEvent extends FoundTimeOff {
  isAllDay: boolean
}

export interface ReadTimeOff {
  /** In order of their start; the keys are unique. */
  counted: FoundEvent[]
  leftOut: (FoundEvent & { because: LeftOut })[]
  warnings: CalendarWarning[]
}

/** What lies further ahead is read in time. */
const AHEAD_MS = 400 * DAY
const TITLE_CHARS_MAX = 200

/** What is not over at `now`. */
export function readTimeOff(text: string, { rules, zone, addresses, now }: TimeOffReading): ReadTimeOff | Unreadable {
  // Nobody chose UTC who never chose: then the calendar knows better.
  const inZone = zone === 'UTC' ? undefined : zone
  const read = readOccurrences(text, { zone: inZone, from: now - DAY, to: now + AHEAD_MS })
  if ('problem' in read) return read
  const { warnings } = read
  const taken = new Map<string, number>()
  const events = read.occurrences
    .map((occurrence) => ({ occurrence, event: eventOf(occurrence, taken) }))
    .filter(({ event }) => event.endsAt > now && event.endsAt > event.startsAt)
    .sort((a, b) => a.event.startsAt - b.event.startsAt)
  const counted: FoundEvent[] = []
  const leftOut: ReadTimeOff['leftOut'] = []
  for (const { occurrence, event } of events) {
    const because = judgeTimeOffEvent(marksOf(occurrence, addresses), rules)
    if (because === undefined) counted.push(event)
    else leftOut.push({ ...event, because })
  }
  const kept = counted.slice(0, LIMITS.timeOffEventsMax)
  const problem = `and ${counted.length - kept.length} more events lie behind the first ${kept.length}, which alone count`
  return {
    ...{ counted: kept, leftOut },
    warnings: kept.length === counted.length ? warnings : [...warnings, { event: kept.at(-1)?.title ?? '', problem }],
  }
}

/** Its key says nothing to a reader, and of two events that share one the second has another. */
function eventOf({ key, isAllDay, startsAt, endsAt, summary }: Occurrence, taken: Map<string, number>): FoundEvent {
  const before = taken.get(key) ?? 0
  taken.set(key, before + 1)
  return {
    key: createHash('sha256')
      .update(before === 0 ? key : `${key} ${before}`)
      .digest('base64url')
      .slice(0, 22),
    ...{ isAllDay, title: summary.slice(0, TITLE_CHARS_MAX) },
    ...{ startsAt: startsAt.at('first'), endsAt: endsAt.at('last') },
  }
}

function marksOf({ component, summary, isAllDay }: Occurrence, addresses: readonly string[]) {
  const markOf = (name: string) =>
    String(component.getFirstPropertyValue(name) ?? '')
      .trim()
      .toUpperCase()
  return {
    ...{ title: summary, isAllDay },
    isTransparent: markOf('transp') === 'TRANSPARENT',
    busyStatus: markOf('x-microsoft-cdo-busystatus'),
    isDeclined: component.getAllProperties('attendee').some((attendee) => {
      const address = String(attendee.getFirstValue() ?? '')
        .replace(/^mailto:/i, '')
        .toLowerCase()
      return addresses.includes(address) && String(attendee.getParameter('partstat') ?? '').toUpperCase() === 'DECLINED'
    }),
  }
}
