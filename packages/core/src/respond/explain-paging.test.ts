import { expect, test } from 'vitest'
import type { Fact, FactType } from '../kernel/fact.ts'
import { ANA, aPolicy, aSchedule, aStep, aUser, BOB, CAROL, schedule } from '../testing/directory.ts'
import { attempted, given, person, type Story } from '../testing/story.ts'
import { explainPaging } from './explain-paging.ts'

const TYPES: FactType[] = [
  'EscalationStarted',
  'StepFired',
  'StepSkipped',
  'StepHeld',
  'EscalationExhausted',
  'ResponderPaged',
  'PageRequested',
  'PageAttempted',
  'PageDelivered',
  'PersonUnreachable',
  'IncidentAcknowledged',
  'IncidentResolved',
]

function factsOf(story: Story): Fact[] {
  return TYPES.flatMap((type): Fact[] => story.facts(type)).sort((a, b) => a.version - b.version)
}

const told = (story: Story, user: typeof ANA) => explainPaging(factsOf(story), user)

test('who was paged hears by which step, why, on which way and what became of it', () => {
  const story = given()
    .opened()
    .when(attempted(1, 'handed_over'))
    .when({ type: 'Acknowledge', by: ANA }, '1m', person(ANA))
  expect(told(story, ANA)).toMatchObject([
    { kind: 'wanted', by: 'step', step: 0, why: { kind: 'user' }, plan: [{ channel: 'email' }] },
    { kind: 'page', channel: 'email' },
    { kind: 'attempt', outcome: 'handed_over' },
    { kind: 'stopped', by: 'IncidentAcknowledged', stepsLeft: 1 },
  ])
})

test('who was not paged hears whom the steps paged instead, and what stopped the rest', () => {
  const story = given().opened().when({ type: 'Acknowledge', by: ANA }, '1m', person(ANA))
  expect(told(story, BOB)).toMatchObject([
    { kind: 'others', step: 0 },
    { kind: 'stopped', by: 'IncidentAcknowledged', stepsLeft: 1 },
  ])
})

test('who was left out by a step hears why', () => {
  const night = aUser('ana', { zone: 'America/Los_Angeles' })
  const steps = [{ ...aStep('0m', 'ana', 'bob'), people: 'at_work' as const }]
  const story = given({ users: [night], policies: [aPolicy(steps)] }).opened()
  expect(told(story, ANA)).toMatchObject([{ kind: 'left_out', step: 0, because: 'outside_working_hours' }])
})

test('a step of nobody at 3 a.m. is told to everybody, and so are the admins', () => {
  const story = given({
    policies: [aPolicy([aStep('0m', schedule('night'))])],
    schedules: [aSchedule('night')],
  }).opened()
  expect(told(story, CAROL)).toMatchObject([{ kind: 'skipped', step: 0, because: 'nobody_on_call' }])
  expect(told(story, 'root' as typeof ANA)).toContainEqual(
    expect.objectContaining({ kind: 'wanted', by: 'admins', because: 'policy_exhausted' }),
  )
})
