/**
 * How much each person is on call, over all schedules: whoever is on in two at once is on once. Hours are weighed by their kind, so that
 * a night is more than an afternoon; what somebody has done more or less than the others is carried from quarter to quarter.
 */
import type { Instant, UserId } from '../../kernel/brand.ts'
import { HOUR } from '../../kernel/instant.ts'
import type { Roster, Schedule } from '../../people/schedule.ts'
import type { Because } from '../layer.ts'
import { calcShifts, type Shift } from '../on-call.ts'
import { DUTY_KINDS, type DutyClock, type DutyKind, type DutyPart, type DutySpan, splitDuty } from './duty-hours.ts'

export type HoursByKind = Record<DutyKind, number>
export type Weights = HoursByKind

export const USUAL_WEIGHTS: Weights = { working: 0.5, weekday: 1, night: 2, weekend: 1.5, holiday: 2 }

export interface Workload {
  user: UserId
  hours: HoursByKind
  weighted: number
}

/** When each person is on call in [`from`, `to`), in any of the schedules: spans that ascend and stand apart. */
export function calcDutySpans(roster: Roster, schedules: Iterable<Schedule>, window: Window): Map<UserId, DutySpan[]> {
  return new Map([...calcDuties(roster, schedules, window)].map(([user, { spans }]) => [user, spans]))
}

interface Window {
  from: Instant
  to: Instant
}

export interface PersonDuties {
  /** Ascending and apart. */
  spans: DutySpan[]
  /** When shifts begin, also those that follow another without a pause; in no order. */
  begins: Instant[]
}

/**
 * When each person is on call in any of the schedules, and when a shift of theirs begins: where they come on in a schedule in which they
 * were not on just before, or where another layer of it, an override or a temporary schedule has them on. Turns of one person that follow
 * each other in one layer are one shift, and somebody else who comes or goes begins none.
 */
export function calcDuties(
  roster: Roster,
  schedules: Iterable<Schedule>,
  { from, to }: Window,
): Map<UserId, PersonDuties> {
  return gatherDuties([...schedules].map((schedule) => calcShifts(roster, schedule, from, to)))
}

/** The same out of shifts that are known already, schedule by schedule; in each they ascend and follow each other. */
export function gatherDuties(shiftsOfEach: Iterable<readonly Shift[]>): Map<UserId, PersonDuties> {
  const duties = new Map<UserId, PersonDuties>()
  for (const shifts of shiftsOfEach) {
    let before: ReadonlyMap<UserId, string> | undefined
    for (const { startsAt, endsAt, people } of shifts) {
      const now = new Map(people.map(({ user, because }) => [user, shiftOf(because)]))
      for (const [user, shift] of now) {
        const duty = duties.get(user) ?? { spans: [], begins: [] }
        duties.set(user, duty)
        duty.spans.push({ startsAt, endsAt })
        // Of what runs at the edge of the window nobody knows when it began.
        if (before && before.get(user) !== shift) duty.begins.push(startsAt)
      }
      before = now
    }
  }
  for (const duty of duties.values()) duty.spans = uniteSpans(duty.spans)
  return duties
}

/** What a shift goes by: a layer keeps its name when others are put beside it. */
function shiftOf({ override, temporary, layerName, layer }: Because): string {
  if (override !== undefined) return `override ${override}`
  return temporary === undefined ? `layer ${layerName ?? layer}` : `temporary ${temporary}`
}

/** Spans that touch or overlap as one; ascending. */
export function uniteSpans(spans: readonly DutySpan[]): DutySpan[] {
  const united: DutySpan[] = []
  for (const { startsAt, endsAt } of [...spans].sort((a, b) => a.startsAt - b.startsAt)) {
    const last = united.at(-1)
    if (last && startsAt <= last.endsAt) last.endsAt = Math.max(last.endsAt, endsAt) as Instant
    else united.push({ startsAt, endsAt })
  }
  return united
}

/** The hours of spans by their kind. */
export function countHours(clock: DutyClock, spans: readonly DutySpan[]): HoursByKind {
  const hours = noHours()
  for (const part of spans.flatMap((span) => splitDuty(clock, span)))
    hours[part.kind] += (part.endsAt - part.startsAt) / HOUR
  return hours
}

/** The same of many people by one clock: `parts` are what it cuts all of the time into that their spans lie in, which ascend. */
export function countHoursIn(parts: readonly DutyPart[], spans: readonly DutySpan[]): HoursByKind {
  const hours = noHours()
  let index = 0
  for (const { startsAt, endsAt } of spans) {
    while ((parts[index]?.endsAt ?? Number.POSITIVE_INFINITY) <= startsAt) index += 1
    for (let at = index; at < parts.length; at += 1) {
      const part = parts[at]
      if (!part || part.startsAt >= endsAt) break
      hours[part.kind] += (Math.min(part.endsAt, endsAt) - Math.max(part.startsAt, startsAt)) / HOUR
    }
  }
  return hours
}

export function weigh(hours: HoursByKind, weights: Weights): number {
  return DUTY_KINDS.reduce((sum, kind) => sum + hours[kind] * weights[kind], 0)
}

export function noHours(): HoursByKind {
  return { working: 0, weekday: 0, night: 0, weekend: 0, holiday: 0 }
}

export interface Balance extends Workload {
  /** Weighted hours more (or, negative, less) than the mean, in this span alone, and with what was carried into it. */
  difference: number
  carried: number
}

/**
 * How evenly a load is spread over `people`, who are all that share it, also those without any. `before` is what each carried into it.
 * Differences add up to nothing.
 */
export function calcBalance(
  people: readonly UserId[],
  loads: ReadonlyMap<UserId, Workload>,
  before: ReadonlyMap<UserId, number>,
): Balance[] {
  const all = people.map((user) => loads.get(user) ?? { user, hours: noHours(), weighted: 0 })
  const mean = all.length === 0 ? 0 : all.reduce((sum, { weighted }) => sum + weighted, 0) / all.length
  return all.map((load) => {
    const difference = load.weighted - mean
    return { ...load, difference, carried: (before.get(load.user) ?? 0) + difference }
  })
}
