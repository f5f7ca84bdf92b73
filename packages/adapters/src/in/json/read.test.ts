import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { DoorReading, DoorRequest } from '../door.ts'
import { at, doorRequest, payloadNames, payloadText } from '../testing/door-request.ts'
import { deepJson, expectSound, hostileBody } from '../testing/hostile-body.ts'
import { json } from './read.ts'

type Map = Record<string, string>

function read(body: unknown, map?: Map, overrides: Partial<DoorRequest> = {}): DoorReading {
  return json.read(doorRequest(body, overrides), { defaultSeverity: 'low', ...(map ? { map } : {}) })
}

const ISSUE_MAP = {
  title: 'body.title',
  dedup_key: 'body.id',
  state: "body.ok ? 'resolved' : 'firing'",
  severity: 'body.level',
}

test('a mapping reads the fields that it names', () => {
  const reading = read({ title: 'Disk full', id: 42, ok: false, level: 'crit' }, ISSUE_MAP)
  expect(reading.problems).toEqual([])
  expect(reading.reply).toEqual({
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: '{"status":"success","dedup_keys":["42"]}',
  })
  expect(reading.signals).toEqual([
    {
      key: '42',
      state: 'firing',
      title: 'Disk full',
      severity: 'critical',
      labels: {},
      annotations: {},
      isTest: false,
    },
  ])
  expect(read({ title: 'Disk full', id: 42, ok: true, level: 'crit' }, ISSUE_MAP).signals).toMatchObject([
    { key: '42', state: 'resolved' },
  ])
})

test('one body may hold many alerts, each read with item', () => {
  const map = {
    alerts: 'body.checks',
    title: "item.name + ' on ' + body.host",
    dedup_key: 'item.name',
    state: "item.ok ? 'resolved' : 'firing'",
    labels: "{'host': body.host, 'check': item.name}",
    started_at: 'item.since',
  }
  const checks = [
    { name: 'disk', ok: false, since: '2026-02-03T10:00:00Z' },
    { name: 'load', ok: true, since: 1770113700 },
  ]
  const { signals, problems } = read({ host: 'h1', checks }, map)
  expect(problems).toEqual([])
  expect(signals).toMatchObject([
    {
      key: 'disk',
      state: 'firing',
      title: 'disk on h1',
      labels: { host: 'h1', check: 'disk' },
      startedAt: at('2026-02-03T10:00:00Z'),
    },
    {
      key: 'load',
      state: 'resolved',
      title: 'load on h1',
      labels: { host: 'h1', check: 'load' },
      endedAt: at('2026-02-03T10:15:00Z'),
    },
  ])
  expect(read({ host: 'h1', checks: [] }, map)).toMatchObject({ signals: [], reply: { status: 200 } })
})

test('headers are there by their lower-case names', () => {
  const headers = { 'content-type': 'application/json', 'x-level': 'warning' }
  expect(read({ title: 'x' }, { severity: "headers['x-level']" }, { headers }).signals[0]?.severity).toBe('medium')
})

test.each(payloadNames('json'))('%s is read without a mapping', (name) => {
  const reading = read(payloadText('json', name))
  expect(reading.problems).toEqual([])
  expect(reading.signals).toEqual([
    {
      key: '08d6891a-835c-e661-39fa-96b6a9e26552',
      state: 'firing',
      title: 'TestAlert: The whole system is down',
      description: 'This alert was sent by user for demonstration purposes\nSmth happened. Oh no!',
      severity: 'low',
      labels: {},
      annotations: {},
      link: 'https://en.wikipedia.org/wiki/Downtime',
      isTest: false,
    },
  ])
})

test('a field that this body lacks is looked for under the usual names, and the page of the source says so', () => {
  const reading = read({ title: 'T', id: 'i' }, ISSUE_MAP)
  expect(reading.signals).toMatchObject([{ key: 'i', title: 'T', state: 'firing', severity: 'low' }])
  expect(reading.problems).toEqual(['state: No such key: ok', 'severity: No such key: level'])
})

test('a mapping that is partly wrong still reads alerts', () => {
  const reading = read({ title: 'T' }, { title: "body.title + '!'", state: '1 +', typo: 'x' })
  expect(reading.signals).toMatchObject([{ title: 'T!', state: 'firing' }])
  expect(reading.problems).toHaveLength(2)
})

test('values that fit nowhere are problems, and the alert fires', () => {
  const reading = read(
    {},
    { title: '{}', state: "'odd'", labels: '1', link: "'javascript:x'", started_at: "'soon'", dedup_key: '[1]' },
  )
  expect(reading.signals).toMatchObject([{ title: 'Alert without a title', state: 'firing', labels: {} }])
  expect(reading.signals[0]?.link).toBeUndefined()
  expect(reading.problems).toEqual([
    'labels: the expression gives no map',
    'title: the expression gives no text',
    'state: odd is no state; taken as firing',
    'dedup_key: the expression gives no text',
  ])
})

test('without a key the trigger and its recovery meet by title and labels', () => {
  const keyOf = (body: object) => read(body).signals[0]?.key
  const labels = { a: '1', b: '2' }
  const key = keyOf({ title: 'T', state: 'firing', labels })
  expect(key).toMatch(/^[0-9a-f]{64}$/)
  expect(keyOf({ title: 'T', state: 'ok', labels: { b: '2', a: '1' } })).toBe(key)
  expect(keyOf({ title: 'T', labels: { a: '1' } })).not.toBe(key)
})

test('an id beyond 2^53 keeps all its digits', () => {
  expect(read('{"title":"T","id":12345678901234567891}', { dedup_key: 'body.id' }).signals[0]?.key).toBe(
    '12345678901234567891',
  )
})

test.each([
  [{ state: 'OK' }, 'resolved'],
  [{ state: 'acked' }, 'acknowledged'],
  [{ status: 'Triggered' }, 'firing'],
  [{ state: true }, 'firing'],
  [{ state: false }, 'resolved'],
  [{}, 'firing'],
])('%j is %s', (body, state) => {
  expect(read({ title: 'T', ...body }).signals[0]?.state).toBe(state)
})

test('times are RFC 3339, seconds, milliseconds or timestamps', () => {
  const startOf = (body: object, map?: Map) => read({ title: 'T', ...body }, map).signals[0]?.startedAt
  const expected = at('2026-02-03T10:15:00Z')
  expect(startOf({ timestamp: '2026-02-03T11:15:00+0100' })).toBe(expected)
  expect(startOf({ time: 1770113700 })).toBe(expected)
  expect(startOf({ time: 1770113700000 })).toBe(expected)
  expect(startOf({ t: '2026-02-03T10:15:00Z' }, { started_at: 'timestamp(body.t)' })).toBe(expected)
  expect(startOf({ time: 1e300 })).toBeUndefined()
  expect(startOf({ time: 0 })).toBeUndefined()
})

test('what cannot be read at all is refused with 400 and the reason', () => {
  const refusal = (body: unknown, map?: Map) => {
    const { status, body: text } = read(body, map).reply
    return [status, (JSON.parse(text) as { error: string }).error]
  }
  expect(refusal('{')[0]).toBe(400)
  expect(refusal(deepJson(101))).toEqual([400, 'the body is nested too deeply'])
  expect(refusal({}, { alerts: 'body.alerts' })).toEqual([400, 'alerts: No such key: alerts'])
  expect(refusal({}, { alerts: "'x'" })).toEqual([400, 'alerts: the expression gives no list'])
  expect(refusal({ l: new Array(10_001).fill(1) }, { alerts: 'body.l' })[0]).toBe(413)
  expect(read('', undefined, { method: 'GET' }).reply.status).toBe(405)
  expect(json.tooLarge().status).toBe(413)
  expect(json.busy()).toMatchObject({ status: 503, headers: { 'retry-after': '5' } })
})

test('a body that would make the mapping loop for long is refused before it does', () => {
  const list = new Array(1000).fill(0)
  const pairs = { title: "body.l.exists(a, body.l.exists(b, a > b)) ? 'x' : 'y'" }
  expect(read({ l: list }, pairs).reply.status).toBe(400)
  expect(read({ l: list.slice(0, 400) }, pairs).reply.status).toBe(200)
  expect(read({ l: list }, { alerts: 'body.l', title: "body.l.exists(a, a == 1.0) ? 'x' : 'y'" }).reply.status).toBe(
    400,
  )
})

test('a body with a key called constructor is read like any other', () => {
  expect(read('{"constructor":{"x":1},"title":"T","id":"i","ok":true,"level":"info"}', ISSUE_MAP)).toMatchObject({
    problems: [],
    signals: [{ key: 'i', title: 'T', state: 'resolved', severity: 'info' }],
  })
  expect(read('{"constructor":1,"title":"T","labels":{"__proto__":"p","constructor":"c"}}').signals[0]?.labels).toEqual(
    JSON.parse('{"__proto__":"p","constructor":"c"}'),
  )
})

test('nothing that comes in makes it throw or answer oddly', () => {
  const names = ['title', 'id', 'ok', 'level', 'state', 'labels', 'alerts', 'url', 'time', 'message', 'items']
  const samples = payloadNames('json').map((name) => payloadText('json', name))
  const maps: (Map | undefined)[] = [
    undefined,
    ISSUE_MAP,
    { alerts: 'body.items', title: 'item.title', labels: 'item.labels', link: 'item.url', started_at: 'item.time' },
    { alerts: '[body, body.items]', dedup_key: 'item', description: 'string(item.message)', labels: 'body' },
    { title: "body.items.map(i, i.title).join(',')", state: "body.ok.matches('a') ? 'x' : 'y'" },
  ]
  fc.assert(
    fc.property(hostileBody(names, samples), fc.constantFrom(...maps), (body, map) => {
      expectSound(read(body, map), [200, 400])
    }),
    { numRuns: 800 },
  )
})
