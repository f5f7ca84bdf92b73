import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  at,
  CONTEXT,
  doorRequest,
  payloadJson,
  payloadNames,
  payloadText,
  RECEIVED_AT,
} from '../testing/door-request.ts'
import { deepJson, expectSound, hostileBody } from '../testing/hostile-body.ts'
import { grafana } from './read.ts'

const read = (body: unknown, overrides = {}) => grafana.read(doorRequest(body, overrides), CONTEXT)
const readPayload = (name: string) => read(payloadText('grafana', name))
const unified = payloadNames('grafana').filter((name) => name.startsWith('webhook') || name.startsWith('oncall'))
const alertOf = (alert: object, notification: object = {}) => ({
  ...notification,
  version: '1',
  alerts: [{ status: 'firing', fingerprint: 'f', labels: { alertname: 'X' }, ...alert }],
})

test.each(unified)('%s is accepted whole, and nothing is odd about it', (name) => {
  const reading = readPayload(name)
  const { alerts } = payloadJson('grafana', name) as { alerts: { fingerprint: string }[] }
  expect(reading.signals).toHaveLength(alerts.length)
  expect(reading.problems).toEqual([])
  expectSound(reading, [200])
})

test('an alert that fires and its recovery are the same, by the fingerprint that Grafana gives', () => {
  const [firing] = readPayload('webhook-v10-firing.json').signals
  const [resolved] = readPayload('webhook-v10-resolved.json').signals
  expect(firing).toMatchObject({
    key: 'becbfb94bd81ef48',
    state: 'firing',
    title: '15m load average too high',
    severity: 'unknown',
    labels: { grafana_folder: 'Node alerts', instance: '10.108.0.2:9100' },
    annotations: { value: 'B = 18.98211314475876, C = 0' },
    startedAt: at('2024-03-15T02:28:00Z'),
    isTest: false,
  })
  expect(resolved).toMatchObject({ key: firing?.key, state: 'resolved', endedAt: at('2024-03-15T02:42:00Z') })
})

test('each alert of a group counts by its own status', () => {
  const { signals } = readPayload('webhook-v10-update-mixed.json')
  expect(signals.map(({ key, state }) => [key, state])).toEqual([
    ['becbfb94bd81ef48', 'resolved'],
    ['7d0c2f6a1b3e9548', 'firing'],
  ])
})

test('a rule without data says so, and by which rule', () => {
  expect(readPayload('webhook-nodata.json').signals[0]).toMatchObject({
    title: 'No data: Load avg 15m too high',
    labels: { rulename: 'Load avg 15m too high' },
  })
  const failed = alertOf({ labels: { alertname: 'DatasourceError', rulename: 'Disk' } })
  expect(read(failed).signals[0]?.title).toBe('Query failed: Disk')
})

test('the test of a contact point is recognised, is no real alert’s, and passes', () => {
  const [signal] = readPayload('webhook-v12-test-notification.json').signals
  expect(signal).toMatchObject({
    key: 'test/c4edaaf9f9f839b0',
    isTest: true,
    link: 'https://grafana.example.com/?orgId=1',
    expiresAt: RECEIVED_AT + 3_600_000,
    annotations: { panel: 'https://grafana.example.com/d/dashboard_uid?viewPanel=1' },
  })
  expect(read(alertOf({ labels: { alertname: 'TestAlert' } })).signals[0]?.isTest).toBe(false)
})

test('links are resolved against Grafana’s own address, and only web addresses become any', () => {
  const link = (generatorURL: string, externalURL = 'https://g.example.com/sub/') =>
    read(alertOf({ generatorURL }, { externalURL })).signals[0]?.link
  expect(link('alerting/grafana/x/view')).toBe('https://g.example.com/sub/alerting/grafana/x/view')
  expect(link('https://g.example.com/x')).toBe('https://g.example.com/x')
  expect(link('', 'https://g.example.com/')).toBe('https://g.example.com/')
  // A console must never offer such a link.
  expect(link('javascript:alert(1)', 'localhost:3000/')).toBeUndefined()
  expect(link('localhost:3000/alerting/x', 'localhost:3000/')).toBeUndefined()
})

test('the severity is that of the label', () => {
  const severity = (labels: object) => read(alertOf({ labels })).signals[0]?.severity
  expect(severity({ alertname: 'X', severity: 'critical' })).toBe('critical')
  expect(severity({ alertname: 'X', severity: 'P3' })).toBe('medium')
  expect(severity({ alertname: 'X' })).toBe('unknown')
})

test('PUT is a way to send it, GET is none', () => {
  expect(read(alertOf({}), { method: 'PUT' }).reply.status).toBe(200)
  expect(read('', { method: 'GET' }).reply).toMatchObject({ status: 405, headers: { allow: 'POST, PUT' } })
})

test('what is neither form is refused with the reason', () => {
  expect(JSON.parse(read({ hello: 1 }).reply.body)).toEqual({
    status: 'error',
    error: 'the body is not a notification of Grafana: it has no list "alerts"',
  })
})

test('nothing that comes in makes it throw or answer oddly', () => {
  const names = [
    'alerts',
    'labels',
    'annotations',
    'values',
    'fingerprint',
    'generatorURL',
    'externalURL',
    'panelURL',
    'valueString',
  ]
  names.push(
    'ruleId',
    'ruleName',
    'ruleUrl',
    'state',
    'evalMatches',
    'tags',
    'orgId',
    'alertname',
    'instance',
    'message',
  )
  const samples = payloadNames('grafana').map((name) => payloadText('grafana', name))
  fc.assert(
    fc.property(hostileBody(names, samples), (body) => {
      expectSound(grafana.read(doorRequest(body), CONTEXT), [200, 400])
    }),
    { numRuns: 500 },
  )
  for (const body of [deepJson(100_000), `{"alerts":[{"labels":{"a":"b"},"values":${deepJson(50_000)}}]}`]) {
    expectSound(read(body), [200, 400])
  }
})
