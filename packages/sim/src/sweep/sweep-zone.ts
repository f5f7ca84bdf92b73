/**
 * One zone, at every change of its clocks: rotations that go on round the clock are compared with a naive expansion, handoff by handoff from
 * the anchor, and their shifts have to fill the time without a hole or an overlap, in order. Rotations by months, and those with hours of
 * the week, are compared with two others: with the naive expansion of the core's tests and with the simulator's auditor. None of the three
 * shares code with the calculation, nor with each other.
 */
import type { Instant, ScheduleId, UserId } from '@tocsin/core/kernel/brand.ts'
import { DAY, HOUR, MINUTE } from '@tocsin/core/kernel/instant.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'
import type { Restriction, Roster, Schedule, ScheduleLayer } from '@tocsin/core/people/schedule.ts'
import { calcOnCall, calcShifts } from '@tocsin/core/respond/on-call.ts'
import { expandSchedule } from '@tocsin/core/respond/testing/naive-schedule.ts'
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

/** What is not always on duty, or not every so many milliseconds. */
interface Shape extends Pick<ScheduleLayer, 'every' | 'restrictions' | 'offDays'> {
  time: string
  /** Of the month before which a rotation by months has its anchor: from the 31st it is cut to others' length. By others it is some weeks ago. */
  day?: 1 | 31
}

const ALL_DAYS = [1, 2, 3, 4, 5, 6, 7]
const WORKDAYS = [1, 2, 3, 4, 5]
const LONG_WEEKEND: Restriction = { weekday: 5, from: '20:00', to: '08:00', toWeekday: 1 }

const SHAPES: readonly Shape[] = [
  { every: { count: 1, unit: 'month' }, time: '02:30', day: 31, restrictions: [] },
  { every: { count: 1, unit: 'month' }, time: '00:00', day: 1, restrictions: [] },
  { every: { count: 2, unit: 'month' }, time: '09:00', day: 31, restrictions: onDays(WORKDAYS, '09:00', '17:00') },
  { every: { count: 1, unit: 'month' }, time: '01:30', day: 31, restrictions: [LONG_WEEKEND] },
  { every: { count: 1, unit: 'hour' }, time: '02:30', restrictions: onDays(ALL_DAYS, '00:00', '02:30') },
  { every: { count: 12, unit: 'hour' }, time: '02:30', restrictions: onDays(ALL_DAYS, '22:00', '06:00') },
  { every: { count: 5, unit: 'hour' }, time: '02:30', restrictions: onDays(WORKDAYS, '08:00', '08:00') },
  { every: { count: 1, unit: 'day' }, time: '02:30', restrictions: onDays([4, 5, 6, 7], '22:00', '02:30') },
  { every: { count: 1, unit: 'day' }, time: '09:00', restrictions: onDays(WORKDAYS, '20:00', '08:00') },
  { every: { count: 1, unit: 'week' }, time: '02:30', restrictions: onDays([7], '02:00', '03:00') },
  { every: { count: 1, unit: 'week' }, time: '01:30', restrictions: [LONG_WEEKEND] },
  {
    ...{ every: { count: 2, unit: 'day' }, time: '02:30', restrictions: onDays([6, 7], '00:00', '24:00') },
    offDays: 'use_turn',
  },
]

function onDays(weekdays: readonly number[], from: string, to: string): Restriction[] {
  return weekdays.map((weekday) => ({ weekday, from, to }))
}

/** What the calculation reads of a schedule; another one than was written shows whether the sweep would find a mistake. */
export type Reading = (schedule: Schedule) => Schedule
const AS_WRITTEN: Reading = (schedule) => schedule

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

export function sweepChange(zone: string, change: number, read = AS_WRITTEN): Finding[] {
  const at = { zone, change, read }
  const sweeps = [...STEPS.map((step) => sweepStep(at, step)), ...SHAPES.map((shape) => sweepShape(at, shape))]
  return sweeps.flat().map((what) => ({ zone, at: new Date(change).toISOString(), what }))
}

interface Swept {
  zone: string
  change: number
  read: Reading
}

function sweepStep({ zone, change, read }: Swept, step: Step): string[] {
  const anchorDay = Math.floor((wallAt(zone, change) - (step.ms > DAY ? 7 : 2) * DAY) / DAY) * DAY
  const anchor = `${new Date(anchorDay).toISOString().slice(0, 10)}T${step.time}`
  const schedule = read(scheduleOf({ zone, every: step.every, anchor, restrictions: [] }, change))
  const wall = anchorDay + timeOf(step.time)
  const naive = expand(zone, { wall, ms: step.ms, count: Math.ceil((11 * DAY) / step.ms) + 2 })
  const what = `${step.every.count} ${step.every.unit} ${step.time}`
  return [...compare(schedule, naive, change), ...checkPartition(schedule, change)].map((found) => `${what}: ${found}`)
}

function sweepShape({ zone, change, read }: Swept, { time, day, ...rest }: Shape): string[] {
  const { every, restrictions } = rest
  const year = new Date(wallAt(zone, change)).getUTCFullYear()
  const first = day === undefined ? wallAt(zone, change) - 16 * DAY : Date.UTC(year - 1, 11, day)
  const anchor = `${new Date(first).toISOString().slice(0, 10)}T${time}`
  const written = scheduleOf({ zone, anchor, ...rest }, change)
  const schedule = read(written)
  const isLong = every.unit === 'month' || every.unit === 'week'
  const [from, to] = [(change - 3 * DAY) as Instant, (change + (isLong ? 32 : 4) * DAY) as Instant]
  const shifts = calcShifts(ALONE, schedule, from, to)
  const said = [
    ...shifts.flatMap(({ startsAt, endsAt, people }) => [
      { at: startsAt, people },
      { at: (endsAt - 1) as Instant, people },
    ]),
    ...MOMENTS.map((offset) => (change + offset) as Instant).map((at) => ({
      ...{ at, people: calcOnCall(ALONE, schedule, at).people },
    })),
  ]
  const naive = expandSchedule(ALONE, written, from, to)
  const what = `${every.count} ${every.unit} ${time} ${restrictions.map((each) => `${each.from}-${each.to}`)[0] ?? 'always'}`
  return [
    ...said.flatMap(({ at, people }) => {
      const wrong = [
        ...(isSame(onDuty(ALONE as Directory, written, at), people) ? [] : ['the auditor']),
        ...(isSame(
          naive(at).map(({ user }) => user),
          people,
        )
          ? []
          : ['the naive expansion']),
      ]
      return wrong.map((who) => `${what}: ${who} means somebody else at ${new Date(at).toISOString()}`)
    }),
    ...(restrictions.length === 0 ? checkPartition(schedule, change).map((found) => `${what}: ${found}`) : []),
  ]
}

function isSame(meant: readonly UserId[], people: readonly { user: UserId }[]): boolean {
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
