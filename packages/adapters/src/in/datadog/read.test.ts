import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CONTEXT, doorRequest, payloadJson, payloadNames, payloadText } from '../testing/door-request.ts'
import { expectSound, hostileBody } from '../testing/hostile-body.ts'
import { datadog } from './read.ts'
import { TEMPLATE } from './template.ts'

const read = (body: unknown, overrides = {}) => datadog.read(doorRequest(body, overrides), CONTEXT)
const readPayload = (name: string) => read(payloadText('datadog', name))
const TRIGGERED = payloadJson('datadog', 'triggered.json') as Record<string, string>
const signalOf = (changes: object) => read({ ...TRIGGERED, ...changes }).signals[0]

test.each(payloadNames('datadog'))('%s is one signal, and nothing is odd about it', (name) => {
  const reading = readPayload(name)
  expect(reading.signals).toHaveLength(1)
  expect(reading.problems).toEqual([])
  expectSound(reading, [200])
})

test('one series goes from warning to alert, loses its data, and recovers', () => {
  const steps = ['warn.json', 'triggered.json', 'no-data.json', 'recovered.json'].map(
    (name) => readPayload(name).signals[0],
  )
  expect(new Set(steps.map((signal) => signal?.key)).size).toBe(1)
  expect(steps.map((signal) => [signal?.state, signal?.severity, signal?.title])).toEqual([
    ['firing', 'medium', 'High CPU on srv1-us1-prod'],
    ['firing', 'high', 'High CPU on srv1-us1-prod'],
    ['firing', 'high', 'No data: High CPU on srv1-us1-prod'],
    ['resolved', 'high', 'High CPU on srv1-us1-prod'],
  ])
})

test('tags become labels, and the event is linked', () => {
  expect(readPayload('triggered.json').signals[0]).toMatchObject({
    description: 'CPU usage is over 90% on srv1-us1-prod.',
    labels: { service: 'api', team: 'backend', env: 'prod', host: 'srv1-us1-prod', monitor: '1234567' },
    annotations: { query: expect.stringContaining('system.cpu.user') },
    startedAt: 1_772_446_265_000,
    link: 'https://app.datadoghq.com/event/event?id=7512345678901234567',
    isTest: false,
  })
  expect(readPayload('triggered.json').signals[0]?.annotations).not.toHaveProperty('snapshot')
})

test('another group of the monitor is another alert, another event of the group is not', () => {
  const { key } = signalOf({}) ?? {}
  expect(signalOf({ alert_scope: 'host:srv2' })?.key).not.toBe(key)
  expect(signalOf({ event_id: '9', alert_cycle_key: '9', aggreg_key: '9' })?.key).toBe(key)
})

test('a recovery that comes again too late names its time, so that it cannot end the next episode', () => {
  const recovered = signalOf({ alert_transition: 'Recovered' })
  expect([recovered?.startedAt, recovered?.endedAt]).toEqual([1_772_446_265_000, 1_772_446_265_000])
})

test.each([
  ['Triggered', 'firing'],
  ['Re-Triggered', 'firing'],
  ['Warn', 'firing'],
  ['Re-Warn', 'firing'],
  ['No Data', 'firing'],
  ['Re-No Data', 'firing'],
  ['Renotify', 'firing'],
  ['Recovered', 'resolved'],
  ['recovered', 'resolved'],
])('%s is %s', (alert_transition, state) => {
  expect(signalOf({ alert_transition })?.state).toBe(state)
})

test('variables that Datadog left as they are say nothing', () => {
  const unknown = { alert_priority: '$ALERT_PRIORITY', snapshot: '$SNAPSHOT', tags: '$TAGS[env]', hostname: 'null' }
  expect(signalOf(unknown)).toMatchObject({ severity: 'high', labels: { host: 'srv1-us1-prod' } })
  expect(read(TEMPLATE).reply.status).toBe(400)
})

test('the default payload is read by its title, recovery included', () => {
  const triggered = readPayload('default-payload-triggered.json').signals[0]
  expect(triggered).toMatchObject({
    state: 'firing',
    title: 'High CPU',
    labels: { host: 'srv1-us1-prod', alertname: 'High CPU' },
    description: expect.stringContaining('over 90%'),
  })
  const body = payloadJson('datadog', 'default-payload-triggered.json') as object
  const recovered = read({ ...body, id: '1', title: '[Recovered on {host:srv1-us1-prod}] High CPU' }).signals[0]
  expect(recovered).toMatchObject({ key: triggered?.key, state: 'resolved' })
  const warned = read({ ...body, title: '[P1] [Re-Warn on {host:srv1-us1-prod}] High CPU' }).signals[0]
  expect(warned).toMatchObject({ key: triggered?.key, state: 'firing', severity: 'medium' })
})

test('the test of a monitor is recognised and never stands for the monitor', () => {
  const tested = signalOf({ alert_title: '[TEST] High CPU' })
  expect(tested?.isTest).toBe(true)
  expect(tested?.key).not.toBe(signalOf({})?.key)
  expect(read({ title: '[TEST] [Triggered on {host:a}] High CPU', id: '1' }).signals[0]?.isTest).toBe(true)
})

test('a form is read like JSON, and JSON that a quotation mark broke by its names', () => {
  const form = new URLSearchParams(TRIGGERED).toString()
  const encoded = read(form, { headers: { 'content-type': 'application/x-www-form-urlencoded' } })
  expect(encoded.signals).toEqual(readPayload('triggered.json').signals)
  const broken = payloadText('datadog', 'triggered.json').replace('CPU usage is', 'CPU "usage" is')
  const salvaged = read(broken)
  expect(salvaged.signals[0]).toMatchObject({ key: signalOf({})?.key, state: 'firing', severity: 'high' })
  expect(salvaged.problems).toHaveLength(1)
})

test('what is no notification is refused with what to do', () => {
  expect(read('[]').reply.status).toBe(400)
  expect(read({}).problems).toEqual([expect.stringContaining('paste the payload')])
})

test('nothing that comes in makes it throw or answer oddly', () => {
  const names = [...Object.keys(TEMPLATE), 'body']
  const samples = payloadNames('datadog').map((name) => payloadText('datadog', name))
  fc.assert(
    fc.property(hostileBody(names, samples), (body) => {
      expectSound(datadog.read(doorRequest(body), CONTEXT), [200, 400])
    }),
    { numRuns: 500 },
  )
  expectSound(read({ title: '[P1]'.repeat(200_000) }), [200, 400])
})
