import fc from 'fast-check'
import { expect, test } from 'vitest'
import { at, CONTEXT, doorRequest, payloadNames, payloadText } from '../testing/door-request.ts'
import { expectSound, hostileBody } from '../testing/hostile-body.ts'
import { signoz } from './read.ts'

const read = (body: unknown) => signoz.read(doorRequest(body), CONTEXT)
const readPayload = (name: string) => read(payloadText('signoz', name))
const signalOf = (labels: object, annotations = {}) =>
  read({ version: '4', alerts: [{ status: 'firing', labels: { alertname: 'X', ...labels }, annotations }] }).signals[0]

test.each(payloadNames('signoz'))('%s is accepted whole, and nothing is odd about it', (name) => {
  const reading = readPayload(name)
  expect(reading.signals.length).toBeGreaterThan(0)
  expect(reading.problems).toEqual([])
  expectSound(reading, [200])
})

test('an alert and its recovery are the same, and lead to the rule', () => {
  const [firing] = readPayload('webhook-firing.json').signals
  expect(firing).toMatchObject({
    key: '9d3a1f6be7702c14',
    state: 'firing',
    title: 'p99 latency of checkout is above 2s',
    severity: 'critical',
    labels: { service: 'checkout', 'service.name': 'checkout', 'threshold.name': 'critical' },
    annotations: { value: '3.41', related_traces: expect.stringContaining('traces-explorer') },
    link: 'https://signoz.example.com/alerts/edit?ruleId=0190a5e2-7a10-7b6e-9e1a-3f4c5d6e7f80',
    isTest: false,
  })
  const [resolved] = readPayload('webhook-resolved.json').signals
  expect(resolved).toMatchObject({ key: firing?.key, state: 'resolved', endedAt: at('2026-03-02T09:31:00Z') })
})

test('a change of level ends one alert and begins another', () => {
  const { signals } = readPayload('webhook-update-warning-to-critical.json')
  expect(signals.map(({ key, state, severity }) => [key, state, severity])).toEqual([
    ['9d3a1f6be7702c14', 'firing', 'critical'],
    ['1b77d0e2c4a95f38', 'resolved', 'medium'],
  ])
})

test('missing data is said, private annotations are not, and a test is one', () => {
  expect(signalOf({ nodata: 'true' })?.title).toBe('No data: X')
  expect(signalOf({}, { _internal: 'a', runbook: 'b' })?.annotations).toEqual({ runbook: 'b' })
  expect(signalOf({ testalert: 'true' })).toMatchObject({ isTest: true, key: expect.stringMatching(/^test\//) })
  expect(signalOf({ testalert: 'false', nodata: 'false' })).toMatchObject({ isTest: false, title: 'X' })
})

test('a label “service” of one’s own counts before the name of telemetry', () => {
  expect(signalOf({ service: 'shop', 'service.name': 'checkout' })?.labels.service).toBe('shop')
})

test('nothing that comes in makes it throw or answer oddly', () => {
  const names = [
    'alerts',
    'labels',
    'annotations',
    'ruleSource',
    'testalert',
    'nodata',
    'service.name',
    'status',
    'startsAt',
  ]
  const samples = payloadNames('signoz').map((name) => payloadText('signoz', name))
  fc.assert(
    fc.property(hostileBody(names, samples), (body) => {
      expectSound(signoz.read(doorRequest(body), CONTEXT), [200, 400])
    }),
    { numRuns: 500 },
  )
})
