/** Who is on call how much: what the routes of fairness calculate with. */
import type { DurationMs, Instant, ScheduleId, UserId } from '@tocsin/core/kernel/brand.ts'
import { after, DAY, formatInstant, HOUR } from '@tocsin/core/kernel/instant.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'
import type { Schedule } from '@tocsin/core/people/schedule.ts'
import { dateOf } from '@tocsin/core/respond/calendar-days.ts'
import { type DutySpan, kindAt } from '@tocsin/core/respond/fairness/duty-hours.ts'
import { findRestBreaches, type RestBreach } from '@tocsin/core/respond/fairness/rest.ts'
import {
  type Balance,
  calcBalance,
  calcDutySpans,
  countHours,
  noHours,
  type Workload,
  weigh,
} from '@tocsin/core/respond/fairness/workload.ts'
import { mayAnyBeOnCall } from '@tocsin/core/respond/may-be-on-call.ts'
import { wallAt } from '@tocsin/core/respond/wall-clock.ts'
import { type Kysely, sql } from 'kysely'
import type { Schema } from '../../shell/database/schema.ts'
import { clockOf, onCallSettingOf, restRulesOf } from './on-call-setting.ts'

/** More than these nobody calculates in one answer. */
const SCHEDULES_MAX = 200
const PAGES_MAX = 50_000
/** At noon the night is over on everybody's clock. */
const NIGHT_ENDS_BEFORE = 12 * HOUR

export interface Window {
  from: Instant
  to: Instant
}

export function chosenSchedules(directory: Directory, id: string | undefined): Schedule[] {
  const all = [...directory.schedules.values()].filter((schedule) => id === undefined || schedule.id === id)
  return all.sort((a, b) => (a.name < b.name ? -1 : 1)).slice(0, SCHEDULES_MAX)
}

/** The load of everybody who is on call in a span. */
export function calcLoads(directory: Directory, schedules: readonly Schedule[], window: Window): Map<UserId, Workload> {
  const { weights } = onCallSettingOf(directory)
  const loads = [...calcDutySpans(directory, schedules, window)].map(([user, spans]): Workload => {
    const hours = countHours(clockOf(directory, directory.users.get(user) ?? { zone: 'UTC' }), spans)
    return { user, hours, weighted: weigh(hours, weights) }
  })
  return new Map(loads.map((load) => [load.user, load]))
}

/** The balance of a span over everybody who was on call in it or in the one before, with what that one carries into it. */
export function calcBalanceOf(
  directory: Directory,
  schedules: readonly Schedule[],
  { window, before }: { window: Window; before: Window },
): Balance[] {
  const [past, loads] = [calcLoads(directory, schedules, before), calcLoads(directory, schedules, window)]
  const people = [...new Set([...past.keys(), ...loads.keys()])].filter((user) => directory.users.has(user))
  const carried = new Map(calcBalance(people, past, new Map()).map(({ user, difference }) => [user, difference]))
  return calcBalance(people, loads, carried).sort((a, b) => b.weighted - a.weighted)
}

export function findBreaches(
  directory: Directory,
  schedules: readonly Schedule[],
  window: Window,
  nights: ReadonlyMap<UserId, Instant[]>,
): RestBreach[] {
  const rules = restRulesOf(onCallSettingOf(directory))
  const reach = (rules.daysInARowMax + 2) * DAY
  const wide = { from: (window.from - reach) as Instant, to: after(window.to, reach as DurationMs) }
  return [...calcDutySpans(directory, schedules, wide)]
    .flatMap(([user, spans]) => {
      const zone = directory.users.get(user)?.zone ?? 'UTC'
      return findRestBreaches({ user, zone, spans, pagedAt: nights.get(user) ?? [] }, rules)
    })
    .filter(({ startsAt, endsAt }) => endsAt > window.from && startsAt < window.to)
    .sort((a, b) => a.startsAt - b.startsAt)
}

/** When people were paged at night, by their own clocks. */
export async function loadNightPages(
  db: Kysely<Schema>,
  directory: Directory,
  { from, to }: Window,
): Promise<Map<UserId, Instant[]>> {
  const { rows } = await sql<{ user: UserId; at: Instant }>`
    select data ->> 'user' as user, at from facts
    where at >= ${formatInstant(from)}::timestamptz and at < ${formatInstant(to)}::timestamptz and type = 'PageRequested'
    order by at limit ${PAGES_MAX}`.execute(db)
  const nights = rows.filter(({ user, at }) => {
    const person = directory.users.get(user)
    // A night of the weekend is a night too.
    return (
      person &&
      kindAt({ ...clockOf(directory, person), hours: nightsOnly(directory), holidays: new Set() }, at) === 'night'
    )
  })
  return new Map([...Map.groupBy(nights, ({ user }) => user)].map(([user, all]) => [user, all.map(({ at }) => at)]))
}

/** Nights with pages: several pages of one night, which begins on one day and ends on the next, are one. */
export function countNights(
  directory: Directory,
  nights: ReadonlyMap<UserId, readonly Instant[]>,
): Map<UserId, number> {
  return new Map(
    [...nights].map(([user, pages]) => {
      const zone = directory.users.get(user)?.zone ?? 'UTC'
      return [user, new Set(pages.map((at) => dateOf(wallAt(at, zone) - NIGHT_ENDS_BEFORE))).size]
    }),
  )
}

function nightsOnly(directory: Directory) {
  const { working, night } = onCallSettingOf(directory)
  return { working, night, weekend: [] }
}

/** When people are on call in other schedules than one. */
export function spansElsewhere(
  directory: Directory,
  { users, id }: { users: readonly UserId[]; id: ScheduleId | undefined },
  window: Window,
): Map<UserId, DutySpan[]> {
  const people = new Set(users)
  const others = [...directory.schedules.values()].filter(
    (schedule) => schedule.id !== id && mayAnyBeOnCall(directory, schedule, people),
  )
  return calcDutySpans(directory, others, window)
}

export function emptyLoad(user: UserId): Workload {
  return { user, hours: noHours(), weighted: 0 }
}
