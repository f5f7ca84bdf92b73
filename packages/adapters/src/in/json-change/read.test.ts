import { expect, test } from 'vitest'
import { at, payloadText } from '../testing/door-request.ts'
import { readingOf } from '../testing/reading-of.ts'
import { jsonChange } from './read.ts'

const changesOf = (name: string) => readingOf(jsonChange, payloadText('json-change', name)).changes

test('a change is read with its service, link, actor and revision', () => {
  expect(changesOf('deployed.json')).toEqual([
    {
      summary: 'Checkout 1.42.0 is live',
      source: 'deploy-bot',
      service: 'checkout',
      at: at('2026-03-02T10:01:12Z'),
      links: [{ href: 'https://ci.example.com/runs/1042' }],
      details: {
        ...{ kind: 'deployment', outcome: 'succeeded', environment: 'production', actor: 'ana', replicas: 6 },
        revision: '3f786850e387550fdab836ed7e6dc881de23001b',
        image: 'registry.example.com/checkout:1.42.0',
      },
    },
  ])
})

test('a list is as many changes, and other names of the fields are known', () => {
  expect(changesOf('two-changes.json').map(({ summary, source }) => [summary, source])).toEqual([
    ['Flag new-cart is on for 10 %', 'flags'],
    ['Firewall rule 12 was removed', 'terraform'],
  ])
  expect(changesOf('two-changes.json')[1]?.links).toEqual([{ href: 'https://tf.example.com/runs/7', text: 'Run 7' }])
  expect(changesOf('other-names.json')).toMatchObject([
    {
      ...{ summary: 'Raise the pool size', source: 'acme/checkout', at: at('2026-03-02T10:01:12Z') },
      links: [{ href: 'https://ci.example.com/runs/1043' }],
      details: { outcome: 'succeeded', ref: 'main', actor: 'ana' },
    },
  ])
})

test('one change without a summary is told of and takes nothing from the others', () => {
  const { changes, problems } = readingOf(jsonChange, [{ kind: 'flag' }, { summary: 'Fine' }, 7])
  expect(changes.map(({ summary }) => summary)).toEqual(['Fine'])
  expect(problems).toEqual([
    'change 1 of 3 has no "summary" and was left out',
    'change 3 of 3 has no "summary" and was left out',
  ])
})

test('a failure is an alert only where the source wants it, and until the same thing succeeds', () => {
  const change = { summary: 'Deploy', service: 'api', environment: 'prod', kind: 'deployment' }
  const signalsOf = (status: string, options: Record<string, unknown>) =>
    readingOf(jsonChange, { ...change, status }, { context: { options: options as never } }).signals
  expect(signalsOf('failed', {})).toEqual([])
  const [failed, ok] = ['failed', 'success'].map((status) => signalsOf(status, { alert_on_failure: true })[0])
  expect([failed?.state, ok?.state]).toEqual(['firing', 'resolved'])
  expect(failed?.key).toBe(ok?.key)
  expect(failed?.labels).toMatchObject({ service: 'api' })
})
