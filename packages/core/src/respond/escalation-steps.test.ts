/** What a step of a policy can ask for beside its people: conditions, hours, turns, places, other policies. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Instant, PolicyId, UserId, VendorId } from '../kernel/brand.ts'
import type { Context } from '../kernel/decision.ts'
import { nextTurn } from '../kernel/turn.ts'
import type { Directory } from '../people/directory.ts'
import type { PolicyStep, Vendor } from '../people/policy.ts'
import {
  ANA,
  aDirectory,
  aPolicy,
  aSchedule,
  aStep,
  aTeam,
  aUser,
  BOB,
  CAROL,
  schedule,
  team,
} from '../testing/directory.ts'
import { attempted, given, person, Story } from '../testing/story.ts'
import { at, ms, START } from '../testing/time.ts'
import { resolveStep } from './take-turn.ts'
import { findPolicyCycle, unfoldPolicy } from './unfold-policy.ts'

const policyOf = (steps: PolicyStep[], changes = {}) => [aPolicy(steps, changes)]
const goOn = (id: string) => ({ kind: 'policy' as const, id: id as PolicyId })

test('a step whose condition does not hold is left out, and the next one comes at once', () => {
  const story = given({
    policies: policyOf([{ ...aStep('0m', 'ana'), only: [{ priorities: ['P1'] }] }, aStep('5m', 'bob')]),
  }).opened()
  expect(story.facts('StepSkipped')).toMatchObject([{ step: 0, because: 'condition_not_met' }])
  expect(story.pages).toEqual(['0m bob mail'])
})

test('a condition on services and hours holds where all of it does', () => {
  // The story begins on a Monday at 09:00 UTC, which is 18:00 in Tokyo.
  const night = { zone: 'Asia/Tokyo', windows: [{ weekday: 1, from: '17:00', to: '23:00' }] }
  const steps = [
    { ...aStep('0m', 'ana'), only: [{ hours: { ...night, outside: true as const } }] },
    { ...aStep('0m', 'bob'), only: [{ hours: night, services: ['api' as never] }] },
  ]
  const story = given({ policies: policyOf(steps) }).opened()
  expect(story.pages).toEqual(['0m bob mail'])
})

test('a condition that cannot be evaluated pages, because one page too many is better than none', () => {
  const story = given({ policies: policyOf([{ ...aStep('0m', 'ana'), only: [{ when: 'nonsense' }] }]) }).opened()
  expect(story.pages).toEqual(['0m ana mail'])
})

test('a step for people at work leaves those out who are not, and says so', () => {
  const night = aUser('bob', { zone: 'America/Los_Angeles' })
  const story = given({
    users: [night],
    policies: policyOf([{ ...aStep('0m', 'ana', 'bob'), people: 'at_work' }]),
  }).opened()
  expect(story.pages).toEqual(['0m ana mail'])
  expect(story.facts('StepFired')).toMatchObject([{ skipped: [{ user: BOB, because: 'outside_working_hours' }] }])
})

test('a step of which nobody is within the hours is left out', () => {
  const night = aUser('ana', { zone: 'America/Los_Angeles' })
  const story = given({
    users: [night],
    policies: policyOf([{ ...aStep('0m', 'ana'), people: 'at_work' }, aStep('5m', 'bob')]),
  }).opened()
  expect(story.facts('StepSkipped')).toMatchObject([{ because: 'nobody_in_hours' }])
  expect(story.pages).toEqual(['0m bob mail'])
})

test('what is not urgent waits for the working hours of the first of those it pages, by their own clock', () => {
  const ana = aUser('ana', { zone: 'America/New_York' })
  const story = given({
    users: [ana],
    policies: policyOf([aStep('0m', 'ana'), aStep('5m', 'bob')], { holdsLow: true }),
    settings: { highUrgency: [] },
  })
    .opened()
    .until('4h')
  // 09:00 in New York is 14:00 UTC, five hours after the story began.
  expect(story.facts('StepHeld')).toMatchObject([{ until: at('5h'), whom: [ANA], because: 'held_until_hours' }])
  expect(story.pages).toEqual([])
  expect(story.wakes).toEqual(['5h escalation'])
  expect(story.until('5h1m').pages).toEqual(['5h ana mail'])
})

test('what becomes urgent while it waits waits no longer', () => {
  const ana = aUser('ana', { zone: 'America/New_York' })
  const story = given({
    users: [ana],
    policies: policyOf([aStep('0m', 'ana')], { holdsLow: true }),
    settings: { highUrgency: ['P1'] },
  })
    .opened()
    .when({ type: 'OverridePriority', priority: 'P1', reason: 'it is the till' }, '10m', person(BOB))
  expect(story.pages).toEqual(['10m ana mail'])
})

test('somebody who escalates by hand does not wait for working hours', () => {
  const ana = aUser('ana', { zone: 'America/New_York' })
  const story = given({
    users: [ana],
    policies: policyOf([aStep('0m', 'ana')], { holdsLow: true }),
    settings: { highUrgency: [] },
  })
    .opened()
    .when({ type: 'EscalateNow' }, '10m', person(BOB))
  expect(story.pages).toEqual(['10m ana mail'])
})

test('of several people each is paged within their own hours, once somebody is at work', () => {
  const ana = aUser('ana', { zone: 'America/New_York' })
  const story = given({
    users: [ana],
    policies: policyOf([aStep('0m', 'ana', 'bob')], { holdsLow: true }),
    settings: { highUrgency: [] },
  })
    .opened()
    .until('6h')
  expect(story.pages[0]).toBe('0m bob mail')
  expect(story.facts('StepFired')[0]?.people.find(({ user }) => user === ANA)?.plan).toMatchObject([
    { dueAt: at('5h'), because: 'held_until_hours' },
  ])
})

test('whoever is next on call is paged with those who are', () => {
  const both = aSchedule('primary')
  const weekly = { ...both, layers: both.layers.map((layer) => ({ ...layer, turns: [[ANA], [BOB]] })) }
  const story = given({
    schedules: [weekly],
    policies: policyOf([aStep('0m', { ...schedule('primary'), andNext: true } as never)]),
  }).opened()
  const [fired] = story.facts('StepFired')
  expect(fired?.people.map(({ user, why }) => [user, why.isNext ?? false])).toEqual([
    [ANA, false],
    [BOB, true],
  ])
})

const SUPPORT: Vendor = {
  id: 'acme' as VendorId,
  name: 'Acme support',
  phone: '+81 3 1234 5678',
  contacts: [{ channel: 'email', to: 'help@acme.example' }],
  reference: 'contract 4711',
}

function withVendor(vendor: Vendor): Directory {
  return {
    ...aDirectory({
      policies: policyOf([
        aStep(
          '0m',
          { kind: 'vendor', id: vendor.id },
          { kind: 'channel', id: 'webhook', to: 'https://chat.example/x' },
        ),
      ]),
    }),
    vendors: new Map([[vendor.id, vendor]]),
  }
}

test('vendors and channels of chats are paged as people are, and a channel hears that somebody took it', () => {
  const story = new Story(withVendor(SUPPORT)).opened().until('1m')
  expect(story.pages).toEqual(['0m vendor:acme place-1', '0m channel:webhook/https://chat.example/x place'])
  story.when({ type: 'Acknowledge', by: ANA }, '2m', person(ANA))
  expect(story.notices).toEqual(['2m channel:webhook/https://chat.example/x place acknowledged by Ana'])
})

test('a step of places alone that all fail goes on at once, and one that was reached keeps its time', () => {
  const places = aStep(
    '0m',
    { kind: 'channel', id: 'webhook', to: 'https://chat.example/x' },
    { kind: 'channel', id: 'webhook', to: 'https://chat.example/y' },
  )
  const world = { policies: policyOf([places, aStep('30m', 'ana')]) }
  const reached = given(world)
    .opened()
    .when(attempted(1, 'gave_up'), '1m')
    .when(attempted(2, 'handed_over'))
    .until('3m')
  expect(reached.pages).toHaveLength(2)
  const failed = given(world)
    .opened()
    .when(attempted(1, 'gave_up'), '1m')
    .when(attempted(2, 'gave_up'), '2m')
    .until('3m')
  expect(failed.pages.slice(2)).toEqual(['2m ana mail'])
})

test('a vendor that is called by hand is waited for when the chat beside it fails', () => {
  const vendor = { ...SUPPORT, contacts: [] }
  const story = new Story(withVendor(vendor)).opened().when(attempted(1, 'gave_up'), '1m').until('2m')
  expect(story.facts('StepFired')).toHaveLength(1)
})

test('a vendor is not called outside of the hours of the contract', () => {
  const hours = { zone: 'UTC', windows: [{ weekday: 2, from: '09:00', to: '17:00' }] }
  const story = new Story(withVendor({ ...SUPPORT, hours })).opened().until('1m')
  expect(story.pages).toEqual(['0m channel:webhook/https://chat.example/x place'])
  expect(story.facts('StepFired')).toMatchObject([
    { skipped: [{ user: 'vendor:acme', because: 'outside_contract_hours' }] },
  ])
})

test('a step of vendors alone is left out outside of the hours of the contract, and says that it was for these', () => {
  const hours = { zone: 'UTC', windows: [{ weekday: 2, from: '09:00', to: '17:00' }] }
  const steps = [aStep('0m', { kind: 'vendor', id: SUPPORT.id }), aStep('5m', 'ana')]
  const directory = {
    ...aDirectory({ policies: policyOf(steps) }),
    vendors: new Map([[SUPPORT.id, { ...SUPPORT, hours }]]),
  }
  const story = new Story(directory).opened().until('1m')
  expect(story.facts('StepSkipped')).toMatchObject([{ step: 0, because: 'outside_contract_hours' }])
  expect(story.pages).toEqual(['0m ana mail'])
})

test('a policy that goes on with another runs the steps of that one in its place', () => {
  const first = aPolicy([aStep('0m', 'ana'), aStep('10m', goOn('platform'))])
  const other = { ...aPolicy([aStep('2m', 'bob'), aStep('5m', 'carol')]), id: 'platform' as PolicyId, name: 'Platform' }
  const story = given({ policies: [first, other] })
    .opened()
    .until('18m')
  expect(story.pages).toEqual(['0m ana mail', '12m bob mail', '17m carol mail'])
})

test('policies that lead back to themselves are found, and one that does all the same ends', () => {
  const goes: Record<string, string[]> = { a: ['b'], b: ['c'], c: ['a'], d: ['a'] }
  const next = (id: string) => goes[id] ?? []
  expect(findPolicyCycle('a', next)).toEqual(['a', 'b', 'c', 'a'])
  expect(findPolicyCycle('d', next)).toBeUndefined()
  const loop = aPolicy([aStep('0m', 'ana'), aStep('5m', goOn('main'))])
  expect(unfoldPolicy(aDirectory({ policies: [loop] }), loop).steps).toEqual([loop.steps[0]])
})

const TURNS: PolicyStep = { ...aStep('0m', 'ana', 'bob', team('ops')), turnKey: 'main/1' }

function taking(turn: number, directory: Directory): UserId[] {
  const context: Context = {
    at: START,
    actor: { kind: 'system', part: 'timer' },
    directory,
    turns: new Map([['main/1', turn]]),
  }
  return resolveStep(TURNS, context).people.map(({ user }) => user)
}

test('targets that take turns are paged one after the other, members of a team one by one', () => {
  const directory = aDirectory({ teams: [aTeam('ops', 'carol', 'root')] })
  expect([0, 1, 2, 3, 4].map((turn) => taking(turn, directory))).toEqual([
    ['ana'],
    ['bob'],
    ['carol'],
    ['root'],
    ['ana'],
  ])
})

test('whoever has the turn of a team is paged as one of that team, and not by name', () => {
  const directory = aDirectory({ teams: [aTeam('ops', 'carol', 'root')] })
  const context: Context = {
    ...{ at: at('0m'), actor: { kind: 'system', part: 'timer' }, directory },
    turns: new Map([['main/1', 2]]),
  }
  expect(resolveStep(TURNS, context).people).toEqual([{ user: CAROL, why: { kind: 'team', id: 'ops' } }])
  const byName = resolveStep(TURNS, { ...context, turns: new Map() }).people
  expect(byName).toEqual([{ user: ANA, why: { kind: 'user' } }])
})

test('a turn of somebody who cannot be paged goes to the next', () => {
  const directory = aDirectory({ users: [aUser('bob', { isActive: false })], teams: [aTeam('ops', 'carol')] })
  expect(taking(1, directory)).toEqual(['carol'])
})

test('over as many incidents as there are people everybody is paged as often', () => {
  const directory = aDirectory({ teams: [aTeam('ops', 'carol', 'root')] })
  fc.assert(
    fc.property(fc.nat(1_000), fc.integer({ min: 1, max: 5 }), (start, rounds) => {
      const counts = new Map<UserId, number>()
      for (let turn = start; turn < start + rounds * 4; turn++)
        for (const user of taking(turn, directory)) counts.set(user, (counts.get(user) ?? 0) + 1)
      expect([...counts.values()]).toEqual([rounds, rounds, rounds, rounds])
    }),
  )
})

const OPS: PolicyStep = { ...aStep('5m', team('ops')), turnKey: 'main/2' }

test('a turn is not lost on somebody whom an earlier step has paged: the next one is paged, and it says so', () => {
  const story = given({ policies: policyOf([aStep('0m', 'ana'), OPS]), teams: [aTeam('ops', 'ana', 'bob', 'carol')] })
    .opened()
    .until('6m')
  expect(story.pages).toEqual(['0m ana mail', '5m bob mail'])
  expect(story.facts('StepFired')[1]).toMatchObject({
    turn: { key: 'main/2', number: 0, over: 1 },
    skipped: [{ user: ANA, because: 'already_paged' }],
  })
})

test('where all who take turns were paged already, nobody loses a turn, and the step waits for their answer', () => {
  const story = given({
    policies: policyOf([aStep('0m', 'ana', 'bob'), OPS, aStep('5m', 'carol')]),
    teams: [aTeam('ops', 'ana', 'bob')],
  })
    .opened()
    .until('11m')
  expect(story.pages).toEqual(['0m ana mail', '0m bob mail', '10m carol mail'])
  expect(story.facts('StepFired')[1]).not.toHaveProperty('turn')
})

test('a turn goes past those for whom it is no working time', () => {
  const night = aUser('bob', { zone: 'America/Los_Angeles' })
  const story = given({
    users: [night],
    policies: policyOf([{ ...aStep('0m', 'bob', 'carol'), people: 'at_work', turnKey: 'main/1' }]),
  }).opened()
  expect(story.pages).toEqual(['0m carol mail'])
  expect(story.facts('StepFired')[0]).toMatchObject({
    turn: { number: 0, over: 1 },
    skipped: [{ user: BOB, because: 'outside_working_hours' }],
  })
})

test('whoever stands behind one who is always passed over is paged no more often than the others', () => {
  const directory = aDirectory({ teams: [aTeam('ops', 'ana', 'bob', 'carol', 'root')] })
  const counts = new Map<UserId, number>()
  let turn = 0
  for (let incident = 0; incident < 30; incident++) {
    const context: Context = {
      at: START,
      actor: { kind: 'system', part: 'timer' },
      directory,
      turns: new Map([['main/2', turn]]),
    }
    const resolved = resolveStep(OPS, context, (user) => user === ANA)
    for (const { user } of resolved.people) counts.set(user, (counts.get(user) ?? 0) + 1)
    if (resolved.turn) turn = nextTurn(resolved.turn)
  }
  expect(Object.fromEntries(counts)).toEqual({ bob: 10, carol: 10, root: 10 })
})

test('an opening of the working hours is never before the instant, and lies within them', async () => {
  const { calcNextWithin, isWithinHours, USUAL_HOURS } = await import('./working-hours.ts')
  const zones = fc.constantFrom('UTC', 'Asia/Tokyo', 'America/New_York', 'Europe/Berlin', 'Australia/Lord_Howe')
  fc.assert(
    fc.property(zones, fc.integer({ min: 0, max: 400 * 24 * 60 }), (zone, minutes) => {
      const hours = { zone, windows: USUAL_HOURS }
      const from = (START + minutes * 60_000) as Instant
      const opening = calcNextWithin(hours, from)
      expect(opening).toBeGreaterThanOrEqual(from)
      expect(isWithinHours(hours, opening)).toBe(true)
      expect(opening - from).toBeLessThanOrEqual(ms('65h'))
    }),
  )
})
