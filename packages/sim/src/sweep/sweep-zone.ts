/**
 * One zone, at every change of its clocks: rotations by hours, days and weeks are compared with a naive expansion, handoff by handoff from
 * the anchor, that shares no code with the calculation; and their shifts have to fill the time without a hole or an overlap, in order.
 * Rotations by months, and hours of the week in which clocks change, are compared with what the simulator's auditor says.
 */
import type { Instant, ScheduleId, UserId } from '@tocsin/core/kernel/brand.ts'
import { DAY, HOUR, MINUTE } from '@tocsin/core/kernel/instant.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'
import type { Restriction, Roster, Schedule, ScheduleLayer } from '@tocsin/core/people/schedule.ts'
import { calcOnCall, calcShifts } from '@tocsin/core/respond/on-call.ts'
import { onDuty } from '../auditor/duty.ts'
import { firstShowing, wallAt } from '../auditor/local-time.ts'
import { Random } from '../world/random.ts'

export interface Finding {
  zone: string
  at: string
  what: string
}

const PEOPLE = ['a', 'b', 'c', 'd', 'e'] as UserId[]
const ALONE: Roster = { teams: new Map(), schedules: new Map() }
const LAST = Date.UTC(2038, 0, 1)

const CHANGES_OF_ZONE = 4

/** From the change. */
const MOMENTS = [0, 1, -1, 30 * MINUTE, -30 * MINUTE, HOUR, -HOUR, 2 * HOUR, 5 * HOUR, -5 * HOUR, 25 * HOUR]

interface Step {
  every: ScheduleLayer['every']
  ms: number
  time: string
}

const STEPS: readonly Step[] = [
  { every: { count: 1, unit: 'hour' }, ms: HOUR, time: '00:00' },
  { every: { count: 1, unit: 'hour' }, ms: HOUR, time: '00:30' },
  { every: { count: 6, unit: 'hour' }, ms: 6 * HOUR, time: '02:30' },
  { every: { count: 1, unit: 'day' }, ms: DAY, time: '00:00' },
  { every: { count: 1, unit: 'day' }, ms: DAY, time: '02:30' },
  { every: { count: 1, unit: 'week' }, ms: 7 * DAY, time: '01:30' },
]

/** What is not always on duty, or not every so many milliseconds. Anchors lie some weeks before the change. */
const SHAPES: readonly Pick<ScheduleLayer, 'every' | 'restrictions' | 'offDays'>[] = [
  { every: { count: 1, unit: 'month' }, restrictions: [] },
  { every: { count: 1, unit: 'hour' }, restrictions: onDays([1, 2, 3, 4, 5, 6, 7], '00:00', '02:30') },
  { every: { count: 1, unit: 'day' }, restrictions: onDays([4, 5, 6, 7], '22:00', '02:30') },
  { every: { count: 1, unit: 'week' }, restrictions: onDays([7], '02:00', '03:00') },
  { every: { count: 2, unit: 'day' }, restrictions: onDays([6, 7], '00:00', '24:00'), offDays: 'use_turn' },
]

function onDays(weekdays: readonly number[], from: string, to: string): Restriction[] {
  return weekdays.map((weekday) => ({ weekday, from, to }))
}

/** All zones whose clocks were or will be changed in these years. */
export function listChangingZones(): string[] {
  changingZones ??= Intl.supportedValuesOf('timeZone').filter((zone) => listChanges(zone).length > 0)
  return changingZones
}

let changingZones: string[] | undefined

/** Some of them, and of each some changes: the same for the same seed. */
export function sampleChanges(seed: number, zonesCount: number): { zone: string; change: number }[] {
  const random = new Random(seed)
  const zones = random.shuffle(listChangingZones()).slice(0, zonesCount)
  return zones.flatMap((zone) =>
    random
      .shuffle(listChanges(zone))
      .slice(0, CHANGES_OF_ZONE)
      .map((change) => ({ zone, change })),
  )
}

/** The changes of a zone's clocks from 1970 up to 2037, forward or back. */
export function listChanges(zone: string): number[] {
  const changes: number[] = []
  let next = new Temporal.ZonedDateTime(0n, zone).getTimeZoneTransition('next')
  while (next !== null && next.epochMilliseconds < LAST) {
    changes.push(next.epochMilliseconds)
    next = next.getTimeZoneTransition('next')
  }
  return changes
}

export function sweepChange(zone: string, change: number): Finding[] {
  const sweeps = [
    ...STEPS.map((step) => sweepStep(zone, change, step)),
    ...SHAPES.map((_, i) => sweepShape(zone, change, i)),
  ]
  return sweeps.flat().map((what) => ({ zone, at: new Date(change).toISOString(), what }))
}

function sweepStep(zone: string, change: number, step: Step): string[] {
  const anchorDay = Math.floor((wallAt(zone, change) - (step.ms > DAY ? 7 : 2) * DAY) / DAY) * DAY
  const anchor = `${new Date(anchorDay).toISOString().slice(0, 10)}T${step.time}`
  const schedule = scheduleOf({ zone, every: step.every, anchor, restrictions: [] }, change)
  const wall = anchorDay + timeOf(step.time)
  const naive = expand(zone, { wall, ms: step.ms, count: Math.ceil((11 * DAY) / step.ms) + 2 })
  const what = `${step.every.count} ${step.every.unit} ${step.time}`
  return [...compare(schedule, naive, change), ...checkPartition(schedule, change)].map((found) => `${what}: ${found}`)
}

/** Months from the last day of one, so that it is cut to others' length. */
function sweepShape(zone: string, change: number, index: number): string[] {
  const { every = { count: 1, unit: 'day' }, restrictions = [], ...rest } = SHAPES[index] ?? {}
  const isMonthly = every.unit === 'month'
  const year = new Date(wallAt(zone, change)).getUTCFullYear()
  const first = isMonthly ? Date.UTC(year - 1, 11, 31) : wallAt(zone, change) - 16 * DAY
  const anchor = new Date(first).toISOString().slice(0, 10)
  const schedule = scheduleOf({ zone, every, restrictions, ...rest, anchor: `${anchor}T02:30` }, change)
  const shifts = calcShifts(ALONE, schedule, (change - 3 * DAY) as Instant, (change + 32 * DAY) as Instant)
  const isLong = isMonthly || every.unit === 'week'
  const near = shifts.filter(({ startsAt }) => isLong || startsAt < change + 3 * DAY)
  const wrong = near.flatMap(({ startsAt, endsAt, people }) =>
    [startsAt, (endsAt - 1) as Instant].filter((at) => !isMeant(schedule, at, people)),
  )
  const asked = MOMENTS.map((offset) => (change + offset) as Instant).filter(
    (at) => !isMeant(schedule, at, calcOnCall(ALONE, schedule, at).people),
  )
  const what = `${every.count} ${every.unit} ${restrictions.map(({ from, to }) => `${from}-${to}`)[0] ?? 'always'}`
  return [...wrong, ...asked].map((at) => `${what}: the auditor means somebody else at ${new Date(at).toISOString()}`)
}

function isMeant(schedule: Schedule, at: Instant, people: readonly { user: UserId }[]): boolean {
  const meant = onDuty(ALONE as Directory, schedule, at)
  return meant.join() === people.map(({ user }) => user).join()
}

function scheduleOf(layer: Omit<ScheduleLayer, 'turns'>, change: number): Schedule {
  const turns = PEOPLE.map((user) => [user])
  const startsAt = (change - 20 * DAY) as Instant
  const { zone } = layer
  return { ...{ id: 'x' as ScheduleId, name: 'x', zone }, layers: [{ ...layer, turns, startsAt }], overrides: [] }
}

/** Handoffs by the naive way: one after the other, each with the number of its turn. */
function expand(zone: string, { wall, ms, count }: { wall: number; ms: number; count: number }) {
  const instants = Array.from({ length: count + 1 }, (_, index) => firstShowing(zone, wall + index * ms))
  const periods: { from: number; to: number; turn: number }[] = []
  for (let index = 0; index < count; index += 1) {
    const [from = 0, to = 0] = [instants[index], instants[index + 1]]
    // A period that the clocks swallow is nobody's.
    if (from < to) periods.push({ from, to, turn: periods.length })
  }
  return periods
}

function compare(schedule: Schedule, periods: ReturnType<typeof expand>, change: number): string[] {
  return MOMENTS.flatMap((offset) => {
    const moment = change + offset
    const period = periods.find(({ from, to }) => from <= moment && moment < to)
    if (!period) return []
    const expected = PEOPLE[period.turn % PEOPLE.length]
    const { people } = calcOnCall(ALONE, schedule, moment as Instant)
    return people.length === 1 && people[0]?.user === expected
      ? []
      : [`at ${new Date(moment).toISOString()} ${expected} is meant, not ${people.map(({ user }) => user).join('+')}`]
  })
}

function checkPartition(schedule: Schedule, change: number): string[] {
  const [from, to] = [change - 2 * DAY, change + 2 * DAY] as [Instant, Instant]
  const shifts = calcShifts(ALONE, schedule, from, to)
  const problems: string[] = []
  if (shifts[0]?.startsAt !== from || shifts.at(-1)?.endsAt !== to) problems.push('the ends are open')
  for (const [index, shift] of shifts.entries()) {
    const next = shifts[index + 1]
    if (shift.people.length !== 1) problems.push(`${shift.people.length} people at once`)
    if (shift.startsAt >= shift.endsAt || (next && next.startsAt !== shift.endsAt))
      problems.push('a hole or an overlap')
    const [now, then] = [shift, next].map((each) => PEOPLE.indexOf(each?.people[0]?.user ?? ('' as UserId)))
    if (next && now !== undefined && then !== (now + 1) % PEOPLE.length) problems.push('the order skips somebody')
  }
  return problems
}

function timeOf(text: string): number {
  const [hours = 0, minutes = 0] = text.split(':').map(Number)
  return hours * HOUR + minutes * MINUTE
}
