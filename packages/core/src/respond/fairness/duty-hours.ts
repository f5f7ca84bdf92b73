/**
 * What kind of time on call is: working hours, other hours of a weekday, night, weekend or holiday. The clock is that of one zone; of
 * several kinds at once the one counts that costs most: a holiday before a weekend before a night. Every instant has exactly one kind.
 */
import type { Instant } from '../../kernel/brand.ts'
import { DAY, HOUR, MINUTE } from '../../kernel/instant.ts'
import { dateOf } from '../calendar-days.ts'
import { firstInstantOf, type WallMs, wallAt } from '../wall-clock.ts'

export const DUTY_KINDS = ['working', 'weekday', 'night', 'weekend', 'holiday'] as const
export type DutyKind = (typeof DUTY_KINDS)[number]

/** Times of day are `HH:MM`; the night may go past midnight. Weekdays are 1 (Monday) to 7. */
export interface DutyHours {
  working: { from: string; to: string; days: readonly number[] }
  night: { from: string; to: string }
  weekend: readonly number[]
}

export interface DutyClock {
  zone: string
  hours: DutyHours
  /** `2026-12-25` */
  holidays: ReadonlySet<string>
}

export interface DutySpan {
  startsAt: Instant
  endsAt: Instant
}

export interface DutyPart extends DutySpan {
  kind: DutyKind
}

export const USUAL_HOURS: DutyHours = {
  working: { from: '09:00', to: '17:00', days: [1, 2, 3, 4, 5] },
  night: { from: '22:00', to: '06:00' },
  weekend: [6, 7],
}

/** Cuts a span where its kind changes: parts that follow each other, none empty. */
export function splitDuty(clock: DutyClock, { startsAt, endsAt }: DutySpan): DutyPart[] {
  const parts: DutyPart[] = []
  for (const edge of listEdges(clock, { startsAt, endsAt })) {
    const kind = kindAt(clock, edge)
    const last = parts.at(-1)
    if (last?.kind === kind) continue
    if (last) last.endsAt = edge
    parts.push({ kind, startsAt: edge, endsAt })
  }
  return parts
}

/** What kind of time an instant is in. */
export function kindAt({ zone, hours, holidays }: DutyClock, at: Instant): DutyKind {
  const wall = wallAt(at, zone)
  const weekday = weekdayOf(wall)
  if (holidays.has(dateOf(wall))) return 'holiday'
  if (hours.weekend.includes(weekday)) return 'weekend'
  const time = wall - Math.floor(wall / DAY) * DAY
  if (isBetween(time, hours.night)) return 'night'
  return hours.working.days.includes(weekday) && isBetween(time, hours.working) ? 'working' : 'weekday'
}

function listEdges({ zone, hours }: DutyClock, { startsAt, endsAt }: DutySpan): Instant[] {
  const times = [0, ...[hours.working, hours.night].flatMap(({ from, to }) => [timeOf(from), timeOf(to) % DAY])]
  const edges: Instant[] = [startsAt]
  const last = wallAt(endsAt, zone) + DAY
  for (let day = Math.floor(wallAt(startsAt, zone) / DAY - 1) * DAY; day < last; day += DAY) {
    for (const time of new Set(times)) {
      const edge = firstInstantOf((day + time) as WallMs, zone)
      if (edge > startsAt && edge < endsAt) edges.push(edge)
    }
  }
  return [...new Set(edges)].sort((a, b) => a - b)
}

/** 1970-01-01 was a Thursday. */
function weekdayOf(wall: number): number {
  return ((((Math.floor(wall / DAY) + 3) % 7) + 7) % 7) + 1
}

function isBetween(time: number, { from, to }: { from: string; to: string }): boolean {
  const [start, end] = [timeOf(from), timeOf(to)]
  return start < end ? time >= start && time < end : time >= start || time < end
}

function timeOf(text: string): number {
  const [hours = 0, minutes = 0] = text.split(':').map(Number)
  return hours * HOUR + minutes * MINUTE
}
