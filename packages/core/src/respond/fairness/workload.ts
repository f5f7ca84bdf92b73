/**
 * How much each person is on call, over all schedules: whoever is on in two at once is on once. Hours are weighed by their kind, so that
 * a night is more than an afternoon; what somebody has done more or less than the others is carried from quarter to quarter.
 */
import type { Instant, UserId } from '../../kernel/brand.ts'
import { HOUR } from '../../kernel/instant.ts'
import type { Roster, Schedule } from '../../people/schedule.ts'
import { calcShifts } from '../on-call.ts'
import { DUTY_KINDS, type DutyClock, type DutyKind, type DutySpan, splitDuty } from './duty-hours.ts'

export type HoursByKind = Record<DutyKind, number>
export type Weights = HoursByKind

export const USUAL_WEIGHTS: Weights = { working: 0.5, weekday: 1, night: 2, weekend: 1.5, holiday: 2 }

export interface Workload {
  user: UserId
  hours: HoursByKind
  weighted: number
}

/** When each person is on call in [`from`, `to`), in any of the schedules: spans that ascend and stand apart. */
export function calcDutySpans(
  roster: Roster,
  schedules: Iterable<Schedule>,
  { from, to }: { from: Instant; to: Instant },
): Map<UserId, DutySpan[]> {
  const spans = new Map<UserId, DutySpan[]>()
  for (const schedule of schedules) {
    for (const { startsAt, endsAt, people } of calcShifts(roster, schedule, from, to)) {
      for (const { user } of people) spans.set(user, [...(spans.get(user) ?? []), { startsAt, endsAt }])
    }
  }
  return new Map([...spans].map(([user, all]) => [user, uniteSpans(all)]))
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
