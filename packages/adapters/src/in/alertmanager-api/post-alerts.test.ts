import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { DoorReading, DoorRequest } from '../door.ts'
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
import { alertmanagerApi } from './read.ts'

function post(body: unknown, overrides: Partial<DoorRequest> = {}): DoorReading {
  return alertmanagerApi.read(doorRequest(body, { path: '/api/v2/alerts', ...overrides }), CONTEXT)
}

function postPayload(name: string, receivedAt = RECEIVED_AT): DoorReading {
  return post(payloadText('alertmanager-api', name), { receivedAt })
}

/** The status and the body of the answer; the body as JSON. */
function answer(body: unknown, overrides: Partial<DoorRequest> = {}): [number, unknown] {
  const { status, body: text } = post(body, overrides).reply
  return [status, text === '' ? '' : JSON.parse(text)]
}

test('what Prometheus sends is an alert that fires until its end, unless it is refreshed', () => {
  const reading = postPayload('post-alerts-firing.request.json')
  expect(reading.reply).toEqual({ status: 200, headers: { 'cache-control': 'no-store' }, body: '' })
  expect(reading.problems).toEqual([])
  expect(reading.signals).toEqual([
    {
      key: 'f404ecabc8dd5cd7',
      state: 'firing',
      title: 'Instance localhost:8081 down',
      severity: 'critical',
      labels: {
        alertname: 'InstanceDown',
        group: 'production',
        instance: 'localhost:8081',
        job: 'node',
        severity: 'critical',
      },
      annotations: { summary: 'Instance localhost:8081 down' },
      startedAt: at('2026-02-03T10:15:30Z'),
      expiresAt: at('2026-02-03T10:19:30Z'),
      link: 'http://prometheus.example.net:9090/graph?g0.expr=up+%3D%3D+0&g0.tab=1',
      isTest: false,
    },
  ])
})

test('an end that has come is a recovery', () => {
  const [signal] = postPayload('post-alerts-resolved.request.json', at('2026-02-03T10:31:00Z')).signals
  expect(signal).toMatchObject({ key: 'f404ecabc8dd5cd7', state: 'resolved', endedAt: at('2026-02-03T10:31:00Z') })
  expect(signal?.expiresAt).toBeUndefined()
  const [before] = postPayload('post-alerts-resolved.request.json', at('2026-02-03T10:30:59.999Z')).signals
  expect(before?.state).toBe('firing')
})

test('zero times, which amtool writes, are absent: the alert begins now and ends in five minutes', () => {
  const [signal] = postPayload('post-alerts-amtool-add.request.json').signals
  expect(signal).toMatchObject({
    state: 'firing',
    startedAt: RECEIVED_AT,
    expiresAt: at('2026-02-03T10:21:00Z'),
    labels: { alertname: 'foo', node: 'bar' },
    title: 'summary of the alert',
  })
})

test('of a partly wrong request the right alerts are kept and the errors are answered', () => {
  const reading = postPayload('post-alerts-partially-invalid.request.json')
  expect(reading.signals.map(({ title }) => title)).toEqual(['good'])
  expect(reading.reply.status).toBe(400)
  expect(JSON.parse(reading.reply.body)).toBe(
    payloadJson('alertmanager-api', 'post-alerts-partially-invalid.response.400.json'),
  )
  expect(reading.problems).toEqual(['at least one label pair required', 'start time must be before end time'])
})

test.each(payloadNames('alertmanager-api').filter((name) => /^post-alerts.*request/.test(name)))(
  '%s is read soundly',
  (name) => {
    expectSound(postPayload(name), [200, 400])
  },
)

test('a start that is missing is the end, and both missing are now', () => {
  const labels = { alertname: 'A' }
  expect(post([{ labels, endsAt: '2026-02-03T10:00:00Z' }]).signals[0]).toMatchObject({
    state: 'resolved',
    startedAt: at('2026-02-03T10:00:00Z'),
    endedAt: at('2026-02-03T10:00:00Z'),
  })
  expect(post([{ labels, startsAt: null, endsAt: '' }]).signals[0]).toMatchObject({
    startedAt: RECEIVED_AT,
    expiresAt: at('2026-02-03T10:21:00Z'),
  })
  expect(answer([{ labels, startsAt: '2026-02-03T11:00:00Z' }])).toEqual([400, 'start time must be before end time'])
})

test('a time without a zone is UTC, and one before 1970 is long past', () => {
  const labels = { alertname: 'A' }
  expect(post([{ labels, endsAt: '2026-02-03T10:20:00' }]).signals[0]?.expiresAt).toBe(at('2026-02-03T10:20:00Z'))
  expect(post([{ labels, endsAt: '1969-07-20T20:17:40Z' }]).signals[0]).toMatchObject({ state: 'resolved', endedAt: 0 })
})

test('empty labels are no labels, and do not count in the identity', () => {
  const [signal] = post([{ labels: { a: 'b', empty: '', nothing: null } }]).signals
  expect(signal).toMatchObject({ key: 'd2b371819297f98a', labels: { a: 'b' } })
  expect(Object.keys(signal?.labels ?? {})).toEqual(['a'])
  expect(answer([{ labels: { a: '' } }])).toEqual([400, 'at least one label pair required'])
})

test('names beyond the classic alphabet are legal, only the empty one is not', () => {
  expect(post([{ labels: { 'foo.bar': 'x', größe: 'y' } }]).signals).toHaveLength(1)
  expect(answer([{ labels: { '': 'x' } }])).toEqual([400, 'invalid label set: invalid name ""'])
  expect(answer([{ labels: { a: 'x' }, annotations: { '': 'x' } }])).toEqual([
    400,
    'invalid annotations: invalid name ""',
  ])
})

test('the watchdog is recorded and pages nobody', () => {
  expect(post([{ labels: { alertname: 'Watchdog' } }]).signals[0]?.recordOnly).toBe('watchdog')
})

test('an empty list and null are fine', () => {
  expect(answer([])).toEqual([200, ''])
  expect(answer('null')).toEqual([200, ''])
})

test('the framework refuses as that of Alertmanager does', () => {
  expect(answer('')).toEqual([422, { code: 602, message: 'alerts in body is required' }])
  expect(answer('[{"labels":')).toEqual([
    400,
    { code: 400, message: 'parsing alerts body from "" failed, because unexpected EOF' },
  ])
  expect(answer('x')).toEqual([
    400,
    {
      code: 400,
      message: `parsing alerts body from "" failed, because invalid character 'x' looking for beginning of value`,
    },
  ])
  expect(answer('{}')).toEqual([
    400,
    {
      code: 400,
      message:
        'parsing alerts body from "" failed, because json: cannot unmarshal object into Go value of type models.PostableAlerts',
    },
  ])
  expect(answer([{ labels: { a: 'b' } }, { annotations: {} }])).toEqual([
    422,
    { code: 602, message: '1.labels in body is required' },
  ])
  expect(answer([{ labels: null }])).toEqual([422, { code: 602, message: '0.labels in body is required' }])
  expect(answer([{ labels: { a: 1 } }])[0]).toBe(400)
  expect(answer([{ labels: 'x' }])[0]).toBe(400)
  expect(answer([{ labels: { a: 'b' }, annotations: 'x' }])[0]).toBe(400)
  expect(answer([1])[0]).toBe(400)
  expect(answer([null])).toEqual([422, { code: 602, message: '0 in body is required' }])
})

test('a time that cannot be read refuses the request, as nobody knows what it meant', () => {
  const labels = { a: 'b' }
  expect(answer([{ labels, startsAt: 'garbage' }])).toEqual([
    400,
    {
      code: 400,
      message:
        'parsing alerts body from "" failed, because parsing time "garbage" as "2006-01-02 15:04:05": cannot parse "garbage" as "2006"',
    },
  ])
  expect(answer([{ labels, endsAt: 5 }])[0]).toBe(400)
  expect(answer([{ labels, endsAt: '2026-13-45T00:00:00Z' }])[0]).toBe(400)
})

test('a request that the framework refuses stores nothing, not even what was right before', () => {
  expect(post([{ labels: { a: 'b' } }, { annotations: {} }]).signals).toEqual([])
})

test('a body that is not labelled as JSON is refused with 415', () => {
  const type = (value: string) => answer([], { headers: { 'content-type': value } })
  expect(type('application/json; charset=utf-8')).toEqual([200, ''])
  expect(type('text/plain')).toEqual([
    415,
    { code: 415, message: 'unsupported media type "text/plain", only [application/json] are allowed' },
  ])
  expect(type('')).toEqual([
    415,
    { code: 415, message: 'unsupported media type "application/octet-stream", only [application/json] are allowed' },
  ])
  expect(type('garbage/;;x')).toEqual([
    400,
    {
      code: 400,
      message: 'parsing Content-Type header from "garbage/;;x" failed, because mime: expected token after slash',
    },
  ])
})

test('a generatorURL that is no URL costs the link and not the batch', () => {
  const [signal] = post([{ labels: { a: 'b' }, generatorURL: 'not a url %%' }]).signals
  expect(signal?.link).toBeUndefined()
  expect(post([{ labels: { a: 'b' }, generatorURL: 5 }]).signals).toHaveLength(1)
})

test('names from the prototype of objects are labels like any other', () => {
  const [signal] = post('[{"labels":{"__proto__":"x","constructor":"y"}}]').signals
  expect(Object.entries(signal?.labels ?? {})).toEqual([
    ['__proto__', 'x'],
    ['constructor', 'y'],
  ])
  const [dropped] = post('[{"labels":{"__proto__":"x","a":""}}]').signals
  expect(Object.entries(dropped?.labels ?? {})).toEqual([['__proto__', 'x']])
})

test('more alerts than a request may hold are refused as a whole', () => {
  expect(answer(new Array(10_001).fill({ labels: { a: 'b' } }))[0]).toBe(413)
})

test('when busy the sender hears 503', () => {
  expect(alertmanagerApi.busy()).toMatchObject({ status: 503, headers: { 'retry-after': '5' } })
  expect(alertmanagerApi.tooLarge().status).toBe(413)
})

test('nothing that comes in makes it throw or answer oddly', () => {
  const names = ['labels', 'annotations', 'startsAt', 'endsAt', 'generatorURL', 'alertname', 'severity', 'summary']
  const samples = payloadNames('alertmanager-api').map((name) => payloadText('alertmanager-api', name))
  const wrapped = hostileBody(names, samples).map((body) =>
    new TextEncoder().encode(`[${new TextDecoder().decode(body)}]`),
  )
  fc.assert(
    fc.property(fc.oneof(hostileBody(names, samples), wrapped), (body) => {
      expectSound(post(body), [200, 400, 422])
    }),
    { numRuns: 500 },
  )
})

test('nesting without end is refused', () => {
  for (const body of [
    deepJson(100_000),
    `[{"labels":{"a":"b"},"x":${deepJson(100_000)}}]`,
    `[{"labels":${deepJson(100_000)}}]`,
  ]) {
    expectSound(post(body), [200, 400])
  }
})
