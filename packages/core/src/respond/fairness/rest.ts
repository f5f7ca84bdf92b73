/**
 * Rest: nobody is on call for more than so many days in a row, and whoever was paged at night has some hours off afterwards. A day off
 * is a whole day, 24 hours without being on call: seven nights in a row are seven days in a row. Lengths are read on the wall clock of the
 * person's zone, so that a week of 169 hours is a week.
 */
import type { DurationMs, Instant, UserId } from '../../kernel/brand.ts'
import { after, DAY, HOUR } from '../../kernel/instant.ts'
import { wallAt } from '../wall-clock.ts'
import type { DutySpan } from './duty-hours.ts'

export interface RestRules {
  daysInARowMax: number
  /** How long after a page at night somebody is not on call; zero: no rule. */
  afterNightMs: DurationMs
}

export type RestBreach =
  | { kind: 'days_in_a_row'; user: UserId; startsAt: Instant; endsAt: Instant; days: number }
  /** On call from `startsAt` to `endsAt` though `pagedAt` was less than the rest before. */
  | { kind: 'rest_after_night'; user: UserId; startsAt: Instant; endsAt: Instant; pagedAt: Instant }

export interface PersonDuty {
  user: UserId
  zone: string
  /** Ascending and apart. */
  spans: readonly DutySpan[]
  /** When shifts begin that follow another without a pause; the beginnings of `spans` count anyway. */
  begins?: readonly Instant[]
  /** Pages at night, as the person's clock has it. */
  pagedAt: readonly Instant[]
}

export function findRestBreaches(duty: PersonDuty, rules: RestRules): RestBreach[] {
  return [...findLongRuns(duty, rules), ...findShortRests(duty, rules)].sort((a, b) => a.startsAt - b.startsAt)
}

/**
 * The breaches that are there `next` and were not, or were not as bad, `before`: what an edit brings about. Both are of the same time. Whoever
 * has no longer a run in it than they had, and no more days above the limit in all, has got nothing new, wherever the runs lie.
 */
export function listNewBreaches(
  before: readonly RestBreach[],
  next: readonly RestBreach[],
  rules: RestRules,
): RestBreach[] {
  const eased = new Set([...new Set(next.map(({ user }) => user))].filter((user) => isEased(user, before, next, rules)))
  return next.filter(
    (breach) =>
      !(breach.kind === 'days_in_a_row' && eased.has(breach.user)) && !before.some((known) => isNoWorse(breach, known)),
  )
}

function isEased(
  user: UserId,
  before: readonly RestBreach[],
  next: readonly RestBreach[],
  { daysInARowMax }: RestRules,
): boolean {
  const [had, has] = [before, next].map((breaches) => {
    const runs = breaches.flatMap((each) => (each.kind === 'days_in_a_row' && each.user === user ? [each.days] : []))
    return { longest: Math.max(0, ...runs), over: runs.reduce((sum, days) => sum + days - daysInARowMax, 0) }
  })
  return had !== undefined && has !== undefined && has.longest <= had.longest && has.over <= had.over
}

/** Runs of duty, from the first span to the last that follows it within a day, which is too short to be one off. */
export function listRuns(spans: readonly DutySpan[], zone: string): DutySpan[] {
  const runs: DutySpan[] = []
  for (const { startsAt, endsAt } of spans) {
    const last = runs.at(-1)
    if (last && !isDayOff(last.endsAt, startsAt, zone)) last.endsAt = endsAt
    else runs.push({ startsAt, endsAt })
  }
  return runs
}

/** A day on which the clocks go forward is a day off though it has 23 hours. */
function isDayOff(from: Instant, to: Instant, zone: string): boolean {
  return to - from >= DAY || (to - from >= DAY - CLOCK_CHANGE && wallAt(to, zone) - wallAt(from, zone) >= DAY)
}

/**
 * A schedule hands over by its own clock, and the person may live by another: a week of theirs has 169 hours where the schedule's clock goes
 * back and theirs does not. No clock is set back by more than two hours.
 */
const CLOCK_CHANGE = 2 * HOUR

function findLongRuns({ user, zone, spans }: PersonDuty, { daysInARowMax }: RestRules): RestBreach[] {
  return listRuns(spans, zone).flatMap(({ startsAt, endsAt }) => {
    const days = (wallAt(endsAt, zone) - wallAt(startsAt, zone) - CLOCK_CHANGE) / DAY
    return days > daysInARowMax ? [{ kind: 'days_in_a_row', user, startsAt, endsAt, days: Math.ceil(days) }] : []
  })
}

/**
 * A shift that begins after the page and within the rest counts, also without a pause between the two: one of another schedule, or another one
 * of the same (of another layer, by an override, in a temporary schedule). The shift in which the page came goes on until its end, and does
 * not count for that. So does one of several turns of the same person that follow each other in one layer: they are one shift.
 */
function findShortRests({ user, spans, begins = [], pagedAt }: PersonDuty, { afterNightMs }: RestRules): RestBreach[] {
  const all = [...new Set([...spans.map(({ startsAt }) => startsAt), ...begins])].sort((a, b) => a - b)
  return pagedAt.flatMap((page): RestBreach[] => {
    const until = after(page, afterNightMs)
    const startsAt = all.find((begin) => begin > page && begin < until)
    const span = spans.find((each) => startsAt !== undefined && each.startsAt <= startsAt && startsAt < each.endsAt)
    if (startsAt === undefined || !span) return []
    const endsAt = Math.min(span.endsAt, until) as Instant
    return [{ kind: 'rest_after_night', user, startsAt, endsAt, pagedAt: page }]
  })
}

/** Whether what was known is as bad already: a run as long that begins a little earlier or later is the same one. */
function isNoWorse(breach: RestBreach, known: RestBreach): boolean {
  if (known.user !== breach.user || known.endsAt <= breach.startsAt || breach.endsAt <= known.startsAt) return false
  if (known.kind === 'days_in_a_row') return breach.kind === 'days_in_a_row' && breach.days <= known.days
  return breach.kind === 'rest_after_night' && breach.pagedAt === known.pagedAt && known.startsAt <= breach.startsAt
}
