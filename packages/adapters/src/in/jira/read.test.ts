import { expect, test } from 'vitest'
import { at, CONTEXT, doorRequest, payloadJson, payloadText } from '../testing/door-request.ts'
import { readingOf, signalIn, signalOfSample } from '../testing/reading-of.ts'
import { jira } from './read.ts'

const sample = (name: string) => signalOfSample(jira, name)

interface Body {
  issue: { self: string; fields: object }
}
const withFields = (name: string, fields: object) => {
  const body = payloadJson('jira', name) as Body
  return { ...body, issue: { ...body.issue, fields: { ...body.issue.fields, ...fields } } }
}

test('an urgent issue is an alert until it is done, and acknowledged while somebody works on it', () => {
  expect(sample('issue_created.json')).toMatchObject({
    key: '10042',
    state: 'firing',
    title: 'OPS-42 Checkout 5xx',
    severity: 'critical',
    labels: { project: 'OPS', issue_type: 'Incident', priority: 'Highest', tags: 'ops' },
    annotations: { issue: 'OPS-42', reporter: 'Mia Krystof', status: 'To Do' },
    startedAt: at('2026-03-02T10:11:05Z'),
    link: 'https://acme.atlassian.net/browse/OPS-42',
  })
  expect(readingOf(jira, payloadText('jira', 'issue_updated-in-progress.json')).signals).toMatchObject([
    { key: '10042', state: 'firing' },
    { key: '10042', state: 'acknowledged' },
  ])
  expect(sample('issue_updated-done.json')).toMatchObject({
    key: '10042',
    state: 'resolved',
    endedAt: at('2026-03-02T10:12:05Z'),
  })
})

test('an issue that is not urgent, or no longer, is no alert', () => {
  const medium = withFields('issue_created.json', { priority: { name: 'Medium' } })
  expect(signalIn(jira, medium).state).toBe('resolved')
  const context = { options: { urgent_from: 'medium' } }
  expect(readingOf(jira, medium, { context }).signals[0]).toMatchObject({ state: 'firing', severity: 'medium' })
  expect(signalIn(jira, withFields('issue_created.json', { priority: { name: 'Dringend' } })).state).toBe('firing')
})

test('an issue that is deleted is over', () => {
  const body = { ...(payloadJson('jira', 'issue_created.json') as object), webhookEvent: 'jira:issue_deleted' }
  expect(signalIn(jira, body)).toMatchObject({ key: '10042', state: 'resolved' })
})

test('an issue that a rule of Automation sends is the same alert', () => {
  const { issue } = payloadJson('jira', 'issue_created.json') as Body
  expect(signalIn(jira, issue)).toMatchObject({ key: '10042', state: 'firing', title: 'OPS-42 Checkout 5xx' })
})

test('the page of an issue is found behind a path of Data Center as well', () => {
  const body = payloadJson('jira', 'issue_created.json') as Body
  const issue = { ...body.issue, self: 'https://it.example.com/jira/rest/api/2/issue/10042' }
  expect(signalIn(jira, { ...body, issue }).link).toBe('https://it.example.com/jira/browse/OPS-42')
})

test('a webhook is known by its signature, a rule by the secret itself', () => {
  const vector = payloadJson('jira', 'signature-test-vector.json') as Record<string, string>
  const { secret = '', rawBody = '', 'X-Hub-Signature': signature = '' } = vector
  const ask = (body: string, headers: Record<string, string>) =>
    jira.verify?.(doorRequest(body, { headers }), { ...CONTEXT, secret })
  expect(ask(rawBody, { 'x-hub-signature': signature })).toEqual({ isGenuine: true })
  expect(ask(`${rawBody} `, { 'x-hub-signature': signature })).toMatchObject({ refusal: { status: 401 } })
  expect(ask(rawBody, { 'x-hub-signature': 'sha256=00', 'x-tocsin-secret': secret })).toHaveProperty('refusal')
  expect(ask('{}', { 'x-tocsin-secret': secret })).toEqual({ isGenuine: true })
  expect(ask('{}', { 'x-tocsin-secret': 'other' })).toHaveProperty('refusal')
  expect(ask('{}', {})).toHaveProperty('refusal')
})
