import { expect, test } from 'vitest'
import { at, payloadJson, payloadText, RECEIVED_AT } from '../testing/door-request.ts'
import { readingOf, signalIn, signalOfSample } from '../testing/reading-of.ts'
import { uptimeKuma } from './read.ts'

const sample = (name: string) => signalOfSample(uptimeKuma, name)
const down = payloadJson('uptime-kuma', 'down.json') as { heartbeat: object; monitor: object; msg: string }

test('a monitor that is down and up again is one alert', () => {
  expect(sample('down.json')).toMatchObject({
    key: 'monitor/42',
    state: 'firing',
    title: 'checkout is down',
    description: 'Request failed with status code 503',
    severity: 'critical',
    labels: { monitor: 'checkout', monitor_type: 'http', host: 'checkout.example.com', severity: 'critical' },
    annotations: { path: 'prod / checkout', url: 'https://checkout.example.com/health' },
    // Its times are UTC and do not say so, whatever zone stands beside them.
    startedAt: at('2026-03-02T10:11:05.374Z'),
    link: 'https://checkout.example.com/health',
    isTest: false,
  })
  expect(sample('up.json')).toMatchObject({
    key: 'monitor/42',
    state: 'resolved',
    endedAt: at('2026-03-02T10:11:05.374Z'),
  })
})

test('a test is recognised, and over after an hour', () => {
  expect(sample('test.json')).toMatchObject({
    isTest: true,
    title: 'Incident platform Testing',
    expiresAt: RECEIVED_AT + 3_600_000,
  })
  expect(sample('test.json').key).toMatch(/^test\//)
})

test('a certificate that runs out is a mild alert, the same one at every number of days', () => {
  const soon = sample('certificate-expiry.json')
  expect(soon).toMatchObject({ state: 'firing', severity: 'low', isTest: false, labels: { monitor: 'checkout' } })
  expect(soon.expiresAt).toBe(RECEIVED_AT + 7 * 86_400_000)
  const { msg } = payloadJson('uptime-kuma', 'certificate-expiry.json') as { msg: string }
  const sooner = signalIn(uptimeKuma, { heartbeat: null, monitor: null, msg: msg.replace('7 days', '1 day') })
  expect(sooner).toMatchObject({ key: soon.key, severity: 'medium' })
  expect(signalIn(uptimeKuma, { heartbeat: null, monitor: null, msg: msg.replace('checkout', 'other') }).key).not.toBe(
    soon.key,
  )
})

test('the multipart form and the GET say the same as the JSON', () => {
  const boundary = '--------------------------735323031399963166993862'
  const form = [
    `--${boundary}`,
    'Content-Disposition: form-data; name="data"',
    '',
    payloadText('uptime-kuma', 'down.json'),
    `--${boundary}--`,
    '',
  ]
  const headers = { 'content-type': `multipart/form-data; boundary=${boundary}` }
  expect(readingOf(uptimeKuma, form.join('\r\n'), { request: { headers } }).signals).toEqual([sample('down.json')])
  const query = new URLSearchParams({
    msg: down.msg,
    heartbeat: JSON.stringify(down.heartbeat),
    monitor: JSON.stringify(down.monitor),
  })
  expect(readingOf(uptimeKuma, '', { request: { method: 'GET', query } }).signals).toEqual([sample('down.json')])
})

test('pending and maintenance are nobody’s alert', () => {
  for (const status of [2, 3]) {
    const reading = readingOf(uptimeKuma, { ...down, heartbeat: { ...down.heartbeat, status } })
    expect([reading.reply.status, reading.signals, reading.problems]).toEqual([200, [], []])
  }
})

test('a status that nobody knows is down, and the source is told', () => {
  const reading = readingOf(uptimeKuma, { monitor: { id: 1, name: 'x' }, heartbeat: { status: 9 } })
  expect(reading.signals[0]?.state).toBe('firing')
  expect(reading.problems).toHaveLength(1)
})

test('tags name the service, and a monitor without an address has no host', () => {
  const monitor = {
    id: 1,
    name: 'x',
    url: 'https://',
    tags: [
      { name: 'service', value: 'checkout' },
      { name: 'eu', value: '' },
    ],
  }
  const { labels, link } = signalIn(uptimeKuma, { monitor, heartbeat: { status: 0 } })
  expect(labels).toEqual({ service: 'checkout', eu: 'true', monitor: 'x' })
  expect(link).toBeUndefined()
})
