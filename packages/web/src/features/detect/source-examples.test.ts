import { expect, test } from 'vitest'
import { sourceExamples } from './source-examples.ts'

const textOf = (system: string, addresses: string[], id: string) =>
  sourceExamples({ system, key: 'k1234567', addresses }).find((example) => example.id === id)?.text

test('Prometheus is told scheme, host and path of the address apart', () => {
  const text = textOf(
    'alertmanager',
    ['https://t.example.com/in/alertmanager/k', 'https://t.example.com/am/k'],
    'prometheus',
  )
  expect(text).toContain('scheme: https')
  expect(text).toContain('path_prefix: /am/k')
  expect(text).toContain("targets: ['t.example.com']")
})

test('a port stays with the host', () => {
  const text = textOf(
    'alertmanager',
    ['http://10.0.0.5:4000/in/alertmanager/k', 'http://10.0.0.5:4000/am/k'],
    'prometheus',
  )
  expect(text).toContain("targets: ['10.0.0.5:4000']")
})

test('PagerDuty’s senders are given the key and the host', () => {
  const text = textOf('pagerduty-events', ['https://t.example.com/v2/enqueue'], 'pdjs')
  expect(text).toContain("server: 't.example.com'")
  expect(text).toContain("routing_key: 'k1234567'")
})

test('what curl sends is JSON', () => {
  const text = textOf('json', ['https://t.example.com/in/json/k'], 'curl') ?? ''
  const body = /-d '(.*)'$/.exec(text)?.[1] ?? ''
  expect(JSON.parse(body)).toMatchObject({ id: 'disk-db-1', ok: false })
})

test('without an address or for an unknown system there is nothing to paste', () => {
  expect(sourceExamples({ system: 'json', key: 'k', addresses: [] })).toEqual([])
  expect(sourceExamples({ system: 'telegraph', key: 'k', addresses: ['https://t.example.com/x'] })).toEqual([])
})
