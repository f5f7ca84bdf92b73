import { expect, test } from 'vitest'
import { at, payloadJson } from '../testing/door-request.ts'
import { readingOf, signalIn, signalOfSample } from '../testing/reading-of.ts'
import { newrelic } from './read.ts'

const sample = (name: string) => signalOfSample(newrelic, name)
const issue = (overrides: object) =>
  signalIn(newrelic, { ...(payloadJson('newrelic', 'issue-activated.json') as object), ...overrides })
const KEY = '1ea1b1c4-7d4e-4b5f-9a53-2c0f6f2f8a11'

test('an issue is one alert from its activation to its end', () => {
  expect(sample('issue-activated.json')).toMatchObject({
    key: KEY,
    state: 'firing',
    title: "checkout query result is > 5.0 for 5 minutes on 'Error rate'",
    severity: 'critical',
    labels: { condition: 'Error rate', policy: 'Golden Signals', entity: 'checkout' },
    startedAt: at('2026-03-02T10:11:05Z'),
    link: `https://radar-api.service.newrelic.com/accounts/1/issues/${KEY}?notifier=WEBHOOK`,
    isTest: false,
  })
  expect(sample('issue-incident-added.json')).toMatchObject({
    key: KEY,
    state: 'firing',
    annotations: { entities: 'checkout, payments' },
  })
  expect(sample('issue-closed.json')).toMatchObject({
    key: KEY,
    state: 'resolved',
    endedAt: at('2026-03-02T10:27:45Z'),
  })
})

test('somebody’s action acknowledges when the template says who it was, and is an update otherwise', () => {
  expect(sample('issue-acknowledged.json').state).toBe('firing')
  expect(issue({ trigger: 'USER_ACTION', owner: 'jane@example.com' }).state).toBe('acknowledged')
  expect(issue({ trigger: 'ISSUE_ACKNOWLEDGED', acknowledgedAt: 1772446445000 }).state).toBe('acknowledged')
  expect(issue({ trigger: 'INCIDENT_ADDED', owner: 'jane@example.com' }).state).toBe('firing')
  expect(issue({ trigger: 'USER_ACTION', state: 'CLOSED', owner: 'jane@example.com' }).state).toBe('resolved')
})

test.each([
  ['CRITICAL', 'critical'],
  ['HIGH', 'high'],
  ['MEDIUM', 'medium'],
  ['LOW', 'low'],
  ['?', 'unknown'],
])('priority %s is severity %s', (priority, severity) => {
  expect(issue({ priority }).severity).toBe(severity)
})

test('tags of the entity are labels, and give way to what the issue says itself', () => {
  expect(issue({ tags: { service: ['checkout'], policy: ['x'], empty: [] } }).labels).toEqual({
    service: 'checkout',
    policy: 'Golden Signals',
    condition: 'Error rate',
    entity: 'checkout',
  })
})

test('values of a template that were left empty mean nothing', () => {
  const signal = issue({ impactedEntities: null, alertPolicyNames: [], createdAt: null, issueUrl: '', tags: null })
  expect(signal).toMatchObject({ key: KEY, labels: { condition: 'Error rate' } })
  expect(signal.startedAt).toBeUndefined()
  expect(signal.link).toBeUndefined()
})

test('without an id an issue is known by its condition and entity, and the source is told', () => {
  const body = { ...(payloadJson('newrelic', 'issue-activated.json') as object), id: null }
  const [open] = readingOf(newrelic, body).signals
  const closed = readingOf(newrelic, { ...body, state: 'CLOSED', title: 'other words' })
  expect(open?.key).toBe('Golden Signals/Error rate/checkout')
  expect(closed.signals[0]?.key).toBe(open?.key)
  expect(closed.problems.join()).toContain('{{json issueId}}')
})

test('a state that nobody knows fires', () => {
  const reading = readingOf(newrelic, { id: 'a', title: 'b', state: 'ODD' })
  expect(reading.signals[0]?.state).toBe('firing')
  expect(reading.problems).toHaveLength(1)
})

test('the sample of the template editor is a test, and never the alert of a real issue', () => {
  const id = 'd1b1f3fd-995a-4066-88ab-8ce4f6960654'
  const title = "Memory Used % > 90 for at least 2 minutes on 'Some-Entity'"
  expect(issue({ id, title })).toMatchObject({ isTest: true, key: `test/${id}` })
  expect(issue({ id }).isTest).toBe(false)
})

test('a violation of a notification channel from before workflows opens and closes', () => {
  const violation = {
    incident_id: 12345,
    account_id: 1,
    current_state: 'open',
    severity: 'CRITICAL',
    condition_name: 'Apdex',
    policy_name: 'Web',
    details: 'Apdex < 0.7',
    targets: [{ name: 'checkout', labels: { service: 'checkout' } }],
    timestamp: 1772446265000,
    incident_url: 'https://alerts.newrelic.com/accounts/1/incidents/12345',
  }
  expect(signalIn(newrelic, violation)).toMatchObject({
    key: '12345',
    state: 'firing',
    title: 'Apdex < 0.7',
    severity: 'critical',
    labels: { condition: 'Apdex', entity: 'checkout', service: 'checkout', account: '1' },
    link: 'https://alerts.newrelic.com/accounts/1/incidents/12345',
  })
  expect(signalIn(newrelic, { ...violation, current_state: 'acknowledged' })).toMatchObject({
    key: '12345',
    state: 'acknowledged',
  })
  expect(signalIn(newrelic, { ...violation, current_state: 'closed' })).toMatchObject({
    key: '12345',
    state: 'resolved',
  })
  expect(signalIn(newrelic, { ...violation, current_state: 'test' })).toMatchObject({ key: 'test/12345', isTest: true })
})
