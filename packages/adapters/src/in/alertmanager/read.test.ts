import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { DoorReading } from '../door.ts'
import { at, CONTEXT, doorRequest, payloadJson, payloadNames, payloadText } from '../testing/door-request.ts'
import { deepJson, expectSound, hostileBody } from '../testing/hostile-body.ts'
import { alertmanager } from './read.ts'

function readPayload(name: string): DoorReading {
  return alertmanager.read(doorRequest(payloadText('alertmanager', name)), CONTEXT)
}

function read(body: unknown): DoorReading {
  return alertmanager.read(doorRequest(body), CONTEXT)
}

function notification(alert: object, overrides: object = {}): object {
  return {
    version: '4',
    status: 'firing',
    alerts: [{ status: 'firing', labels: { alertname: 'A' }, ...alert }],
    ...overrides,
  }
}

test.each(payloadNames('alertmanager'))('%s is accepted whole', (name) => {
  const reading = readPayload(name)
  const { alerts } = payloadJson('alertmanager', name) as { alerts: unknown[] }
  expect(reading.signals).toHaveLength(alerts.length)
  expect(reading.reply).toEqual({
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: `{"status":"success","alerts":${alerts.length}}`,
  })
  expectSound(reading, [200])
})

test('two alerts of a group that fires are two signals', () => {
  const { signals, problems } = readPayload('firing-2-alerts.json')
  expect(problems).toEqual([])
  expect(signals.map(({ key, state, severity }) => ({ key, state, severity }))).toEqual([
    { key: 'f404ecabc8dd5cd7', state: 'firing', severity: 'critical' },
    { key: 'f8f08d4e32c61a9d', state: 'firing', severity: 'critical' },
  ])
  expect(signals[0]).toMatchObject({
    title: 'InstanceDown',
    description: 'localhost:8081 of job node has been down for more than 1 minute.',
    labels: { alertname: 'InstanceDown', instance: 'localhost:8081' },
    startedAt: at('2023-06-12T08:24:38.326Z'),
    isTest: false,
  })
  expect(signals[0]?.endedAt).toBeUndefined()
  expect(signals[0]?.expiresAt).toBeUndefined()
  expect(signals[0]?.link).toBeUndefined()
})

test('an alert without a fingerprint gets the one that Prometheus would give it', () => {
  const [signal] = readPayload('firing-single.json').signals
  expect(signal?.key).toMatch(/^[0-9a-f]{16}$/)
  expect(signal).toMatchObject({
    title: 'Server High Memory usage',
    severity: 'medium',
    startedAt: at('2018-03-07T11:33:21.873Z'),
    link: 'http://docker.for.mac.host.internal:9093',
  })
})

test.each(payloadNames('alertmanager'))('the fingerprints in %s are the ones that we compute', (name) => {
  const body = payloadJson('alertmanager', name) as { alerts: { fingerprint?: string }[] }
  const given = readPayload(name).signals.map(({ key }) => key)
  for (const alert of body.alerts) delete alert.fingerprint
  expect(read(body).signals.map(({ key }) => key)).toEqual(given)
})

test('alerts that the sender left out are a problem on the page of the source', () => {
  expect(readPayload('firing-truncated.json').problems).toEqual([
    'the sender left out 57 alerts (max_alerts of its webhook)',
  ])
})

test('each alert counts by its own status, whatever the group says', () => {
  expect(
    readPayload('update-mixed-one-resolved.json').signals.map(({ state, endedAt }) => ({ state, endedAt })),
  ).toEqual([
    { state: 'resolved', endedAt: at('2023-06-12T08:41:38.326Z') },
    { state: 'firing', endedAt: undefined },
  ])
  expect(readPayload('update-new-alert-in-group.json').signals.map(({ state }) => state)).toEqual([
    'resolved',
    'firing',
    'firing',
  ])
})

test('a group that resolved is resolved one by one, with its links', () => {
  const { signals } = readPayload('resolved-all.json')
  expect(signals.map(({ state }) => state)).toEqual(['resolved', 'resolved'])
  expect(signals[0]?.link).toBe('http://prometheus.example.net:9090/graph?g0.expr=up+%3D%3D+0&g0.tab=1')
})

test('the watchdog is recorded and pages nobody', () => {
  const [signal] = readPayload('watchdog-heartbeat.json').signals
  expect(signal).toMatchObject({ key: 'e1749c6acab64267', recordOnly: 'watchdog', severity: 'info' })
  expect(read(notification({ labels: { alertname: 'X', severity: 'None' } })).signals[0]?.recordOnly).toBe('watchdog')
  expect(read(notification({})).signals[0]?.recordOnly).toBeUndefined()
})

test('severity comes from the labels, then the common labels, then the annotations, then the source', () => {
  const common = { commonLabels: { severity: 'warning' } }
  const annotated = { annotations: { severity: 'page' } }
  expect(read(notification({ labels: { a: 'b', severity: 'error' } }, common)).signals[0]?.severity).toBe('high')
  expect(read(notification(annotated, common)).signals[0]?.severity).toBe('medium')
  expect(read(notification(annotated)).signals[0]?.severity).toBe('critical')
  expect(read(notification({})).signals[0]?.severity).toBe('unknown')
  expect(read(notification({ labels: { severity: 'banana' } })).signals[0]?.severity).toBe('unknown')
})

test('version 3, with a number for a group key and no fingerprints, is read', () => {
  const body = notification({}, { version: '3', groupKey: 1234567890 })
  expect(read(body)).toMatchObject({ reply: { status: 200 }, problems: [], signals: [{ state: 'firing' }] })
  expect(read(notification({}, { version: '9' })).problems).toEqual(['the version of the payload is neither 3 nor 4'])
})

test('an alert with a status that we do not know fires unless it has ended', () => {
  expect(read(notification({ status: 'odd' })).signals[0]?.state).toBe('firing')
  expect(read(notification({ status: 'odd', endsAt: '2026-01-01T00:00:00Z' })).signals[0]?.state).toBe('resolved')
  expect(read(notification({ status: 'odd', endsAt: '0001-01-01T00:00:00Z' })).signals[0]?.state).toBe('firing')
})

test('a wrong alert costs itself and not its group', () => {
  const body = {
    version: '4',
    alerts: [5, { status: 'firing', labels: { alertname: 'good' } }, { status: 'firing' }, null],
  }
  const reading = read(body)
  expect(reading.reply.status).toBe(200)
  expect(reading.signals.map(({ title }) => title)).toEqual(['good'])
  expect(reading.problems).toEqual([
    'alert 0: it has no labels',
    'alert 2: it has no labels',
    'alert 3: it has no labels',
  ])
})

test('what is no notification is refused with 400 and the reason', () => {
  expect(read('{"alerts":').reply.status).toBe(400)
  expect(JSON.parse(read('[]').reply.body)).toEqual({
    status: 'error',
    error: 'the body is not a notification of Alertmanager: it has no list "alerts"',
  })
  expect(read({ alerts: [{}] }).reply.status).toBe(400)
  expect(alertmanager.read(doorRequest('', { method: 'GET' }), CONTEXT).reply.status).toBe(405)
  expect(read({ alerts: new Array(10_001).fill({ labels: { a: 'b' } }) }).reply.status).toBe(413)
})

test('an empty group is fine and holds nothing', () => {
  expect(read({ version: '4', alerts: [] })).toMatchObject({ reply: { status: 200 }, signals: [] })
})

test('when busy the sender is told to come back, with a status after which it does', () => {
  expect(alertmanager.busy()).toMatchObject({ status: 503, headers: { 'retry-after': '5' } })
  expect(alertmanager.tooLarge().status).toBe(413)
})

test('a link that is no web address is left out', () => {
  expect(read(notification({ generatorURL: 'javascript:alert(1)' })).signals[0]?.link).toBeUndefined()
  expect(read(notification({ generatorURL: 'x' }, { externalURL: 'https://am' })).signals[0]?.link).toBe('https://am')
})

test('huge texts and label sets are cut, and identity is that of the whole', () => {
  const labels = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`l${i}`, 'x'.repeat(10_000)]))
  const [signal] = read(notification({ labels, annotations: { summary: '💥'.repeat(100_000) } })).signals
  expect(Object.keys(signal?.labels ?? {})).toHaveLength(128)
  expect(signal?.labels.l0).toHaveLength(4096)
  expect(signal?.title).toHaveLength(1024)
  const [other] = read(notification({ labels: { ...labels, l499: 'y' } })).signals
  expect(other?.key).not.toBe(signal?.key)
})

test('a fingerprint that is too long to be a key is hashed, and stays the same', () => {
  const [signal] = read(notification({ fingerprint: 'f'.repeat(1000) })).signals
  expect(signal?.key).toMatch(/^sha256:[0-9a-f]{64}$/)
  expect(read(notification({ fingerprint: 'f'.repeat(1000) })).signals[0]?.key).toBe(signal?.key)
})

test('text that a database cannot hold is replaced, in names too', () => {
  const [signal] = read(
    '{"alerts":[{"status":"firing","labels":{"a\\u0000":"b\\ud800","c":"\\ud83d\\ude00"}}]}',
  ).signals
  expect(signal?.labels).toEqual({ 'a\ufffd': 'b\ufffd', c: '😀' })
})

test('nothing that comes in makes it throw or answer oddly', () => {
  const names = [
    'alerts',
    'version',
    'status',
    'commonLabels',
    'labels',
    'annotations',
    'fingerprint',
    'startsAt',
    'endsAt',
    'generatorURL',
    'summary',
    'severity',
    'alertname',
    'truncatedAlerts',
  ]
  const samples = payloadNames('alertmanager').map((name) => payloadText('alertmanager', name))
  fc.assert(
    fc.property(hostileBody(names, samples), (body) => {
      expectSound(alertmanager.read(doorRequest(body), CONTEXT), [200, 400])
    }),
    { numRuns: 500 },
  )
})

test('nesting without end is refused or skipped', () => {
  for (const body of [deepJson(100_000), `{"alerts":[{"labels":{"a":${deepJson(100_000)}}}]}`]) {
    expectSound(read(body), [200, 400])
  }
  expectSound(read(`{"alerts":${deepJson(50_000)}}`), [400])
})
