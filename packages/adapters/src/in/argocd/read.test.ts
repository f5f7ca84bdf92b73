import { present } from '@tocsin/core/kernel/assert.ts'
import { expect, test } from 'vitest'
import { at, payloadJson, payloadText } from '../testing/door-request.ts'
import { readingOf } from '../testing/reading-of.ts'
import { guide } from './guide.ts'
import { argocd } from './read.ts'

const sample = (name: string) => present(readingOf(argocd, payloadText('argocd', name)).changes[0], 'a change')
const ALERTS = { context: { options: { alert_on_failure: true } } }

test('a sync that succeeded or failed, and health that is lost, are changes of the application', () => {
  expect(sample('deployed.json')).toMatchObject({
    summary: 'Deployed checkout 3f786850 to checkout',
    source: 'checkout',
    at: at('2026-03-02T10:01:12Z'),
    links: [{ href: 'https://argocd.acme.io/applications/checkout', text: 'checkout' }],
    details: {
      ...{ kind: 'deployment', outcome: 'succeeded', ref: 'main', images: ['registry.acme.io/checkout:1.42.0'] },
      repository: 'https://github.com/acme/deploy.git',
    },
  })
  expect(sample('sync-failed.json')).toMatchObject({
    summary: 'Deployment of checkout 3f786850 to checkout failed',
    details: { outcome: 'failed', message: 'one or more objects failed to apply' },
  })
  const degraded = sample('health-degraded.json')
  expect(degraded).toMatchObject({ summary: 'checkout is degraded', details: { outcome: 'degraded' } })
  expect(degraded.at).toBeUndefined()
})

test('where the source wants it, an application is one alert from its failure until it is healthy', () => {
  const signalsOf = (body: unknown) => readingOf(argocd, body, ALERTS).signals
  const states = ['sync-failed.json', 'health-degraded.json', 'deployed.json'].map((name) =>
    signalsOf(payloadText('argocd', name)).map(({ key, state }) => `${key} ${state}`),
  )
  expect(states).toEqual([
    ['app/argocd/checkout firing'],
    ['app/argocd/checkout firing'],
    ['app/argocd/checkout resolved'],
  ])
  const healthy = { ...(payloadJson('argocd', 'deployed.json') as object), event: 'on-healthy' }
  expect(signalsOf(healthy)).toMatchObject([{ key: 'app/argocd/checkout', state: 'resolved' }])
})

test('that an application is healthy again was nobody’s change', () => {
  const healthy = { ...(payloadJson('argocd', 'deployed.json') as object), event: 'on-healthy' }
  expect(readingOf(argocd, healthy)).toMatchObject({ changes: [], signals: [], problems: [] })
})

test('the template of the guide names what is read, and its body is JSON once it is filled', () => {
  const text = present(
    guide.argocdConfigMap,
    'the template',
  )({ key: 'k', addresses: ['https://t/in'], hasSecret: true })
  const bodies = [...text.matchAll(/body: \|\n\s+(\{.*\})/g)].map(([, body = '']) => body)
  expect(bodies).toHaveLength(4)
  for (const body of bodies) {
    const filled = body.replace(/\{\{toJson [^}]*\}\}/g, '"Succeeded"').replace(/\{\{[^}]*\}\}/g, 'x')
    expect(readingOf(argocd, filled, ALERTS)).toMatchObject({ reply: { status: 200 }, problems: [] })
    expect(readingOf(argocd, filled, ALERTS).signals).toHaveLength(1)
  }
  expect(text).toContain('value: Bearer $tocsin-secret')
})

test('a message that breaks the JSON loses nothing but its form', () => {
  const broken = payloadText('argocd', 'sync-failed.json').replace('one or more objects', 'one "or" more\nobjects')
  const { changes, problems } = readingOf(argocd, broken)
  expect(changes).toMatchObject([{ summary: 'Deployment of checkout 3f786850 to checkout failed' }])
  expect(problems[0]).toContain('not JSON')
})
