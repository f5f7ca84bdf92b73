import { expect, test } from 'vitest'
import { at, doorRequest, payloadJson } from '../testing/door-request.ts'
import { readingOf, signalIn, signalOfSample } from '../testing/reading-of.ts'
import { sentry } from './read.ts'

const sample = (name: string) => signalOfSample(sentry, name)
const KEY = 'issue:1170820242'

test('an issue that is created, resolved and regressed is one alert', () => {
  expect(sample('issue-created.json')).toMatchObject({
    key: KEY,
    state: 'firing',
    title: 'ReferenceError: blooopy is not defined',
    severity: 'high',
    labels: { project: 'front-end', level: 'error', error_type: 'ReferenceError', platform: 'javascript' },
    annotations: { short_id: 'FRONT-END-9', users: '1', file: '/runner' },
    startedAt: at('2019-08-19T20:58:37.391Z'),
    isTest: false,
  })
  expect(sample('issue-resolved.json')).toMatchObject({ key: KEY, state: 'resolved' })
  expect(sample('issue-unresolved-regressed.json')).toMatchObject({
    key: KEY,
    state: 'firing',
    annotations: { substatus: 'regressed' },
  })
})

test('what is archived is over, under its old name as well', () => {
  expect(sample('issue-archived.json')).toMatchObject({ key: KEY, state: 'resolved' })
  expect(
    signalIn(sentry, { ...(payloadJson('sentry', 'issue-archived.json') as object), action: 'ignored' }).state,
  ).toBe('resolved')
})

test('an issue alert is the alert of its issue, so that resolving the issue ends it', () => {
  expect(sample('event-alert-triggered.json')).toMatchObject({
    key: KEY,
    state: 'firing',
    title: 'ReferenceError: heck is not defined',
    severity: 'high',
    labels: {
      project: 'front-end',
      rule: 'Very Important Alert Rule!',
      environment: 'production',
      release: 'frontend@1.4.2',
      browser: 'Chrome 121',
    },
    link: 'https://sentry.io/organizations/test-org/issues/1170820242/events/e4874d664c3540c1a32eab185f12c5ab/',
    isTest: false,
  })
})

test('an issue alert without the id of its issue finds it in the address', () => {
  const body = payloadJson('sentry', 'event-alert-triggered.json') as { data: { event: Record<string, unknown> } }
  delete body.data.event.issue_id
  expect(signalIn(sentry, body).key).toBe(KEY)
})

test('a metric alert goes from warning to critical and is resolved as one alert', () => {
  const [warning, critical, resolved] = ['warning', 'critical', 'resolved'].map((name) =>
    sample(`metric-alert-${name}.json`),
  )
  expect(warning).toMatchObject({
    key: 'metric-alert:5:4',
    state: 'firing',
    severity: 'medium',
    title: 'Too many errors',
    labels: { project: 'bar', rule: 'Too many errors' },
  })
  expect(critical).toMatchObject({
    key: 'metric-alert:5:4',
    state: 'firing',
    severity: 'critical',
    link: 'https://sentry.io/organizations/baz/alerts/1/',
  })
  expect(resolved).toMatchObject({ key: 'metric-alert:5:4', state: 'resolved' })
})

test.each([
  ['fatal', 'critical'],
  ['error', 'high'],
  ['warning', 'medium'],
  ['info', 'low'],
  ['debug', 'info'],
])('level %s is severity %s', (level, severity) => {
  expect(signalIn(sentry, { action: 'created', data: { issue: { id: 1, level } } }).severity).toBe(severity)
})

test('the plugin speaks of issues by the same key', () => {
  expect(sample('legacy-webhook-plugin-server_overload.json')).toMatchObject({
    key: 'issue:4616132098',
    state: 'firing',
    title: 'Order submission failed',
    description: 'Order submission failed: Server responded with 503 Service Unavailable - System under heavy load',
    labels: { project: 'frontend-app', environment: 'production', 'http.status_code': '503' },
    link: 'https://keep-dr.sentry.io/issues/4616132098/',
  })
  const keys = ['browser_timeout', 'database_timeout'].map((name) => sample(`legacy-webhook-plugin-${name}.json`).key)
  expect(keys).toEqual(['issue:4616132097', 'issue:4616132099'])
})

test('a test of Sentry’s is an event that it made up', () => {
  const event = { issue_id: '7', title: 'x', tags: [['sample_event', 'yes']] }
  expect(signalIn(sentry, { action: 'triggered', data: { event } })).toMatchObject({
    isTest: true,
    key: 'test/issue:7',
  })
})

test('that somebody is assigned, and that the app was installed, is nobody’s alert', () => {
  const issue = payloadJson('sentry', 'issue-created.json') as object
  const assigned = readingOf(sentry, { ...issue, action: 'assigned' })
  const headers = { 'sentry-hook-resource': 'installation' }
  const installed = readingOf(sentry, { action: 'created', data: { installation: {} } }, { request: { headers } })
  for (const reading of [assigned, installed])
    expect([reading.reply.status, reading.signals, reading.problems]).toEqual([200, [], []])
})

test('only what is signed with the client secret is genuine', () => {
  const vector = payloadJson('sentry', 'signature-test-vector.json') as Record<string, string>
  const { clientSecret = '', rawBody = '', 'Sentry-Hook-Signature': signature = '' } = vector
  const verdict = (body: string, headers: Record<string, string>, secret = clientSecret) =>
    sentry.verify?.(doorRequest(body, { headers }), { defaultSeverity: 'high', secret })
  expect(verdict(rawBody, { 'sentry-hook-signature': signature })).toEqual({ isGenuine: true })
  expect(verdict(rawBody, { 'sentry-hook-signature': signature.toUpperCase() })).toEqual({ isGenuine: true })
  expect(verdict(`${rawBody} `, { 'sentry-hook-signature': signature })).toMatchObject({ refusal: { status: 401 } })
  expect(verdict(rawBody, { 'sentry-hook-signature': signature }, 'other')).toMatchObject({ refusal: { status: 401 } })
  expect(verdict(rawBody, {})).toMatchObject({ problem: 'the header Sentry-Hook-Signature is missing' })
  expect(sentry.verify?.(doorRequest(rawBody), { defaultSeverity: 'high' })).toEqual({ isGenuine: true })
})
