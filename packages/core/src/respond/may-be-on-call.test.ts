import { expect, test } from 'vitest'
import type { CalendarId, ScheduleId, TeamId, UserId } from '../kernel/brand.ts'
import type { Roster, Schedule } from '../people/schedule.ts'
import { mayBeOnCall } from './may-be-on-call.ts'
import { calcPersonShifts } from './person-shifts.ts'
import { ALONE, aLayer, anOverride, aSchedule, aTemporary, at, users } from './testing/schedules.ts'

const [A] = users('a') as [UserId]
const without = aSchedule([aLayer({ turns: [users('z')] })])
const called = (id: string, schedule: Schedule): Schedule => ({ ...schedule, id: id as ScheduleId })
const ROSTER: Roster = {
  teams: new Map([['t' as TeamId, { members: [A] }]]),
  schedules: new Map([['nights' as ScheduleId, called('nights', aSchedule([aLayer()]))]]),
  calendars: new Map([
    [
      'v' as CalendarId,
      {
        id: 'v' as CalendarId,
        name: 'v',
        days: [],
        shifts: [{ startsAt: at('2026-01-01T00:00Z'), endsAt: at('2026-01-02T00:00Z'), users: [A] }],
      },
    ],
  ]),
}

test.each<[string, Partial<Schedule>]>([
  ['a turn', { layers: [aLayer()] }],
  ['a turn of a former version', { before: [{ until: at('2026-01-01T00:00Z'), layers: [aLayer()] }] }],
  ['a team', { layers: [aLayer({ turns: [[{ team: 't' as TeamId }]] })] }],
  ['another schedule', { layers: [aLayer({ turns: [[{ schedule: 'nights' as ScheduleId }]] })] }],
  ['an imported calendar', { layers: [aLayer({ turns: [], importedFrom: 'v' as CalendarId })] }],
  ['an override', { overrides: [anOverride('add', ['08:00', '09:00'], { add: 'a' })] }],
  ['a temporary schedule', { temporary: [aTemporary(['08:00', '09:00'], ['08:00', '09:00', 'a'])] }],
])('whoever stands in %s may be on call', (_where, part) => {
  expect(mayBeOnCall(ROSTER, { ...without, ...part }, A)).toBe(true)
})

test('whoever stands nowhere never is, also where schedules lead back to themselves', () => {
  expect(mayBeOnCall(ROSTER, without, A)).toBe(false)
  const circle = called('circle', aSchedule([aLayer({ turns: [[{ schedule: 'circle' as ScheduleId }]] })]))
  expect(mayBeOnCall({ ...ROSTER, schedules: new Map([[circle.id, circle]]) }, circle, A)).toBe(false)
})

test('a person’s shift lasts as long as they are on, whoever else comes and goes', () => {
  const schedule = aSchedule(
    [aLayer({ zone: 'UTC', turns: [users('a'), users('b')] })],
    [anOverride('add', ['08:00', '09:00'], { add: 'x' }), anOverride('remove', ['10:00', '11:00'], { remove: 'a' })],
  )
  const window = { from: at('2026-01-05T09:00Z'), to: at('2026-01-13T00:00Z') }
  expect(calcPersonShifts(ALONE, schedule, A, window).map(({ startsAt, endsAt }) => [startsAt, endsAt])).toEqual([
    [at('2026-01-05T09:00Z'), at('2026-01-06T10:00Z')],
    [at('2026-01-06T11:00Z'), at('2026-01-12T09:00Z')],
  ])
})
