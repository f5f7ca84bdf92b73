import { createHmac } from 'node:crypto'
import { present } from '@tocsin/core/kernel/assert.ts'
import { expect, test } from 'vitest'
import { at, CONTEXT, doorRequest, payloadJson, payloadText } from '../testing/door-request.ts'
import { readingOf, signalOfSample } from '../testing/reading-of.ts'
import { github } from './read.ts'

const changeIn = (body: unknown) => present(readingOf(github, body).changes[0], 'a change')
const sample = (name: string) => changeIn(payloadText('github', name))
const changed = (name: string, part: string, overrides: object) => {
  const body = payloadJson('github', name) as Record<string, object>
  return { ...body, [part]: { ...body[part], ...overrides } }
}
const REPOSITORY = 'https://github.com/Codertocat/Hello-World'

test('a deployment and how it went are changes of its repository', () => {
  expect(sample('deployment-created.json').summary).toBe('Deploying Codertocat/Hello-World f95f852b to production')
  expect(sample('deployment_status.json')).toEqual({
    summary: 'Deployed Codertocat/Hello-World f95f852b to production',
    source: 'Codertocat/Hello-World',
    at: at('2019-05-15T15:20:55Z'),
    links: [{ href: `${REPOSITORY}/commit/f95f852bd8fca8fcc58a9a2d6c842781e32a215e`, text: 'Commit' }],
    details: {
      ...{ kind: 'deployment', outcome: 'succeeded', environment: 'production', ref: 'master', actor: 'Codertocat' },
      revision: 'f95f852bd8fca8fcc58a9a2d6c842781e32a215e',
      description: undefined,
    },
  })
  expect(sample('deployment_status-failure.json')).toMatchObject({
    summary: 'Deployment of Codertocat/Hello-World f95f852b to production failed',
    details: { outcome: 'failed' },
  })
})

test('a deployment that names its service in its payload is one of that service', () => {
  const body = changed('deployment_status.json', 'deployment', { payload: { service: 'checkout' } })
  expect(changeIn(body).service).toBe('checkout')
})

test('what still waits or runs says nothing', () => {
  for (const state of ['pending', 'queued', 'in_progress', 'waiting', 'inactive']) {
    const body = changed('deployment_status.json', 'deployment_status', { state })
    expect([state, readingOf(github, body).changes]).toEqual([state, []])
  }
})

test('a run on the default branch is a change, and one of a pull request or another branch is none', () => {
  expect(sample('workflow_run-completed-failure.json')).toMatchObject({
    summary: 'Workflow test of octo-org/octo-repo failed on master',
    links: [{ href: 'https://github.com/octo-org/octo-repo/actions/runs/289782451', text: 'Run 163' }, {}],
    details: { kind: 'pipeline', outcome: 'failed', actor: 'Codertocat' },
  })
  for (const overrides of [{ head_branch: 'topic' }, { event: 'pull_request' }, { conclusion: 'cancelled' }]) {
    const body = changed('workflow_run-completed.json', 'workflow_run', overrides)
    expect(readingOf(github, body).changes).toEqual([])
  }
})

test('a push to the default branch is a change, to another branch none', () => {
  expect(sample('push.json')).toMatchObject({
    summary: '1 commit to master of Codertocat/Hello-World: Initial commit',
    links: [{ text: 'Difference' }],
    details: { kind: 'push', ref: 'master', revision: '6113728f27ae82c7b1a177c8d03f9e96e0adf246', actor: 'Codertocat' },
  })
  const push = payloadJson('github', 'push.json') as object
  expect(readingOf(github, { ...push, ref: 'refs/heads/topic' }).changes).toEqual([])
  expect(readingOf(github, { ...push, after: '0'.repeat(40) }).changes).toEqual([])
})

test('a release is a change once it is published', () => {
  expect(sample('release-published.json')).toMatchObject({
    summary: 'Release 0.0.1 of Codertocat/Hello-World',
    links: [{ href: `${REPOSITORY}/releases/tag/0.0.1`, text: '0.0.1' }],
  })
  const release = payloadJson('github', 'release-published.json') as object
  expect(readingOf(github, { ...release, action: 'released' }).changes).toEqual([])
})

test('a ping is a test', () => {
  expect(signalOfSample(github, 'ping-payload.json')).toMatchObject({
    key: 'test/ping/109948940',
    title: 'Ping of GitHub for Octocoders/Hello-World: Anything added dilutes everything else.',
    isTest: true,
  })
})

test('where the source wants it, a failure is an alert until the same place succeeds', () => {
  const context = { options: { alert_on_failure: true } }
  const signalsOf = (name: string) => readingOf(github, payloadText('github', name), { context }).signals
  const [failed] = signalsOf('deployment_status-failure.json')
  expect(failed).toMatchObject({ state: 'firing', labels: { environment: 'production', kind: 'deployment' } })
  expect(signalsOf('deployment_status.json')).toMatchObject([{ key: failed?.key, state: 'resolved' }])
  const keys = ['workflow_run-completed-failure.json', 'workflow_run-completed.json'].map((name) => signalsOf(name)[0])
  expect(keys.map((signal) => signal?.state)).toEqual(['firing', 'resolved'])
  expect(keys[0]?.key).toBe(keys[1]?.key)
  expect(signalsOf('push.json')).toEqual([])
  expect(signalsOf('deployment-created.json')).toEqual([])
  expect(readingOf(github, payloadText('github', 'deployment_status-failure.json')).signals).toEqual([])
})

test('an event in a form is read as well', () => {
  const body = `payload=${encodeURIComponent(payloadText('github', 'release-published.json'))}`
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  expect(readingOf(github, body, { request: { headers } }).changes).toHaveLength(1)
})

test('the header of the event counts before what the body looks like', () => {
  const headers = { 'x-github-event': 'workflow_job' }
  const body = payloadText('github', 'deployment_status.json')
  expect(readingOf(github, body, { request: { headers } }).changes).toEqual([])
})

test('only what is signed with the secret is genuine', () => {
  const vector = payloadJson('github', 'signature-test-vector.json') as Record<string, string>
  const { secret = '', payload = '', 'X-Hub-Signature-256': signature = '' } = vector
  const ask = (body: string, headers: Record<string, string>, context: object = { secret }) =>
    github.verify?.(doorRequest(body, { headers }), { ...CONTEXT, ...context })
  const genuine = { isGenuine: true }
  expect(ask(payload, { 'x-hub-signature-256': signature })).toEqual(genuine)
  expect(ask(payload, { 'x-hub-signature-256': signature.toUpperCase() })).toEqual(genuine)
  expect(ask(`${payload} `, { 'x-hub-signature-256': signature })).toMatchObject({ refusal: { status: 401 } })
  expect(ask(payload, { 'x-hub-signature-256': signature }, { secret: 'other' })).toHaveProperty('refusal')
  const sha1 = `sha1=${createHmac('sha1', secret).update(payload).digest('hex')}`
  expect(ask(payload, { 'x-hub-signature': sha1 })).toMatchObject({ problem: expect.stringContaining('missing') })
  expect(ask(payload, {}, {})).toEqual(genuine)
})
