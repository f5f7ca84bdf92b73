import { expect, test } from 'vitest'
import { ANA, aContact, aPolicy, aStep, aUser, aUserWithRules, BOB, CAROL } from '../testing/directory.ts'
import { attempted, given, page, person } from '../testing/story.ts'
import { at, ms } from '../testing/time.ts'

const acknowledge = { type: 'Acknowledge', by: BOB } as const
/** What a receipt says of the first page: the line was busy. */
const lost = {
  type: 'RecordAttempt',
  page: page(1),
  attempt: 1,
  result: { outcome: 'gave_up', code: 'undelivered', cause: 'the line was busy' },
  receiptFor: ANA,
} as const
const pageCarol = { type: 'PageResponder', user: CAROL } as const

/** Ana alone, who is mailed at once, and by hook after five minutes; every five minutes a further pass. */
const patient = {
  users: [aUserWithRules('ana', { mail: '0m', hook: '5m' })],
  policies: [aPolicy([aStep('0m', 'ana')], { repeat: 5 })],
}

test('personal rules count from the step that paged the person', () => {
  const world = {
    users: [aUserWithRules('bob', { mail: '0m', hook: '2m', sms: '3m' })],
    policies: [aPolicy([aStep('0m', 'ana'), aStep('5m', 'bob')], { repeatAfterMs: ms('1h') })],
  }
  const story = given(world).opened().until('20m')
  expect(story.pages).toEqual(['0m ana mail', '5m bob mail', '7m bob hook', '8m bob sms'])
  expect(story.facts('PageRequested').map((fact) => fact.because)).toEqual([
    'rule_immediate',
    'rule_immediate',
    'rule_due',
    'rule_due',
  ])
})

test('the rules of an earlier step run on while later steps fire', () => {
  const users = [aUserWithRules('ana', { mail: '0m', hook: '8m' })]
  expect(given({ users }).opened().until('8m').pages).toEqual(['0m ana mail', '5m bob mail', '8m ana hook'])
})

test('after an acknowledgement no further rule of anybody pages', () => {
  const users = [aUserWithRules('ana', { mail: '0m', hook: '8m' })]
  const story = given({ users }).opened().when(acknowledge, '6m')
  expect(story.wakes).toEqual([])
  expect(story.until('2h').pages).toEqual(['0m ana mail', '5m bob mail'])
})

test('a rule whose wake was under way when somebody acknowledged does nothing', () => {
  const users = [aUserWithRules('ana', { mail: '0m', hook: '8m' })]
  const story = given({ users }).opened().when(acknowledge, '6m')
  story.when({ type: 'RunRule', kind: 'NotificationRuleDue', user: ANA, run: 1, index: 1 }).thenNothing('stale_wake')
})

test('a rule pages once, however often its wake comes', () => {
  const users = [aUserWithRules('ana', { mail: '0m', hook: '2m' })]
  const story = given({ users }).opened().until('2m')
  story.when({ type: 'RunRule', kind: 'NotificationRuleDue', user: ANA, run: 1, index: 1 }).thenNothing('stale_wake')
  story.when({ type: 'RunRule', kind: 'NotificationRuleDue', user: ANA, run: 1, index: 0 }).thenNothing('stale_wake')
  story.when({ type: 'RunRule', kind: 'NotificationRuleDue', user: ANA, run: 1, index: 7 }).thenNothing('stale_wake')
})

test('a contact may be used twice by two rules, and is', () => {
  const rules = [aUserWithRules('ana', { mail: '0m' }).rules, aUserWithRules('ana', { mail: '2m' }).rules].flat()
  const story = given({ users: [aUser('ana', { rules })] })
    .opened()
    .until('4m')
  expect(story.pages).toEqual(['0m ana mail', '2m ana mail'])
})

test('a new pass pages again', () => {
  const story = given({ policies: [aPolicy([aStep('0m', 'ana')], { repeat: 1 })] })
    .opened()
    .until('5m')
  expect(story.pages).toEqual(['0m ana mail', '5m ana mail'])
})

test('a late rule keeps its time when a new pass begins before it: it is not pushed away for ever', () => {
  const users = [aUserWithRules('ana', { mail: '0m', hook: '12m' })]
  const story = given({ ...patient, users })
    .opened()
    .until('20m')
  expect(story.pages.filter((each) => each.includes('hook'))).toEqual(['12m ana hook'])
  expect(story.wakes).toContain('27m rule:ana:1:1')
})

test('a late rule that comes due in the instant of a new pass pages then', () => {
  const story = given(patient).opened().until('5m')
  expect(story.pages).toEqual(['0m ana mail', '5m ana mail', '5m ana hook'])
})

test('a late rule is not pushed away by the rounds of an exhausted policy either', () => {
  const world = {
    users: [aUserWithRules('root', { mail: '0m', hook: '40m' })].map((user) => ({ ...user, role: 'admin' as const })),
    policies: [aPolicy([])],
  }
  const story = given(world).opened().until('1h20m')
  expect(story.pages).toEqual(['0m root mail', '30m root mail', '40m root hook', '1h root mail'])
})

test('a new pass uses the rules as they are now, and forgets wakes of rules that are gone', () => {
  const rules = aUserWithRules('ana', { mail: '0m', hook: '0m' })
  const story = given({ ...patient, users: [aUserWithRules('ana', { mail: '0m', hook: '8m' })] })
    .opened()
    .butNow({ ...patient, users: [rules] })
    .until('9m')
  expect(story.pages).toEqual(['0m ana mail', '5m ana mail', '5m ana hook'])
  expect(story.wakes).toEqual(['10m escalation'])
})

test('when a contact gives up the next one is tried at once', () => {
  const users = [aUserWithRules('ana', { mail: '0m', hook: '4m' })]
  given({ users })
    .opened()
    .when(attempted(1, 'gave_up'), '1m')
    .thenFacts('PageAttempted', {
      type: 'PageRequested',
      user: ANA,
      target: { contact: 'hook' },
      because: 'contact_gave_up',
    })
})

test('a retry is no end: nothing follows from it', () => {
  given().opened().when(attempted(1, 'will_retry')).thenFacts('PageAttempted')
})

test('contacts that nobody verified are not tried', () => {
  const users = [
    aUser('ana', { contacts: [aContact('mail', { to: 'ana@example.com' }), aContact('sms', { isVerified: false })] }),
  ]
  given({ users })
    .opened()
    .when(attempted(1, 'gave_up'))
    .thenFacts('PageAttempted', 'PersonUnreachable', 'StepFired', 'LevelReached', 'PageRequested')
})

test('the address of the account is the last way to reach somebody', () => {
  const users = [aUser('ana', { contacts: [aContact('hook')], rules: [] })]
  const story = given({ users }).opened().when(attempted(1, 'gave_up'), '1m')
  expect(story.pages).toEqual(['0m ana hook', '1m ana account'])
})

test('when no contact is left the person is unreachable and the next step fires at once', () => {
  const story = given()
    .opened()
    .when(attempted(1, 'gave_up'), '1m')
    .thenFacts(
      'PageAttempted',
      { type: 'PersonUnreachable', user: ANA, because: 'no_contact_left' },
      { type: 'StepFired', step: 1, because: 'step_unreachable' },
      'LevelReached',
      { type: 'PageRequested', user: BOB },
    )
  expect(story.wakes).toEqual(['6m escalation'])
})

test('a person whom one contact reached is not unreachable because another one failed', () => {
  const story = given({ users: [aUserWithRules('ana', { mail: '0m', hook: '0m' })] })
    .opened()
    .when(attempted(1, 'handed_over'))
    .when(attempted(2, 'gave_up'), '1m')
  story.thenFacts('PageAttempted')
  expect(story.wakes).toEqual(['5m escalation'])
})

test('while one contact is still being tried the person is not given up', () => {
  const story = given({ users: [aUserWithRules('ana', { mail: '0m', hook: '0m' })] }).opened()
  story.when(attempted(2, 'gave_up'), '1m').thenFacts('PageAttempted')
  story.when(attempted(1, 'gave_up'), '2m')
  expect(story.facts('PersonUnreachable')).toHaveLength(1)
  expect(story.pages).toEqual(['0m ana mail', '0m ana hook', '2m bob mail'])
})

test('as long as one person of the step can be reached, the step keeps its time', () => {
  const policies = [aPolicy([aStep('0m', 'ana', 'bob'), aStep('5m', 'carol')])]
  const story = given({ policies }).opened().when(attempted(1, 'gave_up'), '1m')
  story.thenFacts('PageAttempted', 'PersonUnreachable')
  story.when(attempted(2, 'gave_up'), '2m')
  expect(story.pages).toEqual(['0m ana mail', '0m bob mail', '2m carol mail'])
})

test('who was paged by an earlier step does not keep a step waiting that nobody can answer', () => {
  const policies = [aPolicy([aStep('0m', 'ana'), aStep('5m', 'bob'), aStep('30m', 'carol')])]
  const story = given({ policies }).opened().when(attempted(1, 'handed_over')).when(attempted(2, 'gave_up'), '6m')
  expect(story.pages).toEqual(['0m ana mail', '5m bob mail', '6m carol mail'])
})

test('a further pass does not come early while somebody of this one can still answer', () => {
  const policies = [aPolicy([aStep('0m', 'ana'), aStep('1m', 'bob')], { repeat: 2, repeatAfterMs: ms('10m') })]
  const story = given({ policies }).opened().when(attempted(1, 'handed_over')).when(attempted(2, 'gave_up'), '2m')
  story.thenFacts('PageAttempted', 'PersonUnreachable')
  expect(story.wakes).toEqual(['11m escalation'])
})

test('when nobody of the whole pass can be reached, what comes next comes at once', () => {
  const policies = [aPolicy([aStep('0m', 'ana')], { repeat: 1 })]
  const story = given({ policies }).opened().when(attempted(1, 'gave_up'), '1m').when(attempted(2, 'gave_up'), '2m')
  expect(story.pages).toEqual(['0m ana mail', '1m ana mail', '2m ana mail', '2m root mail'])
})

test('an exhausted policy that nobody can be reached by keeps its rounds', () => {
  const story = given({ policies: [aPolicy([])] })
    .opened()
    .when(attempted(1, 'gave_up'), '1m')
  story.thenFacts('PageAttempted', 'PersonUnreachable')
  expect(story.wakes).toEqual(['30m escalation'])
})

test('a later step that finds only people who cannot be reached is left at once', () => {
  const policies = [aPolicy([aStep('0m', 'ana'), aStep('5m', 'ana'), aStep('5m', 'bob')])]
  const story = given({ policies }).opened().when(attempted(1, 'gave_up'), '1m')
  expect(story.pages).toEqual(['0m ana mail', '1m bob mail'])
})

test('a person who was deactivated while being paged is paged no more, and is not waited for', () => {
  const users = [aUserWithRules('ana', { mail: '0m', hook: '2m' })]
  const story = given({ users })
    .opened()
    .butNow({ users: [aUser('ana', { isActive: false })] })
    .until('2m')
  story.thenFacts(
    { type: 'PersonUnreachable', user: ANA },
    { type: 'StepFired', step: 1 },
    'LevelReached',
    'PageRequested',
  )
  expect(story.pages).toEqual(['0m ana mail', '2m bob mail'])
})

test('a deactivated person gets no second way either', () => {
  const users = [aUserWithRules('ana', { mail: '0m', hook: '20m' })]
  const story = given({ users })
    .opened()
    .butNow({ users: [aUser('ana', { isActive: false })] })
    .when(attempted(1, 'gave_up'), '1m')
  expect(story.pages).toEqual(['0m ana mail', '1m bob mail'])
})

test('a contact that gives up after the acknowledgement has no consequence', () => {
  const users = [aUserWithRules('ana', { mail: '0m', hook: '4m' })]
  const story = given({ users }).opened().when(acknowledge, '1m')
  story.when(attempted(1, 'gave_up'), '2m').thenFacts('PageAttempted')
})

test('a report that comes twice is recorded twice and acted upon once', () => {
  const story = given().opened().when(attempted(1, 'gave_up'), '1m').when(attempted(1, 'gave_up'), '2m')
  story.thenFacts('PageAttempted')
  expect(story.pages).toEqual(['0m ana mail', '1m bob mail'])
})

test('a receipt is recorded', () => {
  given()
    .opened()
    .when({ type: 'RecordDelivery', page: page(1) })
    .thenFacts({ type: 'PageDelivered', page: page(1) })
})

test('one more responder is paged by their own rules, and the escalation goes on', () => {
  const users = [aUserWithRules('carol', { mail: '0m', hook: '1m' })]
  const story = given({ users }).opened().when(pageCarol, '2m').until('5m')
  expect(story.pages).toEqual(['0m ana mail', '2m carol mail', '3m carol hook', '5m bob mail'])
  expect(story.facts('ResponderPaged')).toMatchObject([{ person: { user: CAROL }, because: 'responder_requested' }])
})

test("one more responder survives somebody else's acknowledgement", () => {
  const users = [aUserWithRules('carol', { mail: '0m', hook: '5m' })]
  const story = given({ users }).opened().when(pageCarol, '1m').when(acknowledge, '2m').until('1h')
  expect(story.pages).toEqual(['0m ana mail', '1m carol mail', '6m carol hook'])
  expect(story.droppedPages).toEqual(['ana mail'])
})

test('one more responder survives an escalation by hand, too', () => {
  const users = [aUserWithRules('carol', { mail: '0m', hook: '5m' })]
  const story = given({ users }).opened().when(pageCarol, '1m').when({ type: 'EscalateNow' }, '2m').until('6m')
  expect(story.pages).toEqual(['0m ana mail', '1m carol mail', '2m bob mail', '6m carol hook'])
})

test('a requested responder joins an incident that somebody has, and is called no longer', () => {
  const users = [aUserWithRules('carol', { mail: '0m', hook: '5m' })]
  const story = given({ users }).opened().when(acknowledge, '1m').when(pageCarol, '2m')
  story
    .when({ type: 'Acknowledge', by: CAROL }, '3m', person(CAROL))
    .thenFacts({ type: 'ResponderJoined', user: CAROL })
  expect(story.wakes).toEqual([])
  expect(story.state.response).toMatchObject({ acknowledgedBy: BOB, owner: BOB, responders: [BOB, CAROL] })
})

test('a requested responder may answer while the service is being verified', () => {
  const story = given()
    .opened()
    .when({ type: 'Restore', quietMs: ms('1h'), because: 'said_by_responder' }, '1m')
  story.when(pageCarol, '2m').when({ type: 'Acknowledge', by: CAROL }, '3m').thenFacts('ResponderJoined')
})

test('a responder who was asked for during a snooze is paged by all of their rules', () => {
  const users = [aUserWithRules('carol', { mail: '0m', hook: '5m' })]
  const story = given({ users })
    .opened()
    .when({ type: 'Snooze', until: at('2h') }, '1m')
    .when(pageCarol, '2m')
    .until('1h')
  expect(story.pages).toEqual(['0m ana mail', '2m carol mail', '7m carol hook'])
})

test('a step does not page a second time whom somebody asked for by name in the same pass', () => {
  const policies = [aPolicy([aStep('0m', 'ana'), aStep('5m', 'carol')], { repeat: 1 })]
  const story = given({ policies }).opened().when(pageCarol, '4m').until('15m')
  expect(story.pages).toEqual(['0m ana mail', '4m carol mail', '10m ana mail', '15m carol mail'])
})

test('asking again for a responder pages again, and their late rule keeps its time', () => {
  const users = [aUserWithRules('carol', { mail: '0m', hook: '5m' })]
  const story = given({ users })
    .opened()
    .when(acknowledge, '0m')
    .when(pageCarol, '1m')
    .when(pageCarol, '4m')
    .until('1h')
  expect(story.pages).toEqual(['0m ana mail', '1m carol mail', '4m carol mail', '6m carol hook'])
})

test('a responder who cannot be reached does not hurry a step that has not fired', () => {
  const story = given({ policies: [aPolicy([aStep('10m', 'ana')])] })
    .opened()
    .when(pageCarol, '1m')
  story.when(attempted(1, 'gave_up'), '2m').thenFacts('PageAttempted', 'PersonUnreachable')
  expect(story.wakes).toEqual(['10m escalation'])
})

test('only active people can be asked for, and only while there is something to do', () => {
  const story = given({ users: [aUser('carol', { isActive: false })] }).opened()
  story.when(pageCarol).thenRejected('user_inactive')
  story.when({ type: 'PageResponder', user: 'nobody' as typeof CAROL }).thenRejected('user_not_found')
  story.when({ type: 'Resolve', because: 'said_by_responder' })
  story.when({ type: 'PageResponder', user: ANA }).thenRejected('incident_already_resolved')
})

test('a receipt that a page did not arrive brings the next contact at once', () => {
  const users = [
    aUser('ana', { contacts: [aContact('sms'), aContact('hook')], rules: aUserWithRules('ana', { sms: '0m' }).rules }),
  ]
  const story = given({ users }).opened().when(attempted(1, 'handed_over'), '10s')
  story.when(lost, '20s').thenFacts('PageAttempted', 'PageRequested')
  expect(story.pages.slice(0, 2)).toEqual(['0m ana sms', '20s ana hook'])
})

test('whose only page did not arrive is not reached, and nobody waits for them', () => {
  const users = [aUser('ana', { contacts: [aContact('mail', { to: 'ana@example.com', channel: 'email' })] })]
  const story = given({ users }).opened().when(attempted(1, 'handed_over'), '10s')
  story.when(lost, '20s')
  expect(story.facts('PersonUnreachable')).toHaveLength(1)
})

test('a receipt that comes after somebody took it pages nobody', () => {
  const story = given({ users: [aUserWithRules('ana', { sms: '0m', hook: '9m' })] })
    .opened()
    .when(attempted(1, 'handed_over'), '10s')
  story.when(acknowledge, '30s')
  story.when(lost, '1m').thenFacts('PageAttempted')
})
