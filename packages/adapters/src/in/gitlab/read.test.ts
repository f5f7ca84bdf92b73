import { present } from '@tocsin/core/kernel/assert.ts'
import { expect, test } from 'vitest'
import { at, CONTEXT, doorRequest, payloadJson, payloadText } from '../testing/door-request.ts'
import { readingOf } from '../testing/reading-of.ts'
import { gitlab } from './read.ts'

const sample = (name: string) => present(readingOf(gitlab, payloadText('gitlab', name)).changes[0], 'a change')
const pipeline = (name: string, overrides: object) => {
  const body = payloadJson('gitlab', name) as { object_attributes: object }
  return { ...body, object_attributes: { ...body.object_attributes, ...overrides } }
}
const JOB = 'http://10.126.0.2:3000/root/test-deployment-webhooks/-/jobs/796'

test('a deployment is a change, with its job, its commit and its time', () => {
  expect(sample('deployment-event.json')).toMatchObject({
    summary: 'Deployed root/test-deployment-webhooks 279484c0 to staging',
    source: 'root/test-deployment-webhooks',
    at: at('2021-04-28T19:50:00Z'),
    links: [{ href: JOB, text: 'Job' }, { text: 'Commit' }],
    details: {
      ...{ kind: 'deployment', outcome: 'succeeded', environment: 'staging', actor: 'root', message: 'Add new file' },
      revision: '279484c09fbe69ededfced8c1bb6e6d24616b468',
    },
  })
  expect(sample('deployment-event-failed.json').summary).toBe(
    'Deployment of root/test-deployment-webhooks 279484c0 to staging failed',
  )
})

test('a pipeline of the default branch is a change once it is over, one of a merge request is none', () => {
  const { changes } = readingOf(gitlab, pipeline('pipeline-event-failed.json', { source: 'push' }))
  expect(changes).toMatchObject([
    {
      summary: 'Pipeline pipeline_name of gitlab-org/gitlab-test failed on master',
      at: at('2016-08-12T15:26:29Z'),
      links: [{ href: 'http://192.168.64.1:3005/gitlab-org/gitlab-test/-/pipelines/31' }, {}],
      details: { revision: 'bcbb5ec396a2c0f828686f14fac9b80b780504f2', trigger: 'push' },
    },
  ])
  const others = [
    { status: 'running', source: 'push' },
    { ref: 'topic', source: 'push' },
    { tag: true, source: 'push' },
    {},
  ]
  for (const overrides of others) {
    expect(readingOf(gitlab, pipeline('pipeline-event.json', overrides)).changes).toEqual([])
  }
})

test('a push to the default branch and a release are changes', () => {
  expect(sample('push-event.json')).toMatchObject({
    summary: '4 commits to master of mike/diaspora: fixed readme',
    links: [
      {
        href: 'http://example.com/mike/diaspora/-/compare/95790bf891e76fee5e1747ab589903a6a1f80f22...da1560886d4f094c3e6c9ef40349f7d38b5d27d7',
      },
    ],
  })
  expect(sample('release-event.json')).toMatchObject({
    summary: 'Release v1.1 of gitlab-org/release-webhook-example',
    at: at('2020-11-02T12:55:12Z'),
  })
  const push = payloadJson('gitlab', 'push-event.json') as object
  expect(readingOf(gitlab, { ...push, ref: 'refs/heads/topic' }).changes).toEqual([])
})

test('where the source wants it, a failure is an alert until the same environment succeeds', () => {
  const context = { options: { alert_on_failure: true } }
  const [failed, succeeded] = ['deployment-event-failed.json', 'deployment-event.json'].map(
    (name) => readingOf(gitlab, payloadText('gitlab', name), { context }).signals[0],
  )
  expect([failed?.state, succeeded?.state]).toEqual(['firing', 'resolved'])
  expect(failed?.key).toBe(succeeded?.key)
})

test('only who knows the secret token is genuine', () => {
  const ask = (headers: Record<string, string>, secret?: string) =>
    gitlab.verify?.(doorRequest({}, { headers }), { ...CONTEXT, ...(secret && { secret }) })
  expect(ask({ 'x-gitlab-token': 's3cret' }, 's3cret')).toEqual({ isGenuine: true })
  expect(ask({ 'x-gitlab-token': 's3cre' }, 's3cret')).toMatchObject({ refusal: { status: 401 } })
  expect(ask({}, 's3cret')).toMatchObject({ problem: expect.stringContaining('X-Gitlab-Token is missing') })
  expect(ask({})).toEqual({ isGenuine: true })
})
