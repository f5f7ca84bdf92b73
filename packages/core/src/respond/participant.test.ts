import { expect, test } from 'vitest'
import type { ScheduleId, TeamId, UserId } from '../kernel/brand.ts'
import type { Participant, Roster, Schedule } from '../people/schedule.ts'
import { calcOnCall, calcShifts } from './on-call.ts'
import { aLayer, anOverride, aSchedule, at, names, users } from './testing/schedules.ts'

const TEAM = { team: 'payments' as TeamId }
const NIGHTS = { schedule: 'nights' as ScheduleId }
const HOURLY = { every: { count: 1, unit: 'hour' as const }, zone: 'UTC', anchor: '2026-01-06T00:00' }

function within(...others: Schedule[]): Roster {
  return {
    teams: new Map([['payments' as TeamId, { members: users('t1', 't2') }]]),
    schedules: new Map(others.map((schedule) => [schedule.id, schedule])),
  }
}

function called(id: string, turns: Participant[][]): Schedule {
  return { ...aSchedule([aLayer({ ...HOURLY, turns })]), id: id as ScheduleId }
}

function onCall(roster: Roster, schedule: Schedule, time: string): string {
  return names(calcOnCall(roster, schedule, at(`2026-01-06T${time}Z`)).people)
}

test('a team that has the turn is on call with all of its members, and says so', () => {
  const schedule = called('primary', [users('a'), [TEAM]])
  expect(onCall(within(), schedule, '00:30')).toBe('a')
  expect(calcOnCall(within(), schedule, at('2026-01-06T01:30Z')).people).toEqual([
    { user: 't1', because: { layer: 0, team: 'payments' } },
    { user: 't2', because: { layer: 0, team: 'payments' } },
  ])
})

test('who stands in a turn by name and behind its team is on once, by name', () => {
  const schedule = called('primary', [[TEAM, ...users('t2')], users('a')])
  expect(onCall(within(), schedule, '00:30')).toBe('t1+t2')
  const [, second] = calcOnCall(within(), called('primary', [[...users('t2'), TEAM]]), at('2026-01-06T00:30Z')).people
  expect(second).toEqual({ user: 't1', because: { layer: 0, team: 'payments' } })
})

test('a schedule that has the turn is on call with whoever is on in it then, and changes when that changes', () => {
  const nights = {
    ...called('nights', [users('n1'), users('n2')]),
    overrides: [anOverride('replace', ['00:20', '00:40'], { add: 'x' })],
  }
  const schedule = aSchedule([aLayer({ ...HOURLY, every: { count: 2, unit: 'hour' }, turns: [[NIGHTS], users('a')] })])
  const shifts = calcShifts(within(nights), schedule, at('2026-01-06T00:00Z'), at('2026-01-06T04:00Z'))
  expect(
    shifts.map(({ startsAt, people }) => `${(startsAt - at('2026-01-06T00:00Z')) / 60_000} ${names(people)}`),
  ).toEqual(['0 n1', '20 x', '40 n1', '60 n2', '120 a'])
  expect(shifts[0]?.people).toEqual([{ user: 'n1', because: { layer: 0, schedule: 'nights' } }])
})

test('the layer below is on while the schedule that has the turn has nobody', () => {
  const nights = called('nights', [users('n1'), []])
  const schedule = { ...aSchedule([aLayer({ turns: [users('a')] }), aLayer({ ...HOURLY, turns: [[NIGHTS]] })]) }
  expect(['00:30', '01:30'].map((time) => onCall(within(nights), schedule, time))).toEqual(['n1', 'a'])
})

test('a team or a schedule that is gone leaves its place empty', () => {
  const schedule = called('primary', [[NIGHTS, { team: 'gone' as TeamId }, ...users('a')]])
  expect(onCall(within(), schedule, '00:30')).toBe('a')
})

test('schedules that lead back to each other answer without whoever asks', () => {
  const primary = called('primary', [[NIGHTS, ...users('p')]])
  const nights = called('nights', [[{ schedule: 'primary' as ScheduleId }, ...users('n')]])
  const roster = within(primary, nights)
  expect(onCall(roster, primary, '00:30')).toBe('n+p')
  expect(onCall(roster, nights, '00:30')).toBe('p+n')
})

test('the answer does not depend on the window, whatever stands in the layers', () => {
  const nights = called('nights', [users('n1'), [TEAM], users('n2')])
  const schedule = aSchedule([
    aLayer({ ...HOURLY, every: { count: 3, unit: 'hour' }, turns: [[NIGHTS], [TEAM], users('a')] }),
  ])
  const [from, to] = [at('2026-01-05T00:00Z'), at('2026-01-08T00:00Z')]
  const roster = within(nights)
  const user = ({ user: id }: { user: UserId }) => id
  for (const shift of calcShifts(roster, schedule, from, to)) {
    expect(calcOnCall(roster, schedule, shift.startsAt).people.map(user)).toEqual(shift.people.map(user))
    expect(calcOnCall(roster, schedule, (shift.endsAt - 1) as typeof from).people.map(user)).toEqual(
      shift.people.map(user),
    )
  }
})
