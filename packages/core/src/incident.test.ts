import { expect, test } from 'vitest'
import { commandOfWake, evolve, type IncidentCommand, type IncidentState, replay, run } from './incident.ts'
import { headOf } from './incident-head.ts'
import type { Wake } from './kernel/decision.ts'
import type { Fact } from './kernel/fact.ts'
import {
  ANA,
  API,
  aDirectory,
  aPolicy,
  aService,
  aSource,
  aStep,
  aUser,
  BOB,
  CAROL,
  MONITOR,
} from './testing/directory.ts'
import { TIMER } from './testing/shell.ts'
import {
  aDeclaration,
  anAlert,
  anOpening,
  attach,
  attempted,
  clear,
  given,
  INCIDENT,
  page,
  person,
} from './testing/story.ts'
import { at, ms } from './testing/time.ts'

const close = { type: 'Close', reason: 'all good', by: ANA } as const
const resolve = { type: 'Resolve', by: ANA, because: 'said_by_responder' } as const
const forCarol = { testOf: CAROL, because: 'test_requested' } as const

test('an incident is born recorded, assessed, with its alerts, and with somebody paged', () => {
  const story = given().opened()
  story.thenFacts(
    {
      type: 'IncidentOpened',
      version: 1,
      id: INCIDENT,
      title: 'Checkout fails',
      groupKey: 'group',
      because: 'new_group',
    },
    { type: 'SeverityAssessed', severity: 'high', because: 'from_source_severity' },
    { type: 'ScopeAssessed', scope: 'department', because: 'default_scope' },
    { type: 'PriorityAssessed', priority: 'P2', urgency: 'high', because: 'computed_from_matrix' },
    { type: 'AlertsAttached', alerts: [{ id: 'a' }] },
    { type: 'EscalationStarted', run: 1, actor: { kind: 'system', part: 'escalation' } },
    { type: 'StepFired', step: 0, because: 'incident_opened' },
    { type: 'PageRequested', page: page(1), user: ANA },
  )
  expect(story.state).toMatchObject({
    status: 'open',
    version: 8,
    times: { occurred: at('0m'), detected: at('0m'), recorded: at('0m'), prioritised: at('0m') },
    record: { firing: { a: 1 }, alertsCount: 1, services: [API] },
  })
})

test('each part of the first classification says where it comes from', () => {
  const reasonsOf = (story: ReturnType<typeof given>) =>
    [...story.facts('SeverityAssessed'), ...story.facts('ScopeAssessed')].map(({ because }) => because)
  expect(reasonsOf(given().opened())).toEqual(['from_source_severity', 'default_scope'])
  const ruled = [anAlert('a', { scope: 'individual' })]
  expect(reasonsOf(given().opened({ alerts: ruled }))).toEqual(['from_source_severity', 'set_by_rule'])
  const sources = [aSource('monitor', { scope: 'company_wide' })]
  expect(reasonsOf(given({ sources }).opened())).toEqual(['from_source_severity', 'source_scope'])
  expect(reasonsOf(given().when(aDeclaration()))).toEqual(['default_severity', 'default_scope'])
  const bySeverity = given().when({ ...aDeclaration(), severity: 'low' }, '0m', person(BOB))
  expect(reasonsOf(bySeverity)).toEqual(['set_by_hand', 'default_scope'])
  expect(bySeverity.state.classification).toMatchObject({ isSeveritySetByHand: true, isScopeSetByHand: false })
})

test('what older versions recorded of a first classification is read as it was', () => {
  const facts = given()
    .opened()
    .allFacts.map((fact) =>
      fact.type === 'ScopeAssessed' ? { ...fact, because: 'from_source_severity' as const } : fact,
    )
  expect(replay(facts)?.classification).toEqual(given().opened().state.classification)
})

test('the worst alert sets how severe an incident is when it opens', () => {
  const severities = ['info', 'critical', 'medium'] as const
  const alerts = severities.map((severity) => anAlert(severity, { severity }))
  expect(given().opened({ alerts }).state.classification.severity).toBe('high')
  expect(given().opened({ alerts: alerts.slice(0, 1) }).state.classification.severity).toBe('low')
})

test('an incident that exists is not opened a second time', () => {
  given().opened().when(anOpening()).thenRejected('already_exists')
})

test('an incident that does not exist takes no command', () => {
  given().when(resolve).thenRejected('not_found')
  given()
    .when({ type: 'RecordDelivery', page: page(1) })
    .thenRejected('not_found')
})

test('a declared incident has no source and no group, pages the policy of its service, and people resolve it', () => {
  const story = given().when(aDeclaration(), '0m', person(BOB))
  expect(story.state).toMatchObject({
    status: 'open',
    record: { detectionMethod: 'user_report', alertsCount: 0 },
    classification: { severity: 'high', isSeveritySetByHand: false },
  })
  expect(story.state.record).not.toHaveProperty('groupKey')
  expect(story.pages).toEqual(['0m ana mail'])
  expect(story.when(resolve, '1m').state.status).toBe('resolved')
})

test('who declares an incident may say how severe and how wide it is', () => {
  const story = given().when({ ...aDeclaration(), severity: 'medium', scope: 'individual' }, '0m', person(BOB))
  expect(story.state.classification).toMatchObject({
    severity: 'medium',
    isSeveritySetByHand: true,
    scope: 'individual',
  })
  expect(story.state.priority).toMatchObject({ priority: 'P4', urgency: 'low' })
})

test('alerts that join a declared incident do not make it recover by themselves', () => {
  const story = given()
    .when(aDeclaration())
    .when(attach(anAlert('a')), '1m')
    .when(clear('a'), '2m')
  story.thenFacts('AlertsCleared')
  expect(story.state.status).toBe('open')
})

test('a test pages only who asked, at its loudest, and falls silent there', () => {
  const story = given().opened(forCarol).until('3h')
  expect(story.pages).toEqual(['0m carol mail'])
  expect(story.messages).toMatchObject([{ urgency: 'high' }])
  expect(story.facts('EscalationExhausted')[0]).toMatchObject({ people: [] })
})

test('a test stays loud whatever its alert says', () => {
  const story = given().opened({ ...forCarol, alerts: [anAlert('a', { severity: 'info' })] })
  expect(story.state.priority).toEqual({ priority: 'P4', urgency: 'high' })
  story.when({ type: 'Classify', scope: 'individual', because: 'set_by_hand' })
  expect(story.state.priority).toEqual({ priority: 'P5', urgency: 'high' })
})

test('nobody else is drawn into a test', () => {
  const story = given().opened(forCarol)
  story.when({ type: 'Reassign', user: BOB }, '1m', person(CAROL)).thenRejected('invalid_request')
  story.when({ type: 'PageResponder', user: BOB }).thenRejected('invalid_request')
  story.when({ type: 'EscalateNow' }).thenRejected('nobody_to_escalate_to')
})

test('a test of somebody who was deactivated pages nobody', () => {
  const story = given({ users: [aUser('carol', { isActive: false })] })
    .opened(forCarol)
    .until('1h')
  expect(story.pages).toEqual([])
})

test('a closed incident takes no command but notes, corrections, late reports and being reopened', () => {
  const story = given().opened().when(resolve, '1m').when(close, '2m')
  const refused: IncidentCommand[] = [
    { type: 'Acknowledge', by: BOB },
    { type: 'EscalateNow' },
    { type: 'PageResponder', user: BOB },
    { type: 'Snooze', until: at('1h') },
    { type: 'Mitigate', workaround: 'restarted' },
    { type: 'Classify', severity: 'low', because: 'set_by_hand' },
    { type: 'EditIncident', title: 'other' },
    attach(anAlert('b')),
    resolve,
    close,
    { type: 'Decline', reason: 'no' },
  ]
  for (const command of refused) story.when(command).thenRejected('incident_final')
  story.when({ type: 'AddNote', text: 'it was the cable' }).thenFacts('NoteAdded')
  story
    .when({ type: 'CorrectInstant', stage: 'resolved', to: at('0m'), reason: 'seen late' })
    .thenFacts('InstantCorrected')
  story.when({ type: 'ReleaseGroup', because: 'new_group' }).thenFacts('GroupReleased')
  expect(story.state.status).toBe('closed')
})

test('a closed incident that somebody reopens pages again, and leaves its group to newer incidents', () => {
  const story = given().opened().when(resolve, '1m').when(close, '2m')
  story.when({ type: 'Reopen', because: 'said_by_responder' }, '3m')
  story.thenFacts('GroupReleased', 'IncidentReopened', 'EscalationStarted', 'StepFired', 'PageRequested')
  expect(story.state).toMatchObject({ status: 'open' })
  expect(story.state.times).not.toHaveProperty('closed')
  expect(story.state.record).not.toHaveProperty('groupKey')
})

test('a declined incident stays declined', () => {
  const story = given().opened().when({ type: 'Decline', reason: 'a wish' }, '1m')
  story.when({ type: 'Reopen', because: 'said_by_responder' }).thenRejected('incident_final')
})

test('reports that come late to a closed incident are recorded without consequence', () => {
  const story = given().opened().when(resolve, '1m').when(close, '2m')
  story.when(attempted(1, 'gave_up'), '3m').thenFacts('PageAttempted')
  story.when({ type: 'RecordDelivery', page: page(1) }).thenFacts('PageDelivered')
  story.when(clear('a')).thenFacts({ type: 'AlertsCleared', firingLeft: 0 })
  expect(story.state.status).toBe('closed')
  expect(story.wakes).toEqual([])
  expect(story.pages).toEqual(['0m ana mail'])
})

test.each<Wake>([
  { kind: 'EscalationStepDue', run: 1, pass: 0, step: 1 },
  { kind: 'ExhaustedRepeatDue', run: 1, round: 1 },
  { kind: 'NotificationRuleDue', user: ANA, run: 1, index: 0 },
  { kind: 'SnoozeDue', until: at('1h') },
  { kind: 'QuietPeriodDue', until: at('1h') },
])('a wake of a closed, a resolved and an acknowledged incident does nothing: $kind', (wake) => {
  const command = commandOfWake(wake)
  const story = given().opened().when({ type: 'Acknowledge', by: BOB }, '1m')
  story.when(command).thenNothing('stale_wake')
  story.when(resolve, '2m').when(command).thenNothing('stale_wake')
  story.when(close, '3m').when(command).thenNothing('stale_wake')
})

test('facts and state survive being written as JSON', () => {
  const story = given({ settings: { reopenWindowMs: ms('2h') } })
    .opened({ description: undefined, recurrenceOf: undefined })
    .when({ type: 'Snooze', until: at('30m') }, '1m')
    .when({ type: 'PageResponder', user: CAROL }, '2m')
  const facts: Fact[] = story.lastFacts
  const state: IncidentState = story.state
  expect(JSON.parse(JSON.stringify(facts))).toStrictEqual(facts)
  expect(JSON.parse(JSON.stringify(state))).toStrictEqual(state)
})

test('what the opening leaves out is absent from the fact, so that storing it changes nothing', () => {
  const [opened] = given().opened({ description: undefined, recurrenceOf: undefined, groupKey: undefined }).lastFacts
  expect(Object.keys(opened ?? {})).not.toContain('description')
  expect(JSON.parse(JSON.stringify(opened))).toStrictEqual(opened)
})

test('a stream with a gap, or without a beginning, is a bug', () => {
  const [first, second, third] = given().opened().lastFacts
  if (!first || !second || !third) throw new Error('the opening yields facts')
  expect(() => replay([second])).toThrow('a stream begins with IncidentOpened')
  expect(() => evolve(replay([first]), third)).toThrow('fact 3 follows 1')
  expect(replay([])).toBeNull()
})

test('follow-up commands are recorded as the doing of the part that asked for them', () => {
  const directory = aDirectory()
  const opened = run(null, anOpening(), { at: at('0m'), actor: { kind: 'source', id: MONITOR }, directory })
  if ('rejected' in opened) throw new Error('the opening was refused')
  expect(opened.facts.map((fact) => fact.actor.kind)).toEqual([...Array(5).fill('source'), ...Array(3).fill('system')])
  const cleared = run(opened.state, clear('a'), { at: at('1m'), actor: { kind: 'source', id: MONITOR }, directory })
  if ('rejected' in cleared) throw new Error('the recovery was refused')
  expect(cleared.facts.map((fact) => fact.actor)).toEqual([{ kind: 'source', id: MONITOR }, TIMER])
})

test('the head tells every step what no single one owns', () => {
  expect(headOf(given().opened(forCarol).state)).toEqual({
    id: INCIDENT,
    status: 'open',
    title: 'Checkout fails',
    services: [API],
    priority: 'P2',
    urgency: 'high',
    signalReceivedAt: at('0m'),
    recordedAt: at('0m'),
    extent: { services: 1, scope: 'department', severity: 'high', reports: 0 },
    testOf: CAROL,
  })
})

test('what a deleted source opened is over when its alerts are', () => {
  const story = given().opened().butNow({ sources: [], services: [], policies: [] }).when(clear('a'), '1m')
  story.thenFacts('AlertsCleared', 'ServiceRestored', 'IncidentResolved')
  expect(story.until('5m').messages.at(-1)).toMatchObject({ services: ['api'] })
})

test('a service that was deleted meanwhile harms nothing', () => {
  const story = given().opened().butNow({ services: [], policies: [] })
  expect(story.when({ type: 'Reassign', user: BOB }, '6m').until('11m').pages.at(-1)).toBe('11m root mail')
})

test('each of several services is named in a page', () => {
  const services = [aService('api'), aService('web')]
  const story = given({ services }).opened({ services: services.map(({ id }) => id) })
  expect(story.messages.at(-1)?.services).toEqual(['The api', 'The web'])
})

test('an incident that recovers in the transaction that opens it pages and resolves in that order', () => {
  const story = given({
    sources: [aSource('monitor', { quietPeriodMs: ms('0m') })],
    policies: [aPolicy([aStep('0m', 'ana')])],
  })
  story.opened().when(clear('a'))
  expect(story.state.status).toBe('resolved')
  expect(story.wakes).toEqual([])
  expect(story.droppedPages).toEqual(['ana mail'])
})
