/**
 * One zone, at every change of its clocks: rotations by hours, days and weeks are compared with a naive expansion, handoff by handoff from
 * the anchor, that shares no code with the calculation; and their shifts have to fill the time without a hole or an overlap, in order.
 */
import type { Instant, UserId } from '@tocsin/core/kernel/brand.ts'
import { DAY, HOUR, MINUTE } from '@tocsin/core/kernel/instant.ts'
import type { Roster, Schedule, ScheduleLayer } from '@tocsin/core/people/schedule.ts'
import { calcOnCall, calcShifts } from '@tocsin/core/respond/on-call.ts'
import { firstShowing, rememberingClock, wallAt } from '../auditor/local-time.ts'

export interface Finding {
  zone: string
  at: string
  what: string
}

const PEOPLE = ['a', 'b', 'c', 'd', 'e'] as UserId[]
const ALONE: Roster = { teams: new Map(), schedules: new Map() }
const LAST = Date.UTC(2038, 0, 1)

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
  const read = rememberingClock()
  return STEPS.flatMap((step) => {
    const anchorDay = Math.floor((wallAt(zone, change) - (step.ms > DAY ? 7 : 2) * DAY) / DAY) * DAY
    const anchor = new Date(anchorDay).toISOString().slice(0, 10)
    const layer = { zone, every: step.every, anchor: `${anchor}T${step.time}`, restrictions: [] }
    const turns = PEOPLE.map((user) => [user])
    const startsAt = (change - 20 * DAY) as Instant
    const schedule = {
      id: 'x',
      name: 'x',
      zone,
      layers: [{ ...layer, turns, startsAt }],
      overrides: [],
    } as unknown as Schedule
    const wall = anchorDay + timeOf(step.time)
    const naive = expand(zone, read, { wall, ms: step.ms, count: Math.ceil((11 * DAY) / step.ms) + 2 })
    const what = `${step.every.count} ${step.every.unit} ${step.time}`
    return [...compare(schedule, naive, change), ...checkPartition(schedule, change)].map((problem) => ({
      ...{ zone, at: new Date(change).toISOString() },
      what: `${what}: ${problem}`,
    }))
  })
}

/** Handoffs by the naive way: one after the other, each with the number of its turn. */
function expand(zone: string, read: typeof wallAt, { wall, ms, count }: { wall: number; ms: number; count: number }) {
  const instants = Array.from({ length: count + 1 }, (_, index) => firstShowing(zone, wall + index * ms, read))
  const periods: { from: number; to: number; turn: number }[] = []
  for (let index = 0; index < count; index += 1) {
    const [from = 0, to = 0] = [instants[index], instants[index + 1]]
    // A period that the clocks swallow is nobody's.
    if (from < to) periods.push({ from, to, turn: periods.length })
  }
  return periods
}

function compare(schedule: Schedule, periods: ReturnType<typeof expand>, change: number): string[] {
  const moments = [0, 1, -1, 30 * MINUTE, -30 * MINUTE, HOUR, -HOUR, 2 * HOUR, 5 * HOUR, -5 * HOUR, 25 * HOUR].map(
    (offset) => change + offset,
  )
  return moments.flatMap((moment) => {
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
