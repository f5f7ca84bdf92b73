import { expect, test } from 'vitest'
import { ANA, aPolicy, aStep, aUser, aUserWithRules, BOB, CAROL, MONITOR } from '../testing/directory.ts'
import { given, person, source } from '../testing/story.ts'
import { at, ms } from '../testing/time.ts'

const byAna = { type: 'Acknowledge', by: ANA } as const
const byBob = { type: 'Acknowledge', by: BOB } as const
const resolve = { type: 'Resolve', by: ANA, because: 'said_by_responder' } as const
const snooze = { type: 'Snooze', until: at('1h') } as const

test('an acknowledged incident is not paged again', () => {
  const story = given().opened().when(byAna, '1m', person(ANA))
  story.thenFacts({ type: 'IncidentAcknowledged', by: ANA })
  expect(story.state).toMatchObject({ status: 'acknowledged', times: { acknowledged: at('1m') } })
  expect(story.state.response).toMatchObject({ acknowledgedBy: ANA, owner: ANA, responders: [ANA] })
  expect(story.wakes).toEqual([])
  expect(story.until('1d').pages).toEqual(['0m ana mail'])
})

test('pages that nobody has begun to send are dropped by an acknowledgement', () => {
  expect(given().opened().when(byBob, '1m').droppedPages).toEqual(['ana mail'])
})

test('an incident is acknowledged once', () => {
  const story = given().opened().when(byAna, '1m')
  story.when(byAna, '2m').thenNothing('already_acknowledged')
  story.when(byBob, '3m').thenNothing('already_acknowledged')
  story.when({ type: 'Acknowledge' }, '4m').thenNothing('already_acknowledged')
})

test('a source acknowledges for nobody in particular', () => {
  const story = given().opened().when({ type: 'Acknowledge' }, '1m', source(MONITOR))
  expect(story.state.status).toBe('acknowledged')
  expect(story.state.response.owner).toBeUndefined()
  expect(story.notices).toEqual(['1m ana mail acknowledged by The monitor'])
})

test('what a source acknowledged gets a name when somebody takes it', () => {
  const story = given().opened().when({ type: 'Acknowledge' }, '1m', source(MONITOR)).when(byBob, '2m', person(BOB))
  story.thenFacts({ type: 'IncidentAcknowledged', by: BOB })
  expect(story.state).toMatchObject({ status: 'acknowledged', times: { acknowledged: at('1m') } })
  expect(story.state.response.owner).toBe(BOB)
})

test('taking an incident to which a workaround was applied leaves it mitigated', () => {
  const story = given().opened().when({ type: 'Mitigate', workaround: 'restarted' }, '1m').when(byAna, '2m')
  expect(story.state).toMatchObject({ status: 'mitigated', times: { acknowledged: at('2m') } })
})

test('whoever takes it has it, though it was given to somebody else', () => {
  const story = given().opened().when({ type: 'Reassign', user: CAROL }, '1m').when(byBob, '10m')
  expect(story.state.response).toMatchObject({ owner: BOB, acknowledgedBy: BOB })
})

test('what is over cannot be taken', () => {
  const story = given().opened().when(resolve, '1m')
  story.when(byBob).thenRejected('incident_already_resolved')
  story.when({ type: 'Reassign', user: BOB }).thenRejected('incident_already_resolved')
  story.when(snooze).thenRejected('incident_already_resolved')
})

test('taking an incident oneself acknowledges it', () => {
  const story = given().opened().when({ type: 'Reassign', user: CAROL }, '1m', person(CAROL))
  story.thenFacts(
    { type: 'OwnerAssigned', user: CAROL, because: 'reassigned' },
    { type: 'IncidentAcknowledged', by: CAROL },
  )
  expect(story.until('1h').pages).toEqual(['0m ana mail'])
})

test('taking over what somebody else has changes the owner and pages nobody', () => {
  const story = given().opened().when(byAna, '1m').when({ type: 'Reassign', user: CAROL }, '2m', person(CAROL))
  story.thenFacts('OwnerAssigned')
  expect(story.state).toMatchObject({ status: 'acknowledged', response: { owner: CAROL } })
  story.when({ type: 'Reassign', user: CAROL }, '3m', person(CAROL)).thenNothing('no_change')
})

test('a requested responder who takes over is called no longer', () => {
  const users = [aUserWithRules('carol', { mail: '0m', hook: '5m' })]
  const story = given({ users }).opened().when(byAna, '1m').when({ type: 'PageResponder', user: CAROL }, '2m')
  story.when({ type: 'Reassign', user: CAROL }, '3m', person(CAROL)).thenFacts('OwnerAssigned', 'ResponderJoined')
  expect(story.wakes).toEqual([])
})

test('the new owner is paged at once, and the policy goes on behind them', () => {
  const story = given().opened().when({ type: 'Reassign', user: CAROL }, '1m', person(ANA)).until('11m')
  expect(story.pages).toEqual(['0m ana mail', '1m carol mail', '6m ana mail', '11m bob mail'])
  expect(story.facts('EscalationStarted').at(-1)).toMatchObject({
    because: 'reassigned',
    policy: { name: 'Carol, then Main' },
  })
  expect(story.facts('LevelReached')).toMatchObject([{ level: 'L2', at: at('11m') }])
})

test('the new owner gets five minutes, or the delay of the first step when that is longer', () => {
  const policies = [aPolicy([aStep('20m', 'ana')])]
  const story = given({ policies }).opened().when({ type: 'Reassign', user: CAROL }, '1m').until('21m')
  expect(story.pages).toEqual(['1m carol mail', '21m ana mail'])
})

test('giving an acknowledged incident to somebody else opens it again', () => {
  const story = given().opened().when(byAna, '1m').when({ type: 'Reassign', user: BOB }, '2m', person(ANA))
  expect(story.state).toMatchObject({ status: 'open', response: { owner: BOB } })
  expect(story.state.response.acknowledgedBy).toBeUndefined()
})

test('an incident is given to active people only', () => {
  const story = given({ users: [aUser('bob', { isActive: false })] }).opened()
  story.when({ type: 'Reassign', user: BOB }).thenRejected('user_inactive')
  story.when({ type: 'Reassign', user: 'nobody' as typeof BOB }).thenRejected('user_not_found')
})

test('an escalation by hand after a reassignment goes to the first step of the policy', () => {
  const story = given().opened().when({ type: 'Reassign', user: CAROL }, '1m').when({ type: 'EscalateNow' }, '2m')
  expect(story.pages).toEqual(['0m ana mail', '1m carol mail', '2m ana mail'])
})

test('a snoozed incident is silent until its snooze ends, then it pages anew', () => {
  const story = given().opened().when(snooze, '1m')
  story.thenFacts({ type: 'IncidentSnoozed', until: at('1h') })
  expect(story.wakes).toEqual(['1h snooze'])
  story
    .until('1h')
    .thenFacts('SnoozeEnded', { type: 'EscalationStarted', because: 'snooze_ended' }, 'StepFired', 'PageRequested')
  expect(story.pages).toEqual(['0m ana mail', '1h ana mail'])
  expect(story.wakes).toEqual(['1h5m escalation'])
})

test('a snooze holds the rules of those who were paged, too', () => {
  const users = [aUserWithRules('ana', { mail: '0m', hook: '4m' })]
  const story = given({ users }).opened().when(snooze, '1m').until('30m')
  expect(story.pages).toEqual(['0m ana mail'])
})

test('an acknowledged incident that was snoozed opens again when the snooze ends', () => {
  const story = given().opened().when(byAna, '1m').when(snooze, '2m')
  expect(story.state.status).toBe('acknowledged')
  expect(story.until('1h').state.status).toBe('open')
})

test('a second snooze replaces the first', () => {
  const story = given()
    .opened()
    .when(snooze, '1m')
    .when({ ...snooze, until: at('2h') }, '2m')
  expect(story.wakes).toEqual(['2h snooze'])
  story.when({ type: 'EndSnooze', kind: 'SnoozeDue', until: at('1h') }, '1h').thenNothing('stale_wake')
})

test.each([
  ['an acknowledgement', byBob],
  ['an escalation by hand', { type: 'EscalateNow' } as const],
  ['a reassignment', { type: 'Reassign', user: BOB } as const],
  ['a resolution', resolve],
  ['a workaround', { type: 'Mitigate', workaround: 'restarted' } as const],
])('%s ends a snooze', (_, command) => {
  const story = given().opened().when(snooze, '1m').when(command, '2m')
  expect(story.state.response.hold).toBeNull()
  expect(story.wakes.filter((wake) => wake.includes('snooze'))).toEqual([])
})

test('what became urgent during a snooze is paged loudly at its end', () => {
  const users = [aUser('ana', { rules: [] })]
  const story = given({ users })
    .opened({ alerts: [], services: [] })
    .when(snooze, '1m')
    .when({ type: 'OverridePriority', priority: 'P1', reason: 'the boss called' }, '2m')
  expect(story.wakes).toEqual(['1h snooze'])
  expect(story.until('1h').messages.at(-1)?.urgency).toBe('high')
})

test('a snooze ends in the future, within seven days', () => {
  const story = given().opened()
  story.when({ ...snooze, until: at('1m') }, '1m').thenRejected('snooze_in_past')
  story.when({ ...snooze, until: at('7d2m') }).thenRejected('snooze_too_long')
  story.when({ ...snooze, until: at('7d1m'), reason: 'waiting for the vendor' }).thenFacts('IncidentSnoozed')
  expect(story.state.response.hold).toEqual({ kind: 'snooze', until: at('7d1m'), reason: 'waiting for the vendor' })
})

test('a quiet period is not put off by people', () => {
  const story = given()
    .opened()
    .when({ type: 'Restore', quietMs: ms('5m'), because: 'said_by_responder' }, '1m')
  story.when(snooze).thenRejected('incident_already_resolved')
})

test('those who were paged hear of a workaround and of a decline, except who did it', () => {
  const story = given().opened().until('6m')
  story.when({ type: 'Mitigate', workaround: 'restarted' }, '7m', person(BOB))
  expect(story.notices).toEqual(['7m ana mail mitigated by Bob'])
  story.when({ type: 'Decline', reason: 'a wish', by: ANA }, '8m', person(ANA))
  expect(story.notices.at(-1)).toBe('8m bob mail declined by Ana')
})
