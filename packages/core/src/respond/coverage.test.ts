import { describe, expect, test } from 'vitest'
import type { Instant, PolicyId, ScheduleId, TeamId, UserId } from '../kernel/brand.ts'
import type { Directory } from '../people/directory.ts'
import type { GapCover, Schedule } from '../people/schedule.ts'
import { aDirectory, aUser } from '../testing/directory.ts'
import { calcCoverage, findNewProblems, isMeant } from './coverage.ts'
import { calcTargets } from './targets.ts'
import { aLayer, aSchedule, at, users } from './testing/schedules.ts'

const MONDAY = at('2026-01-05T09:00:00-06:00')
const span = { from: MONDAY, to: at('2026-02-02T09:00:00-06:00') }

function directoryWith(
  schedule: Schedule,
  people: Record<string, { isActive?: boolean; isVerified?: boolean }>,
): Directory {
  const known = Object.entries(people).map(([id, { isActive = true, isVerified = true }]) =>
    aUser(id, {
      isActive,
      contacts: [{ id: 'phone' as never, channel: 'ntfy', to: `https://ntfy.sh/${id}`, isVerified }],
    }),
  )
  return {
    ...aDirectory(),
    users: new Map(known.map((user) => [user.id, user])),
    schedules: new Map([[schedule.id, schedule]]),
  }
}

const shown = (problems: ReturnType<typeof calcCoverage>) =>
  problems.map((each) => {
    const people = 'people' in each ? ` ${each.people.join('+')}` : ''
    return `${each.kind} +${(each.startsAt - MONDAY) / 86_400_000}d ${(each.endsAt - each.startsAt) / 3_600_000}h${people}`
  })

describe('coverage', () => {
  test('names gaps, shifts of deactivated people, and people without a verified contact', () => {
    const schedule = aSchedule([aLayer({ turns: [users('a'), [], users('b'), users('c')] })])
    const directory = directoryWith(schedule, { a: {}, b: { isActive: false }, c: { isVerified: false } })
    expect(shown(calcCoverage(directory, schedule, span))).toEqual([
      'gap +7d 168h',
      'empty_shift +14d 168h b',
      'no_contact +21d 168h c',
    ])
  })

  test('of a schedule that is whole has nothing to say', () => {
    const schedule = aSchedule([aLayer()])
    expect(calcCoverage(directoryWith(schedule, { a: {}, b: {}, c: {} }), schedule, span)).toEqual([])
  })

  test('counts a person who cannot be reached once, however often they are on', () => {
    const schedule = aSchedule([aLayer({ every: { count: 1, unit: 'day' } })])
    const [problem, ...others] = calcCoverage(
      directoryWith(schedule, { a: {}, b: { isVerified: false }, c: {} }),
      schedule,
      span,
    )
    expect(problem).toMatchObject({ kind: 'no_contact', people: ['b'], shifts: 9 })
    expect(others).toEqual([])
  })

  test('shows where somebody who is away is on call, and takes nobody off', () => {
    const schedule = aSchedule([aLayer()])
    const directory = directoryWith(schedule, { a: {}, b: {}, c: {} })
    const away = { user: 'b' as UserId, startsAt: at('2026-01-10T00:00Z'), endsAt: at('2026-01-14T15:00Z') }
    const problems = calcCoverage(directory, schedule, { ...span, timeOff: [away] })
    expect(shown(problems)).toEqual(['time_off +7d 48h b'])
  })

  test('tells what an edit made from what was there and from what came into sight', () => {
    const gap = (from: number, to: number) => ({
      kind: 'gap' as const,
      startsAt: from as Instant,
      endsAt: to as Instant,
    })
    const before = [gap(10, 20)]
    const now = [gap(12, 22), gap(30, 40), gap(90, 95)]
    expect(findNewProblems(before, now, 80 as Instant)).toEqual([gap(30, 40)])
    expect(findNewProblems(now, now, 80 as Instant)).toEqual([])
  })

  test('tells a gap that an edit made longer, and that somebody else is away then too', () => {
    const hours = (from: number, to: number) => ({
      ...{ startsAt: (MONDAY + from * 3_600_000) as Instant, endsAt: (MONDAY + to * 3_600_000) as Instant },
    })
    const night = { kind: 'gap' as const, ...hours(10, 22) }
    const longer = { kind: 'gap' as const, ...hours(10, 46) }
    expect(findNewProblems([night], [longer], span.to)).toEqual([longer])
    expect(findNewProblems([longer], [night], span.to)).toEqual([])
    // What grew behind the horizon came by itself.
    expect(findNewProblems([night], [longer], night.endsAt)).toEqual([])
    const away = (user: string) => ({ kind: 'time_off' as const, ...hours(10, 22), people: users(user) })
    expect(findNewProblems([away('a')], [away('a'), away('b')], span.to)).toEqual([away('b')])
  })

  test('a gap is meant where the schedule says that nobody covers it', () => {
    const schedule: Schedule = { ...aSchedule([aLayer()]), whenEmpty: { kind: 'nobody' } }
    const gap = { kind: 'gap' as const, startsAt: MONDAY, endsAt: span.to }
    expect(isMeant(schedule, gap)).toBe(true)
    expect(isMeant(aSchedule([aLayer()]), gap)).toBe(false)
    expect(isMeant(schedule, { ...gap, kind: 'empty_shift', people: users('b') })).toBe(false)
  })
})

describe('a gap that is covered', () => {
  const inGap = at('2026-01-13T00:00Z')
  const withCover = (whenEmpty: GapCover, changes: Partial<Directory> = {}): Directory => {
    const schedule: Schedule = { ...aSchedule([aLayer({ turns: [users('a'), []] })]), whenEmpty }
    return {
      ...directoryWith(schedule, { a: {}, b: {}, c: {} }),
      teams: new Map([['duo' as TeamId, { id: 'duo' as TeamId, name: 'Duo', members: users('b', 'c') }]]),
      ...changes,
    }
  }
  const target = [{ kind: 'schedule' as const, id: 'primary' as ScheduleId }]

  test('pages whom the schedule names at once, and says so', () => {
    const directory = withCover({ kind: 'user', id: 'b' as UserId })
    expect(calcTargets(directory, target, inGap).people).toEqual([
      { user: 'b', why: { kind: 'user', gapIn: 'primary' } },
    ])
    expect(calcTargets(directory, target, MONDAY).people).toEqual([
      { user: 'a', why: { kind: 'schedule', id: 'primary', layer: 0 } },
    ])
  })

  test('pages a team, or whom the first step of a policy pages', () => {
    const team = withCover({ kind: 'team', id: 'duo' as TeamId })
    expect(calcTargets(team, target, inGap).people.map(({ user }) => user)).toEqual(['b', 'c'])
    const [policy] = aDirectory().policies.values()
    const steps = [{ afterMs: 0 as never, targets: [...target, { kind: 'user' as const, id: 'c' as UserId }] }]
    const directory = withCover({ kind: 'policy', id: 'p' as PolicyId })
    const policies = new Map([['p' as PolicyId, { ...policy, id: 'p' as PolicyId, steps } as never]])
    expect(calcTargets({ ...directory, policies }, target, inGap).people).toEqual([
      { user: 'c', why: { kind: 'user', gapIn: 'primary' } },
    ])
  })

  test('is one as well when all who are on are deactivated', () => {
    const schedule: Schedule = {
      ...aSchedule([aLayer({ turns: [users('a')] })]),
      whenEmpty: { kind: 'user', id: 'b' as UserId },
    }
    const directory = directoryWith(schedule, { a: { isActive: false }, b: {} })
    expect(calcTargets(directory, target, MONDAY)).toEqual({
      people: [{ user: 'b', why: { kind: 'user', gapIn: 'primary' } }],
      gone: ['a'],
    })
  })

  test('pages nobody where the gap is meant', () => {
    expect(calcTargets(withCover({ kind: 'nobody' }), target, inGap).people).toEqual([])
  })
})
