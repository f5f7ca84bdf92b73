import { expect, test } from 'vitest'
import { ANA, aSource, aUserWithRules, BOB } from '../testing/directory.ts'
import { anAlert, attach, clear, given, person } from '../testing/story.ts'
import { at, ms } from '../testing/time.ts'

const resolve = { type: 'Resolve', by: ANA, note: 'restarted', because: 'said_by_responder' } as const
const reopen = { type: 'Reopen', because: 'said_by_responder' } as const
const restore = { type: 'Restore', quietMs: ms('10m'), because: 'said_by_responder' } as const
const again = attach(anAlert('a', { episode: 2, receivedAt: at('8m') }))

test('when the last alert clears the service is verified for the quiet period, then the incident is resolved', () => {
  const story = given()
    .opened({ alerts: [anAlert('a'), anAlert('b')] })
    .when(clear('a'), '1m')
  story.thenFacts({ type: 'AlertsCleared', firingLeft: 1 })
  story.when(clear('b'), '2m').thenFacts('AlertsCleared', { type: 'ServiceRestored', quietUntil: at('7m') })
  expect(story.state.status).toBe('verifying')
  expect(story.wakes).toEqual(['7m quiet'])
  story.until('7m').thenFacts({ type: 'IncidentResolved', because: 'quiet_period_over' })
  expect(story.state).toMatchObject({ status: 'resolved', times: { restored: at('2m'), resolved: at('7m') } })
  expect(story.wakes).toEqual([])
})

test('a quiet period of nothing goes straight to resolved', () => {
  const sources = [aSource('monitor', { quietPeriodMs: ms('0m') })]
  given({ sources }).opened().when(clear('a'), '1m').thenFacts('AlertsCleared', 'ServiceRestored', 'IncidentResolved')
})

test('nobody is paged while the service is being verified', () => {
  const users = [aUserWithRules('ana', { mail: '0m', hook: '3m' })]
  const story = given({ users }).opened().when(clear('a'), '1m').until('1h')
  expect(story.pages).toEqual(['0m ana mail'])
})

test('a source may leave it to people to resolve', () => {
  const story = given({ sources: [aSource('monitor', { resolvesWhenClear: false })] })
    .opened()
    .when(clear('a'), '1m')
  story.thenFacts('AlertsCleared')
  expect(story.state.status).toBe('open')
  expect(story.wakes).toEqual(['5m escalation'])
})

test('a relapse while the service is being verified reopens the incident and pages anew', () => {
  const story = given().opened().when({ type: 'Acknowledge', by: BOB }, '1m').when(clear('a'), '5m').when(again, '8m')
  story.thenFacts(
    'AlertsAttached',
    { type: 'IncidentReopened', because: 'relapse_while_verifying' },
    { type: 'EscalationStarted', because: 'incident_reopened' },
    'StepFired',
    'PageRequested',
  )
  expect(story.state).toMatchObject({ status: 'open', signalReceivedAt: at('8m'), resolution: { reopenedCount: 1 } })
  expect(story.state.response.acknowledgedBy).toBeUndefined()
  expect(story.pages).toEqual(['0m ana mail', '8m ana mail'])
  expect(story.wakes).toEqual(['13m escalation'])
})

test('a relapse after resolving reopens the incident, and its clocks for recovery start anew', () => {
  const story = given().opened().when(clear('a'), '1m').until('6m').when(again, '8m')
  expect(story.facts('IncidentReopened')).toMatchObject([{ because: 'relapse_within_window' }])
  expect(story.state.times).not.toHaveProperty('resolved')
  expect(story.state.times).not.toHaveProperty('restored')
  story
    .when({ type: 'ClearAlerts', alerts: [{ id: anAlert('a').id, episode: 2 }], because: 'recovered' }, '9m')
    .until('14m')
  expect(story.state.times).toMatchObject({ restored: at('9m'), resolved: at('14m') })
})

test('a relapse that is worse than the incident was pages once, loudly', () => {
  const story = given()
    .opened({ alerts: [anAlert('a', { severity: 'low' })] })
    .when(clear('a'), '1m')
  story.when(attach(anAlert('b', { severity: 'critical' })), '2m')
  expect(story.pages).toEqual(['0m ana mail', '2m ana mail'])
  expect(story.messages.at(-1)?.urgency).toBe('high')
})

test('the quiet period of an incident that relapsed does not resolve it', () => {
  const story = given().opened().when(clear('a'), '1m').when(again, '2m')
  story.when({ type: 'EndQuietPeriod', kind: 'QuietPeriodDue', until: at('6m') }, '6m').thenNothing('stale_wake')
})

test('the quiet period of an earlier recovery does not end a later one', () => {
  const story = given().opened().when(clear('a'), '1m').when(again, '2m')
  story.when({ type: 'ClearAlerts', alerts: [{ id: anAlert('a').id, episode: 2 }], because: 'recovered' }, '4m')
  story.when({ type: 'EndQuietPeriod', kind: 'QuietPeriodDue', until: at('6m') }, '6m').thenNothing('stale_wake')
  expect(story.until('9m').state.status).toBe('resolved')
})

test('people resolve at once, with what they did, though alerts may still fire', () => {
  const story = given().opened().when(resolve, '3m', person(ANA))
  story.thenFacts({ type: 'IncidentResolved', by: ANA, note: 'restarted' })
  expect(story.wakes).toEqual([])
  story.when(clear('a'), '4m').thenFacts('AlertsCleared')
  story.when(resolve, '5m').thenNothing('already_resolved')
})

test('people may cut the quiet period short', () => {
  const story = given().opened().when(clear('a'), '1m').when(resolve, '2m')
  story.thenFacts('IncidentResolved')
  expect(story.wakes).toEqual([])
})

test('people may say that the service is back and let it be verified', () => {
  const story = given().opened().when(restore, '1m')
  expect(story.wakes).toEqual(['11m quiet'])
  story.when(restore, '2m').thenNothing('already_resolved')
  expect(story.until('11m').state.status).toBe('resolved')
})

test('reopening by hand pages anew; what was not resolved cannot be reopened', () => {
  const story = given().opened()
  story.when(reopen, '1m').thenRejected('incident_not_resolved_yet')
  story.when(resolve, '2m').when(reopen, '3m')
  expect(story.state.status).toBe('open')
  expect(story.pages).toEqual(['0m ana mail', '3m ana mail'])
})

test('a workaround ends the calling, and the permanent resolution is still to come', () => {
  const story = given().opened().when({ type: 'Mitigate', workaround: 'restarted' }, '2m')
  expect(story.state).toMatchObject({
    status: 'mitigated',
    times: { mitigated: at('2m') },
    resolution: { workaround: 'restarted' },
  })
  expect(story.wakes).toEqual([])
  expect(story.when(clear('a'), '3m').state.status).toBe('verifying')
  story.when({ type: 'Mitigate', workaround: 'other' }).thenRejected('incident_already_resolved')
})
