import { expect, test } from 'vitest'
import {
  ANA,
  aPolicy,
  aSchedule,
  aService,
  aStep,
  aTeam,
  aUser,
  BOB,
  ROOT,
  schedule,
  team,
} from '../testing/directory.ts'
import { anAlert, attach, given, person } from '../testing/story.ts'
import { ms } from '../testing/time.ts'

const escalateNow = { type: 'EscalateNow' } as const

test('each step pages its people when its delay is over, counted from the step before', () => {
  const policies = [aPolicy([aStep('2m', 'ana'), aStep('5m', 'bob'), aStep('10m', 'carol')])]
  const story = given({ policies }).opened().until('17m')
  expect(story.pages).toEqual(['2m ana mail', '7m bob mail', '17m carol mail'])
})

test('the first step without a delay pages in the transaction that opens the incident', () => {
  const story = given().opened()
  expect(story.pages).toEqual(['0m ana mail'])
  expect(story.wakes).toEqual(['5m escalation'])
})

test('a step that fires says why, whom it paged, and how far up the ladder it is', () => {
  given()
    .opened()
    .until('5m')
    .thenFacts(
      {
        type: 'StepFired',
        run: 1,
        pass: 0,
        step: 1,
        because: 'step_due',
        people: [{ user: BOB, why: { kind: 'user' } }],
      },
      { type: 'LevelReached', level: 'L2' },
      { type: 'PageRequested', user: BOB, because: 'rule_immediate' },
    )
})

test('a page says through which schedule or team it came to the person', () => {
  const world = {
    schedules: [aSchedule('primary', 'ana')],
    teams: [aTeam('crew', 'bob')],
    policies: [aPolicy([aStep('0m', schedule('primary'), team('crew'))])],
  }
  const story = given(world).opened()
  expect(story.facts('PageRequested').map((fact) => fact.why)).toEqual([
    { kind: 'schedule', id: 'primary', layer: 0 },
    { kind: 'team', id: 'crew' },
  ])
})

test('a step without anybody is left at once', () => {
  const world = {
    schedules: [aSchedule('empty')],
    policies: [aPolicy([aStep('0m', 'ana'), aStep('5m', schedule('empty')), aStep('20m', 'bob')])],
  }
  const story = given(world).opened().until('5m')
  story.thenFacts('StepSkipped', { type: 'StepFired', step: 2, because: 'step_empty' }, 'LevelReached', 'PageRequested')
  expect(story.pages).toEqual(['0m ana mail', '5m bob mail'])
})

test('a further pass begins after the pause and the delay of its first step', () => {
  const policies = [aPolicy([aStep('1m', 'ana'), aStep('5m', 'bob')], { repeat: 1, repeatAfterMs: ms('10m') })]
  const story = given({ policies }).opened().until('22m')
  expect(story.pages).toEqual(['1m ana mail', '6m bob mail', '17m ana mail', '22m bob mail'])
  expect(story.wakes).toEqual(['32m escalation'])
})

test('a pass in which nobody was found ends the policy at once and calls the admins', () => {
  const world = {
    schedules: [aSchedule('empty')],
    policies: [aPolicy([aStep('0m', schedule('empty')), aStep('5m', schedule('empty'))], { repeat: 3 })],
  }
  const story = given(world).opened()
  expect(story.pages).toEqual(['0m root mail'])
  expect(story.facts('EscalationExhausted')).toMatchObject([{ round: 1, because: 'policy_exhausted' }])
})

test('a policy without steps calls the admins at once', () => {
  expect(given({ policies: [aPolicy([])] }).opened().pages).toEqual(['0m root mail'])
})

test.each([
  ['loudly', 'of what is urgent', ['P1', 'P2', 'P3', 'P4', 'P5'], 'high'],
  ['as it called before', 'of what is not', [], 'low'],
] as const)('an exhausted policy calls its last step and the admins again and again, %s %s', (...each) => {
  const [, , highUrgency, urgency] = each
  const story = given({ settings: { highUrgency: [...highUrgency] } })
    .opened({ alerts: [anAlert('a', { severity: 'low' })] })
    .until('1h10m')
  const exhausted = [
    '10m bob mail',
    '10m root mail',
    '40m bob mail',
    '40m root mail',
    '1h10m bob mail',
    '1h10m root mail',
  ]
  expect(story.pages).toEqual(['0m ana mail', '5m bob mail', ...exhausted])
  expect(story.messages.map((message) => message.urgency)).toEqual([urgency, urgency, ...exhausted.map(() => urgency)])
  expect(story.wakes).toEqual(['1h40m escalation'])
})

test('without anybody to call, an exhausted policy still comes round', () => {
  const users = ['ana', 'bob', 'root'].map((id) => aUser(id, { isActive: false, role: 'admin' }))
  const story = given({ users }).opened().until('1h')
  expect(story.pages).toEqual([])
  expect(story.wakes).toEqual(['1h30m escalation'])
})

test('without a policy the admins are paged, and the fact says so', () => {
  const story = given({ services: [aService('api', { policy: undefined })] }).opened()
  expect(story.facts('EscalationStarted')).toMatchObject([{ because: 'no_policy_admins_instead' }])
  expect(story.pages).toEqual(['0m root mail'])
})

test('the first affected service that has a policy decides', () => {
  const services = [aService('web', { policy: undefined }), aService('api')]
  const story = given({ services }).opened({ services: services.map((service) => service.id) })
  expect(story.pages).toEqual(['0m ana mail'])
})

test('pauses of nothing do not turn passes and rounds into one instant', () => {
  const world = {
    policies: [aPolicy([aStep('0m', 'ana')], { repeat: 100, repeatAfterMs: ms('0m') })],
    settings: { exhaustedRepeatMs: ms('0m') },
  }
  expect(given(world).opened().until('2m').pages).toEqual(['0m ana mail', '1m ana mail', '2m ana mail'])
  const story = given({ ...world, policies: [aPolicy([])] })
    .opened()
    .until('1m')
  expect(story.pages).toEqual(['0m root mail', '1m root mail'])
})

test('twenty steps without delays fire in one instant, each person once', () => {
  const steps = Array.from({ length: 20 }, (_, n) => aStep('0m', n % 2 ? 'bob' : 'ana'))
  const story = given({ policies: [aPolicy(steps)] }).opened()
  expect(story.facts('StepFired')).toHaveLength(20)
  expect(story.pages).toEqual(['0m ana mail', '0m bob mail'])
  expect(story.wakes).toEqual(['5m escalation'])
})

test('a second step for the same person starts no second run', () => {
  const policies = [aPolicy([aStep('0m', 'ana'), aStep('5m', 'ana', 'bob')])]
  const story = given({ policies }).opened().until('5m')
  expect(story.pages).toEqual(['0m ana mail', '5m bob mail'])
  expect(story.facts('StepFired').at(-1)?.skipped).toEqual([{ user: ANA, because: 'already_paged' }])
})

test('a person whom two targets of a step name is paged once', () => {
  const world = {
    teams: [aTeam('crew', 'ana', 'bob')],
    policies: [aPolicy([aStep('0m', 'bob', team('crew'), 'bob')])],
  }
  expect(given(world).opened().pages).toEqual(['0m bob mail', '0m ana mail'])
})

test('a person who was deactivated between two steps is not paged, and is named', () => {
  const world = { policies: [aPolicy([aStep('0m', 'ana'), aStep('5m', 'bob', 'carol')])] }
  const story = given(world)
    .opened()
    .butNow({ ...world, users: [aUser('bob', { isActive: false })] })
    .until('5m')
  expect(story.pages).toEqual(['0m ana mail', '5m carol mail'])
  expect(story.facts('StepFired').at(-1)?.skipped).toEqual([{ user: BOB, because: 'nobody_on_call' }])
})

test('a schedule or team that was deleted meanwhile gives nobody, and the policy goes on', () => {
  const policies = [aPolicy([aStep('0m', 'ana'), aStep('5m', schedule('primary'), team('crew')), aStep('5m', 'carol')])]
  const world = { policies, schedules: [aSchedule('primary', 'bob')], teams: [aTeam('crew', 'bob')] }
  const story = given(world).opened().butNow({ policies }).until('5m')
  expect(story.pages).toEqual(['0m ana mail', '5m carol mail'])
})

test('a policy that is changed or deleted meanwhile still runs as it began', () => {
  const story = given().opened().butNow({ policies: [], services: [] }).until('5m')
  expect(story.pages).toEqual(['0m ana mail', '5m bob mail'])
})

test('who is on call is asked when the step fires, not when the incident opens', () => {
  const policies = [aPolicy([aStep('0m', 'ana'), aStep('5m', schedule('primary'))])]
  const story = given({ policies, schedules: [aSchedule('primary', 'bob')] })
    .opened()
    .butNow({ policies, schedules: [aSchedule('primary', 'carol')] })
    .until('5m')
  expect(story.pages).toEqual(['0m ana mail', '5m carol mail'])
})

test('escalating by hand fires the next step at once and goes on from there', () => {
  const policies = [aPolicy([aStep('0m', 'ana'), aStep('5m', 'bob'), aStep('5m', 'carol')])]
  const story = given({ policies }).opened().when(escalateNow, '1m', person(ROOT)).until('6m')
  expect(story.pages).toEqual(['0m ana mail', '1m bob mail', '6m carol mail'])
  expect(story.facts('StepFired').map((fact) => fact.because)).toEqual([
    'incident_opened',
    'escalated_by_hand',
    'step_due',
  ])
})

test('escalating by hand does not wait for the delay of the first step', () => {
  const story = given({ policies: [aPolicy([aStep('10m', 'ana')])] })
    .opened()
    .when(escalateNow, '1m')
  expect(story.pages).toEqual(['1m ana mail'])
})

test('escalating by hand may name the step, an earlier one included', () => {
  const policies = [aPolicy([aStep('0m', 'ana'), aStep('5m', 'bob'), aStep('5m', 'carol')])]
  const story = given({ policies })
    .opened()
    .when({ ...escalateNow, toStep: 2 }, '1m')
    .when({ ...escalateNow, toStep: 0 }, '2m')
    .when(escalateNow, '3m')
  expect(story.pages).toEqual(['0m ana mail', '1m carol mail', '2m ana mail', '3m bob mail'])
  expect(story.state.response.level).toBe('L3')
})

test('escalating an acknowledged incident opens it again: somebody else is asked', () => {
  const story = given().opened().when({ type: 'Acknowledge', by: ANA }, '1m').when(escalateNow, '2m')
  expect(story.state.status).toBe('open')
  expect(story.state.response.acknowledgedBy).toBeUndefined()
  expect(story.pages).toEqual(['0m ana mail', '2m bob mail'])
  expect(story.wakes).toEqual(['7m escalation'])
})

test('beyond the last step there is nobody to escalate to', () => {
  given().opened().until('5m').when(escalateNow).thenRejected('nobody_to_escalate_to')
})

test('a step that the policy does not have is refused', () => {
  for (const toStep of [2, -1, 0.5])
    given()
      .opened()
      .when({ ...escalateNow, toStep })
      .thenRejected('step_not_found')
})

test('while the service is being verified nobody can be called to take the incident', () => {
  const story = given()
    .opened()
    .when({ type: 'Restore', quietMs: ms('5m'), because: 'said_by_responder' }, '1m')
  story.when(escalateNow).thenRejected('incident_already_resolved')
  expect(story.until('1h').pages).toEqual(['0m ana mail'])
})

test('a step that was passed over by hand does not fire when its time comes', () => {
  const story = given().opened().when(escalateNow, '1m')
  story
    .when({ type: 'FireStep', kind: 'EscalationStepDue', run: 1, pass: 0, step: 1, because: 'step_due' })
    .thenNothing('stale_wake')
})

test('wakes of an escalation that stands down do nothing', () => {
  const story = given().opened().when({ type: 'Acknowledge', by: ANA }, '1m')
  story
    .when({ type: 'FireStep', kind: 'EscalationStepDue', run: 1, pass: 0, step: 1, because: 'step_due' })
    .thenNothing('stale_wake')
  story.when({ type: 'ExhaustPolicy', kind: 'ExhaustedRepeatDue', run: 1, round: 1 }).thenNothing('stale_wake')
})

test('the ladder is climbed, never descended by a further pass', () => {
  const policies = [aPolicy([aStep('0m', 'ana'), aStep('5m', 'bob'), aStep('5m', 'carol')], { repeat: 1 })]
  const story = given({ policies }).opened().until('25m')
  expect(story.facts('LevelReached').map((fact) => fact.level)).toEqual(['L2', 'L3'])
})

test('an incident that becomes urgent pages anew, at once and loudly, by the policy that runs', () => {
  const policies = [aPolicy([aStep('2m', 'ana'), aStep('5m', 'bob')])]
  const story = given({ policies })
    .opened({ alerts: [anAlert('a', { severity: 'low' })] })
    .butNow({ policies: [] })
    .when(attach(anAlert('b', { severity: 'critical' })), '3m')
    .until('8m')
  expect(story.pages).toEqual(['2m ana mail', '3m ana mail', '8m bob mail'])
  expect(story.messages.map((message) => message.urgency)).toEqual(['low', 'high', 'high'])
  expect(story.facts('EscalationStarted').map((fact) => fact.because)).toEqual(['incident_opened', 'urgency_raised'])
})

test('an incident that becomes urgent before anybody was paged pages once, loudly, when its step is due', () => {
  const policies = [aPolicy([aStep('5m', 'ana')])]
  const story = given({ policies })
    .opened({ alerts: [anAlert('a', { severity: 'low' })] })
    .when(attach(anAlert('b', { severity: 'critical' })), '4m')
    .until('5m')
  expect(story.pages).toEqual(['5m ana mail'])
  expect(story.messages.map((message) => message.urgency)).toEqual(['high'])
})

test('an incident that was reassigned and becomes urgent still pages its new owner first', () => {
  const story = given()
    .opened({ alerts: [anAlert('a', { severity: 'low' })] })
    .when({ type: 'Reassign', user: BOB }, '1m')
    .when({ type: 'OverridePriority', priority: 'P1', reason: 'the boss called' }, '2m')
  expect(story.pages).toEqual(['0m ana mail', '1m bob mail', '2m bob mail'])
})

test('an acknowledged incident that becomes urgent does not page: somebody has it', () => {
  const story = given()
    .opened({ alerts: [anAlert('a', { severity: 'low' })] })
    .when({ type: 'Acknowledge', by: ANA }, '1m')
    .when(attach(anAlert('b', { severity: 'critical' })), '2m')
    .until('1h')
  expect(story.state.priority.urgency).toBe('high')
  expect(story.pages).toEqual(['0m ana mail'])
})

test('after a standstill the step that is due fires, and the next one gives its people their time', () => {
  const policies = [aPolicy([aStep('0m', 'ana'), aStep('5m', 'bob'), aStep('5m', 'carol')])]
  const story = given({ policies }).opened().asleepUntil('3h')
  expect(story.pages).toEqual(['0m ana mail', '3h bob mail'])
  expect(story.wakes).toEqual(['3h5m escalation'])
})
