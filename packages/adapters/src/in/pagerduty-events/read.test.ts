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
import { findRoutingKey, pagerdutyEvents } from './read.ts'
import { unknownRoutingKeyReply } from './reply.ts'

const ENQUEUE = '/v2/enqueue'
const CHANGE = '/v2/change/enqueue'

function send(body: unknown, overrides: Partial<DoorRequest> = {}): DoorReading {
  return pagerdutyEvents.read(doorRequest(body, { path: ENQUEUE, ...overrides }), CONTEXT)
}

function sendPayload(name: string, path = ENQUEUE): DoorReading {
  return send(payloadText('pagerduty-events', name), { path })
}

function trigger(payload: object, overrides: object = {}): object {
  const required = { summary: 'S', source: 'host', severity: 'critical' }
  return {
    routing_key: 'k',
    event_action: 'trigger',
    dedup_key: 'd',
    payload: { ...required, ...payload },
    ...overrides,
  }
}

function errorsOf(body: unknown, overrides: Partial<DoorRequest> = {}): [number, string[]] {
  const { status, body: text } = send(body, overrides).reply
  return [status, (JSON.parse(text) as { errors: string[] }).errors]
}

test('a trigger is an alert that fires', () => {
  const reading = sendPayload('trigger.request.json')
  expect(reading.reply).toEqual({
    status: 202,
    headers: { 'content-type': 'application/json' },
    body: '{"status":"success","message":"Event processed","dedup_key":"srv01/mysql"}',
  })
  expect(reading.signals).toEqual([
    {
      key: 'srv01/mysql',
      state: 'firing',
      title: 'DISK at 99% on machine prod-datapipe03.example.com',
      severity: 'critical',
      labels: { source: 'prod-datapipe03.example.com', component: 'mysql', group: 'prod-datapipe', class: 'disk' },
      annotations: {
        'free space': '1%',
        'ping time': '1500ms',
        'load avg': '0.75',
        client: 'Sample Monitoring Service',
        links: 'An example link.: http://pagerduty.example.com',
        images:
          'An example link with an image: https://chart.googleapis.com/chart?chs=600x400&chd=t:6,2,9,5,2,5,7,4,8,2,1&cht=lc&chds=a&chxt=y&chm=D,0033FF,0,0,5,1',
      },
      startedAt: at('2015-07-17T08:42:58.315Z'),
      link: 'https://monitoring.service.com',
      isTest: false,
    },
  ])
})

test('a second trigger with the key is the same alert with other words', () => {
  const [signal] = sendPayload('trigger-update-same-dedup.request.json').signals
  expect(signal).toMatchObject({
    key: 'srv01/mysql',
    state: 'firing',
    severity: 'high',
    title: 'DISK at 100% on machine prod-datapipe03.example.com',
  })
})

test('acknowledge and resolve need no payload', () => {
  expect(sendPayload('acknowledge.request.json').signals).toMatchObject([{ key: 'srv01/mysql', state: 'acknowledged' }])
  expect(sendPayload('resolve.request.json').signals).toMatchObject([{ key: 'srv01/mysql', state: 'resolved' }])
  expect(JSON.parse(sendPayload('resolve.request.json').reply.body)).toEqual({
    status: 'success',
    message: 'Event processed',
    dedup_key: 'srv01/mysql',
  })
})

test('an event in the style of Alertmanager keeps its details', () => {
  const [signal] = sendPayload('alertmanager-style-trigger.request.json').signals
  expect(signal).toMatchObject({
    key: '8c4f5f1d1d8a9d5f4cc0a1b0e9f8d7c6b5a493827160f1e2d3c4b5a697887766',
    title: '[FIRING:2] InstanceDown (node critical)',
    annotations: { num_firing: '2', client: 'Alertmanager' },
    link: 'http://alertmanager.example.net:9093/#/alerts?receiver=pd',
  })
})

test('a trigger without a key opens an alert of its own, named in the answer', () => {
  const { signals, reply } = sendPayload('trigger-no-dedup-key.request.json')
  expect(signals[0]?.key).toMatch(/^[0-9a-f]{32}$/)
  expect(JSON.parse(reply.body)).toMatchObject({ dedup_key: signals[0]?.key })
  const text = payloadText('pagerduty-events', 'trigger-no-dedup-key.request.json')
  const keyOf = (body: string, receivedAt = RECEIVED_AT) => send(body, { receivedAt }).signals[0]?.key
  expect(keyOf(text)).toBe(signals[0]?.key)
  expect(keyOf(text, at('2026-02-03T10:16:00.001Z'))).not.toBe(signals[0]?.key)
  expect(keyOf(`${text} `)).not.toBe(signals[0]?.key)
})

test('a severity that does not exist is refused with the words that do', () => {
  const reading = sendPayload('INVALID-severity.request.json')
  expect(reading.signals).toEqual([])
  expect(reading.reply.status).toBe(400)
  expect(JSON.parse(reading.reply.body)).toEqual({
    status: 'invalid event',
    message: 'Event object is invalid',
    errors: ["'payload.severity' is invalid (must be one of the following: 'critical', 'warning', 'error' or 'info')"],
  })
})

test.each(['build-change-event.request.json', 'git-change-event.request.json'])(
  '%s is a change and no signal',
  (name) => {
    const reading = sendPayload(name, CHANGE)
    expect(reading.signals).toEqual([])
    expect(reading.changes).toHaveLength(1)
    expect(reading.reply).toMatchObject({
      status: 202,
      body: '{"status":"success","message":"Change event processed"}',
    })
  },
)

test('a change keeps its source, time, links and details', () => {
  expect(sendPayload('build-change-event.request.json', CHANGE).changes).toEqual([
    {
      summary: 'Build Success: Increase snapshot create timeout to 30 seconds',
      source: 'prod-build-agent-i-0b148d1040d565540',
      at: at('2015-07-17T08:42:58.315Z'),
      links: [{ href: 'https://buildpipeline.com/pagerduty/deployment/builds/220', text: 'View in Build Pipeline' }],
      details: { build_state: 'passed', build_number: '220', run_time: '1236s' },
    },
  ])
})

test('the answers have the shape of the documented ones', () => {
  const accepted = payloadJson('pagerduty-events', 'enqueue.response.202.json') as object
  expect(Object.keys(JSON.parse(send(trigger({})).reply.body))).toEqual(Object.keys(accepted))
  const unreadable = send('{"routing_key":')
  expect(unreadable.reply.status).toBe(400)
  expect(JSON.parse(unreadable.reply.body)).toEqual(payloadJson('pagerduty-events', 'enqueue.response.400.json'))
  expect(send('[]').reply).toEqual(unreadable.reply)
})

test('all that is missing is named at once', () => {
  expect(errorsOf({})).toEqual([400, ["'routing_key' is missing or blank", "'event_action' is missing or blank"]])
  expect(errorsOf({ routing_key: 'k', event_action: 'trigger' })).toEqual([
    400,
    [
      "'payload.summary' is missing or blank",
      "'payload.source' is missing or blank",
      "'payload.severity' is missing or blank",
    ],
  ])
  expect(errorsOf({ routing_key: 'k', event_action: 'explode' })).toEqual([
    400,
    ["'event_action' is invalid (must be one of the following: 'trigger', 'acknowledge' or 'resolve')"],
  ])
  expect(errorsOf({ routing_key: 'k', event_action: 'resolve', dedup_key: ' ' })).toEqual([
    400,
    ["'dedup_key' is missing or blank"],
  ])
  expect(errorsOf(trigger({}, { dedup_key: 'x'.repeat(256) }))).toEqual([
    400,
    ["Length of 'dedup_key' is incorrect (should be at most 255 characters)"],
  ])
  expect(errorsOf(trigger({}, { dedup_key: 5 }))[0]).toBe(400)
  expect(errorsOf(trigger({}, { payload: 'x' }))[0]).toBe(400)
  expect(errorsOf({ routing_key: 'k' }, { path: CHANGE })).toEqual([400, ["'payload.summary' is missing or blank"]])
})

test('severities map to ours', () => {
  const severityOf = (severity: string) => send(trigger({ severity })).signals[0]?.severity
  expect(['critical', 'error', 'warning', 'info'].map(severityOf)).toEqual(['critical', 'high', 'medium', 'info'])
})

test('details may be a text or a list, and win over what the event says beside them', () => {
  const annotationsOf = (custom_details: unknown) =>
    send(trigger({ custom_details }, { client: 'c' })).signals[0]?.annotations
  expect(annotationsOf('plain')).toEqual({ custom_details: 'plain', client: 'c' })
  expect(annotationsOf([1, 'a'])).toEqual({ custom_details: '[1,"a"]', client: 'c' })
  expect(annotationsOf({ client: 'mine', nested: { a: [true] } })).toEqual({ client: 'mine', nested: '{"a":[true]}' })
})

test('no content type is needed', () => {
  expect(send(trigger({}), { headers: {} }).reply.status).toBe(202)
})

test('the key is found in the body, else in the header', () => {
  const find = (body: unknown, headers = {}) => findRoutingKey(doorRequest(body, { headers }))
  expect(find({ routing_key: 'k' }, { 'x-routing-key': 'h' })).toBe('k')
  expect(find({}, { 'x-routing-key': 'h' })).toBe('h')
  expect(find({})).toBeUndefined()
  expect(find('{')).toBeUndefined()
  expect(find({ routing_key: 5 })).toBeUndefined()
  const withHeader = { headers: { 'x-routing-key': 'h' } }
  expect(send({ ...trigger({}), routing_key: undefined }, withHeader).reply.status).toBe(202)
})

test('a key that belongs to nobody is refused: a 2xx would promise that the event is stored', () => {
  expect(unknownRoutingKeyReply().status).toBe(400)
})

test('senders that come too fast or too large, or with another method, hear it in their form', () => {
  expect(pagerdutyEvents.busy()).toMatchObject({ status: 503, headers: { 'retry-after': '5' } })
  expect(JSON.parse(pagerdutyEvents.tooLarge().body)).toMatchObject({ status: 'invalid event' })
  expect(pagerdutyEvents.bodyBytesMax).toBe(512 * 1024)
  expect(errorsOf('', { method: 'GET' })[0]).toBe(405)
})

test('nothing that comes in makes it throw or answer oddly', () => {
  const names = [
    'routing_key',
    'event_action',
    'dedup_key',
    'payload',
    'summary',
    'source',
    'severity',
    'timestamp',
    'custom_details',
    'links',
    'images',
    'href',
    'client_url',
    'class',
  ]
  const samples = payloadNames('pagerduty-events').map((name) => payloadText('pagerduty-events', name))
  const custom = fc
    .jsonValue()
    .map((details) => new TextEncoder().encode(JSON.stringify(trigger({ custom_details: details }))))
  fc.assert(
    fc.property(fc.oneof(hostileBody(names, samples), custom), fc.constantFrom(ENQUEUE, CHANGE, ''), (body, path) => {
      expectSound(send(body, { path }), [202, 400])
    }),
    { numRuns: 500 },
  )
})

test('details that nest without end are cut, and the event is kept', () => {
  const deep = deepJson(50_000)
  const body = JSON.stringify(trigger({ custom_details: 'DEEP' })).replace('"DEEP"', `{"a":${deep}}`)
  const reading = send(body)
  expectSound(reading, [202])
  expect(reading.signals[0]?.annotations.a).toContain('…')
  expectSound(send(`{"routing_key":"k","payload":{"summary":"s","custom_details":${deep}}}`, { path: CHANGE }), [202])
})
