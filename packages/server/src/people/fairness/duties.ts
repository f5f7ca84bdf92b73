/** Who is on call how much: what the routes of fairness calculate with. */
import type { DurationMs, Instant, ScheduleId, UserId } from '@tocsin/core/kernel/brand.ts'
import { after, DAY, formatInstant, HOUR } from '@tocsin/core/kernel/instant.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'
import type { Schedule } from '@tocsin/core/people/schedule.ts'
import { dateOf } from '@tocsin/core/respond/calendar-days.ts'
import { type DutyPart, type DutySpan, kindAt, splitDuty } from '@tocsin/core/respond/fairness/duty-hours.ts'
import { findRestBreaches, type RestBreach } from '@tocsin/core/respond/fairness/rest.ts'
import {
  type Balance,
  calcBalance,
  calcDuties,
  calcDutySpans,
  countHoursIn,
  gatherDuties,
  noHours,
  type PersonDuties,
  uniteSpans,
  type Workload,
  weigh,
} from '@tocsin/core/respond/fairness/workload.ts'
import { mayAnyBeOnCall } from '@tocsin/core/respond/may-be-on-call.ts'
import type { Shift } from '@tocsin/core/respond/on-call.ts'
import { calcRecordedShifts } from '@tocsin/core/respond/on-call-record.ts'
import { wallAt } from '@tocsin/core/respond/wall-clock.ts'
import { type Kysely, sql } from 'kysely'
import type { Schema } from '../../shell/database/schema.ts'
import { listFacts, listRecords } from '../on-call/on-call-record.queries.ts'
import { listShiftsOfMany } from '../on-call/recorded-on-call.ts'
import { clockOf, onCallSettingOf, restRulesOf } from './on-call-setting.ts'

/** Of so many at once the record is read: whoever waits for something else gets their turn in between. */
const READ_AT_ONCE = 100
const PAGES_MAX = 50_000
/** At noon the night is over on everybody's clock. */
const NIGHT_ENDS_BEFORE = 12 * HOUR

export interface Window {
  from: Instant
  to: Instant
}

/** All, or the one that is named. */
export function chosenSchedules(directory: Directory, id: string | undefined): Schedule[] {
  return [...directory.schedules.values()].filter((schedule) => id === undefined || schedule.id === id)
}

/** The load of everybody who is on call in a span, as the schedules of today say. */
export function calcLoads(directory: Directory, schedules: readonly Schedule[], window: Window): Map<UserId, Workload> {
  return loadsOf(directory, calcDutySpans(directory, schedules, window), window)
}

export interface DutySource {
  db: Kysely<Schema>
  directory: Directory
  now: Instant
}

/**
 * The shifts of a span: of the past as they were written down, in schedules too that are deleted by now. `schedule` names one of them alone.
 */
export async function loadShifts(source: DutySource, schedule: string | undefined, window: Window): Promise<Shift[]> {
  return (await loadShiftsOfEach(source, schedule, window)).flat()
}

async function loadShiftsOfEach(
  { db, directory, now }: DutySource,
  schedule: string | undefined,
  { from, to }: Window,
): Promise<Shift[][]> {
  const found: Shift[][] = []
  const chosen = chosenSchedules(directory, schedule)
  for (let index = 0; index < chosen.length; index += READ_AT_ONCE)
    for (const shifts of await listShiftsOfMany({ db, directory, now }, chosen.slice(index, index + READ_AT_ONCE), {
      from,
      to,
    }))
      found.push(shifts)
  if (from >= now) return found
  for (const { schedule: id, until } of await listRecords(db)) {
    if (directory.schedules.has(id) || (schedule !== undefined && id !== schedule) || until <= from) continue
    found.push(calcRecordedShifts({ facts: await listFacts(db, id, from, to), until }, () => [], from, to))
  }
  return found
}

/** The load of everybody who is on call in a span: of the past who really was. `schedule` names one alone, which may be deleted by now. */
export async function loadLoads(
  source: DutySource,
  schedule: string | undefined,
  window: Window,
): Promise<Map<UserId, Workload>> {
  return loadsOf(source.directory, spansOf(await loadShifts(source, schedule, window)), window)
}

/** When each person is on call in some shifts: spans that ascend and stand apart. */
export function spansOf(shifts: readonly Shift[]): Map<UserId, DutySpan[]> {
  const spans = new Map<UserId, DutySpan[]>()
  for (const { startsAt, endsAt, people } of shifts)
    for (const { user } of people) {
      const theirs = spans.get(user) ?? []
      spans.set(user, theirs)
      theirs.push({ startsAt, endsAt })
    }
  return new Map([...spans].map(([user, all]) => [user, uniteSpans(all)]))
}

function loadsOf(
  directory: Directory,
  spans: ReadonlyMap<UserId, readonly DutySpan[]>,
  { from, to }: Window,
): Map<UserId, Workload> {
  const { weights } = onCallSettingOf(directory)
  const byClock = new Map<string, DutyPart[]>()
  const loads = [...spans].map(([user, all]): Workload => {
    // Zone by zone, because nothing else tells the clocks of two people apart.
    const clock = clockOf(directory, directory.users.get(user) ?? { zone: 'UTC' })
    const parts = byClock.get(clock.zone) ?? splitDuty(clock, { startsAt: from, endsAt: to })
    byClock.set(clock.zone, parts)
    const hours = countHoursIn(parts, all)
    return { user, hours, weighted: weigh(hours, weights) }
  })
  return new Map(loads.map((load) => [load.user, load]))
}

/** The balance of a span over everybody who was on call in it or in the one before, with what that one carries into it. */
export async function loadBalance(
  source: DutySource,
  schedule: string | undefined,
  { window, before }: { window: Window; before: Window },
): Promise<Balance[]> {
  const { directory } = source
  const [past, loads] = [await loadLoads(source, schedule, before), await loadLoads(source, schedule, window)]
  const people = [...new Set([...past.keys(), ...loads.keys()])].filter((user) => directory.users.has(user))
  const carried = new Map(calcBalance(people, past, new Map()).map(({ user, difference }) => [user, difference]))
  return calcBalance(people, loads, carried).sort((a, b) => b.weighted - a.weighted)
}

/** What breaks the rules of rest in a span by the schedules as they are, the past included. */
export function findBreaches(
  directory: Directory,
  schedules: readonly Schedule[],
  window: Window,
  nights: ReadonlyMap<UserId, Instant[]>,
): RestBreach[] {
  const duties = calcDuties(directory, schedules, widened(directory, window))
  return breachesOf(directory, duties, { window, nights })
}

/** The same with the past as it really was. `schedule` names one alone. */
export async function loadBreaches(
  source: DutySource,
  schedule: string | undefined,
  { window, nights }: { window: Window; nights: ReadonlyMap<UserId, Instant[]> },
): Promise<RestBreach[]> {
  const { directory } = source
  const shifts = await loadShiftsOfEach(source, schedule, widened(directory, window))
  return breachesOf(directory, gatherDuties(shifts), { window, nights })
}

/** A run that reaches into a span may have begun before it. */
function widened(directory: Directory, { from, to }: Window): Window {
  const reach = ((restRulesOf(onCallSettingOf(directory)).daysInARowMax + 2) * DAY) as DurationMs
  return { from: (from - reach) as Instant, to: after(to, reach) }
}

function breachesOf(
  directory: Directory,
  duties: ReadonlyMap<UserId, PersonDuties>,
  { window, nights }: { window: Window; nights: ReadonlyMap<UserId, Instant[]> },
): RestBreach[] {
  const rules = restRulesOf(onCallSettingOf(directory))
  return [...duties]
    .flatMap(([user, { spans, begins }]) => {
      const zone = directory.users.get(user)?.zone ?? 'UTC'
      return findRestBreaches({ user, zone, spans, begins, pagedAt: nights.get(user) ?? [] }, rules)
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

/** When people are on call in other schedules than one: of the past when they really were. */
export async function loadSpansElsewhere(
  { db, directory, now }: DutySource,
  { users, id }: { users: readonly UserId[]; id: ScheduleId | undefined },
  window: Window,
): Promise<Map<UserId, DutySpan[]>> {
  const people = new Set(users)
  const others = [...directory.schedules.values()].filter(
    (schedule) => schedule.id !== id && mayAnyBeOnCall(directory, schedule, people),
  )
  return spansOf((await listShiftsOfMany({ db, directory, now }, others, window)).flat())
}

export function emptyLoad(user: UserId): Workload {
  return { user, hours: noHours(), weighted: 0 }
}
