import { expect, test } from 'vitest'
import type { DurationMs, Instant, ScheduleId, TeamId, UserId } from '../../kernel/brand.ts'
import { DAY, HOUR } from '../../kernel/instant.ts'
import type { Schedule, ScheduleLayer } from '../../people/schedule.ts'
import type { TimeOff } from '../coverage.ts'
import { ALONE, aLayer, aSchedule, at, users } from '../testing/schedules.ts'
import { findRelief, listRotation, loadDuties, type ReliefSearch } from './relief.ts'
import { findRestBreaches, type RestBreach, type RestRules } from './rest.ts'
import { calcDutySpans } from './workload.ts'

const RULES: RestRules = { daysInARowMax: 7, afterNightMs: (11 * HOUR) as DurationMs }
const START = at('2026-01-05T09:00Z')
const NOW = at('2026-01-01T00:00Z')

/** Two weeks each, from Monday 5 January at nine in UTC. */
const twoWeeks = (...names: string[]): ScheduleLayer =>
  aLayer({ zone: 'UTC', every: { count: 2, unit: 'week' }, turns: users(...names).map((name) => [name]) })

function searchOf(schedules: Schedule[], changes: Partial<ReliefSearch> = {}): ReliefSearch {
  const people = users('a', 'b', 'c').map((id) => [id, { zone: 'UTC', isActive: true }] as const)
  const roster = { ...ALONE, schedules: new Map(schedules.map((each) => [each.id, each])), users: new Map(people) }
  return { roster, schedules, away: [], rules: RULES, now: NOW, pagedAt: new Map(), ...changes }
}

/** The first breach of somebody in the eight weeks that follow. */
function breachOf(search: ReliefSearch, user: string): RestBreach {
  const spans = calcDutySpans(search.roster, search.schedules, { from: NOW, to: (START + 56 * DAY) as Instant })
  const duty = { user: user as UserId, zone: 'UTC', spans: spans.get(user as UserId) ?? [], pagedAt: [] }
  const [breach] = findRestBreaches(duty, RULES)
  if (!breach) throw new Error(`${user} breaks no rule`)
  return breach
}

function reliefOf(search: ReliefSearch, user = 'a') {
  const breach = breachOf(search, user)
  return findRelief(loadDuties(search, [breach]), breach).map(
    (each) => `${each.user} ${(each.startsAt - breach.startsAt) / DAY}-${(each.endsAt - breach.startsAt) / DAY}`,
  )
}

const away = (user: string, from: number, to: number): TimeOff => ({
  ...{ user: user as UserId, startsAt: (START + from * DAY) as Instant, endsAt: (START + to * DAY) as Instant },
})

test('the other one of two who have a fortnight each could take the eighth day', () => {
  expect(reliefOf(searchOf([aSchedule([twoWeeks('a', 'b')])]))).toEqual(['b 7-8'])
})

test('nobody relieves whoever is alone in a schedule', () => {
  expect(reliefOf(searchOf([aSchedule([twoWeeks('a')])]))).toEqual([])
})

test('people who are away, or deactivated, are no relief; the day on which one of them is back is', () => {
  const schedules = [aSchedule([twoWeeks('a', 'b')])]
  expect(reliefOf(searchOf(schedules, { away: [away('b', -1, 15)] }))).toEqual([])
  expect(reliefOf(searchOf(schedules, { away: [away('b', -1, 10)] }))).toEqual(['b 10-11'])
  const gone = searchOf(schedules)
  const users = new Map([...gone.roster.users, ['b' as UserId, { zone: 'UTC', isActive: false }] as const])
  expect(reliefOf({ ...gone, roster: { ...gone.roster, users } })).toEqual([])
})

test('whoever is on call elsewhere then cannot take it, and is no relief where that would cost them their own rest', () => {
  const main = aSchedule([twoWeeks('a', 'b')])
  const other = { ...aSchedule([aLayer({ zone: 'UTC', turns: [users('b')] })]), id: 'other' as ScheduleId }
  expect(reliefOf(searchOf([main, other]))).toEqual([])
  const nights = { from: '20:00', to: '08:00' }
  const days = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, ...nights }))
  const nightly = { ...aSchedule([aLayer({ zone: 'UTC', turns: [users('b')], restrictions: days })]), id: other.id }
  expect(reliefOf(searchOf([main, nightly]))).toEqual([])
})

test('what is over nobody can take any more', () => {
  const schedules = [aSchedule([twoWeeks('a', 'b')])]
  expect(reliefOf(searchOf(schedules, { now: (START + 9 * DAY) as Instant }))).toEqual(['b 9-10'])
  expect(reliefOf(searchOf(schedules, { now: (START + 14 * DAY) as Instant }))).toEqual([])
})

test('a day that has begun can be taken from now on: nobody goes on for the rest of it for that', () => {
  const run = { ...searchOf([aSchedule([twoWeeks('a', 'b')])]), now: (START + 7 * DAY + HOUR) as Instant }
  const breach: RestBreach = {
    ...{ kind: 'days_in_a_row', user: 'a' as UserId, days: 8 },
    ...{ startsAt: START, endsAt: (START + 8 * DAY) as Instant },
  }
  const [relief] = findRelief(loadDuties(run, [breach]), breach)
  expect(relief).toMatchObject({ user: 'b', startsAt: run.now, endsAt: run.now + DAY })
})

test('whoever comes out of a night with pages is no relief, also where what they would take follows without a pause', () => {
  const on = (user: string, weekday: number, from: string, to: string) =>
    aLayer({
      ...{ zone: 'UTC', anchor: '2026-01-05T00:00', turns: [users(user)] },
      restrictions: [{ weekday, from, to }],
    })
  const search = searchOf([aSchedule([on('b', 2, '20:00', '09:00'), on('a', 3, '09:00', '20:00')])])
  const breach: RestBreach = {
    ...{ kind: 'rest_after_night', user: 'a' as UserId, pagedAt: at('2026-01-07T03:00Z') },
    ...{ startsAt: at('2026-01-07T09:00Z'), endsAt: at('2026-01-07T14:00Z') },
  }
  expect(findRelief(loadDuties(search, [breach]), breach)).toMatchObject([{ user: 'b' }])
  const paged = { ...search, pagedAt: new Map([['b' as UserId, [at('2026-01-07T03:00Z')]]]) }
  expect(findRelief(loadDuties(paged, [breach]), breach)).toEqual([])
})

test('a rest after a night with pages is relieved by whoever was not paged', () => {
  const search = searchOf([aSchedule([aLayer({ zone: 'UTC', turns: [users('a'), users('b')] })])])
  const breach: RestBreach = {
    ...{ kind: 'rest_after_night', user: 'a' as UserId, pagedAt: at('2026-01-05T03:00Z') },
    ...{ startsAt: START, endsAt: at('2026-01-05T14:00Z') },
  }
  const who = (each: ReliefSearch) => findRelief(loadDuties(each, [breach]), breach).map(({ user }) => user)
  expect(who(search)).toEqual(['b'])
  expect(who({ ...search, pagedAt: new Map([['b' as UserId, [at('2026-01-05T02:00Z')]]]) })).toEqual([])
})

test('those who stand in a schedule are counted through teams and other schedules, each once', () => {
  const inner = { ...aSchedule([aLayer({ turns: [users('b'), users('c')] })]), id: 'inner' as ScheduleId }
  const outer = aSchedule([aLayer({ turns: [[{ team: 't' as TeamId }], [{ schedule: inner.id }], users('a')] })])
  const roster = {
    teams: new Map([['t' as TeamId, { members: users('a', 'b') }]]),
    schedules: new Map([inner, outer].map((each) => [each.id, each])),
  }
  expect(listRotation(roster, outer, START)).toEqual(['a', 'b', 'c'])
})
