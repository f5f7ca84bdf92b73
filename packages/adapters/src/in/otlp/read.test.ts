import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { DoorReading, DoorRequest } from '../door.ts'
import { at, doorRequest, payloadJson, payloadText } from '../testing/door-request.ts'
import { deepJson, expectSound, hostileBody } from '../testing/hostile-body.ts'
import { readLogs } from './logs.ts'
import { decodeLogs } from './logs-protobuf.ts'
import { otlp } from './read.ts'
import { acceptedReply, statusReply } from './reply.ts'

const EVERYTHING = { rules: [{ id: 'all', when: 'true', within: '1h', by: { level: 'string(severity)' } }] }
const PROTOBUF = { 'content-type': 'application/x-protobuf' }

function read(body: unknown, overrides: Partial<DoorRequest> = {}): DoorReading {
  return otlp.read(doorRequest(body, { receivedAt: at('2018-12-13T14:51:10Z'), ...overrides }), {
    defaultSeverity: 'high',
    options: EVERYTHING,
  })
}

// A writer of the wire format, apart from the reader that it tests.
const varint = (value: number | bigint): number[] => {
  const bytes: number[] = []
  let rest = BigInt.asUintN(64, BigInt(value))
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128)
  return [...bytes, Number(rest)]
}
const bytesOf = (field: number, bytes: number[]): number[] => [
  ...varint((field << 3) | 2),
  ...varint(bytes.length),
  ...bytes,
]
const textOf = (field: number, text: string): number[] => bytesOf(field, [...new TextEncoder().encode(text)])
const numberOf = (field: number, value: number | bigint): number[] => [...varint(field << 3), ...varint(value)]
const fixed64Of = (field: number, value: bigint): number[] => {
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setBigUint64(0, value, true)
  return [...varint((field << 3) | 1), ...bytes]
}
const doubleOf = (field: number, value: number): number[] => {
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setFloat64(0, value, true)
  return [...varint((field << 3) | 1), ...bytes]
}

interface Value {
  stringValue?: string
  boolValue?: boolean
  intValue?: string
  doubleValue?: number
  arrayValue?: { values: Value[] }
  kvlistValue?: { values: { key: string; value: Value }[] }
}

function writeValue(value: Value): number[] {
  if (value.stringValue !== undefined) return textOf(1, value.stringValue)
  if (value.boolValue !== undefined) return numberOf(2, value.boolValue ? 1 : 0)
  if (value.intValue !== undefined) return numberOf(3, BigInt(value.intValue))
  if (value.doubleValue !== undefined) return doubleOf(4, value.doubleValue)
  if (value.arrayValue)
    return bytesOf(
      5,
      value.arrayValue.values.flatMap((each) => bytesOf(1, writeValue(each))),
    )
  return bytesOf(
    6,
    (value.kvlistValue?.values ?? []).flatMap((each) => bytesOf(1, writePair(each))),
  )
}
const writePair = ({ key, value }: { key: string; value: Value }): number[] => [
  ...textOf(1, key),
  ...bytesOf(2, writeValue(value)),
]

type Pairs = Parameters<typeof writePair>[0][]

/** As much of an export request as the sample has. */
interface LogsSample {
  resourceLogs: {
    resource: { attributes: Pairs }
    scopeLogs: {
      scope: { name: string; version: string; attributes: Pairs }
      logRecords: {
        timeUnixNano: string
        observedTimeUnixNano: string
        severityNumber: number
        severityText: string
        body: Value
        attributes: Pairs
        eventName?: string
      }[]
    }[]
  }[]
}

/** The sample in JSON as an exporter writes it in Protocol Buffers. */
function writeLogs({ resourceLogs }: LogsSample): Uint8Array {
  return Uint8Array.from(
    resourceLogs.flatMap((logs) =>
      bytesOf(1, [
        ...bytesOf(
          1,
          logs.resource.attributes.flatMap((pair) => bytesOf(1, writePair(pair))),
        ),
        ...logs.scopeLogs.flatMap((scoped) =>
          bytesOf(2, [
            ...bytesOf(1, [
              ...textOf(1, scoped.scope.name),
              ...textOf(2, scoped.scope.version),
              ...scoped.scope.attributes.flatMap((pair) => bytesOf(3, writePair(pair))),
            ]),
            ...scoped.logRecords.flatMap((record) =>
              bytesOf(2, [
                ...fixed64Of(1, BigInt(record.timeUnixNano)),
                ...fixed64Of(11, BigInt(record.observedTimeUnixNano)),
                ...numberOf(2, record.severityNumber),
                ...textOf(3, record.severityText),
                ...bytesOf(5, writeValue(record.body)),
                ...record.attributes.flatMap((pair) => bytesOf(6, writePair(pair))),
                ...(record.eventName ? textOf(12, record.eventName) : []),
              ]),
            ),
          ]),
        ),
      ]),
    ),
  )
}

test('the sample is read with its resource, scope, attributes and body', () => {
  const logs = readLogs(payloadJson('otlp', 'logs.request.json'))
  expect(logs).toMatchObject({
    rejected: 0,
    events: [{ at: 1_544_712_660_300, severity: 10, severityText: 'Information', body: 'Example log record' }],
  })
  const [event] = logs?.events ?? []
  expect(Object.fromEntries(event?.resource ?? [])).toEqual({ 'service.name': 'my.service' })
  expect(Object.fromEntries(event?.scope ?? [])).toMatchObject({ name: 'my.library', version: '1.0.0' })
  expect(Object.fromEntries(event?.attributes ?? [])).toEqual({
    ...{ 'string.attribute': 'some string', 'boolean.attribute': 'true', 'int.attribute': '10' },
    ...{ 'double.attribute': '637.704', 'array.attribute': '["many","values"]' },
    'map.attribute': '{"some.map.key":"some value"}',
  })
})

test('an event has a name and a body with parts', () => {
  const [event] = readLogs(payloadJson('otlp', 'events.request.json'))?.events ?? []
  expect(event).toMatchObject({ name: 'browser.page_view', body: { type: '0', title: 'Free Online GUID Generator' } })
})

test.each(['logs.request.json', 'events.request.json'])('%s in Protocol Buffers is the same request', (name) => {
  const json = payloadJson('otlp', name)
  const written = writeLogs(
    JSON.parse(payloadText('otlp', name), (key, value) => (key === 'scope' ? { attributes: [], ...value } : value)),
  )
  const decoded = decodeLogs(written)
  if ('error' in decoded) throw new Error(decoded.error)
  expect(readLogs(decoded.value)).toEqual(readLogs(json))
  expect(read(written, { headers: PROTOBUF }).tally).toEqual(read(json).tally)
})

test('what rules met is counted and answered as the samples say', () => {
  const { tally, reply, problems } = read(payloadText('otlp', 'logs.request.json'))
  expect(tally?.counts).toMatchObject([{ labels: { level: '10' }, sample: 'Example log record' }])
  expect([reply.status, JSON.parse(reply.body)]).toEqual([200, payloadJson('otlp', 'success.response.200.json')])
  expect(problems).toEqual([])
})

test('a body that is compressed is read; one that unpacks to very much, or to nothing, is refused', () => {
  const gzip = { 'content-type': 'application/json', 'content-encoding': 'gzip' }
  const body = payloadText('otlp', 'logs.request.json')
  expect(read(gzipSync(body), { headers: gzip }).tally?.counts).toHaveLength(1)
  expect(read(gzipSync(' '.repeat(20_000_000)), { headers: gzip }).reply.status).toBe(413)
  expect(read(body, { headers: gzip }).reply.status).toBe(400)
  expect(read(body, { headers: { ...gzip, 'content-encoding': 'br' } }).reply.status).toBe(415)
  expect(read(body, { headers: { 'content-type': 'text/plain' } }).reply.status).toBe(415)
})

test('records that are none are told to the sender, and the others count', () => {
  const records = [{ severityNumber: 17, body: { stringValue: 'x' } }, 7, null]
  const { reply, tally } = read({ resourceLogs: [{ scopeLogs: [{ logRecords: records }] }] })
  const partial = payloadJson('otlp', 'partial-success-logs.response.200.json') as object
  expect(Object.keys(JSON.parse(reply.body))).toEqual(Object.keys(partial))
  expect(JSON.parse(reply.body)).toMatchObject({ partialSuccess: { rejectedLogRecords: '2' } })
  expect(tally?.counts).toMatchObject([{ labels: { level: '17' } }])
})

test('what cannot be read is refused in the form of google.rpc.Status, in the type of the request', () => {
  for (const body of ['{', '[]', '7', { resourceLogs: 1 }, { resourceLogs: [{ scopeLogs: 'x' }] }]) {
    const { reply, problems } = read(body)
    expect(reply.status).toBe(400)
    expect(JSON.parse(reply.body)).toMatchObject({ code: 3, message: expect.stringMatching(/./), details: [] })
    expect(problems).toHaveLength(1)
  }
  const { reply } = read(new Uint8Array([0x0a, 0xff, 0x01]), { headers: PROTOBUF })
  expect(reply).toMatchObject({ status: 400, headers: { 'content-type': 'application/x-protobuf' } })
  expect(read({}).reply.status).toBe(200)
  expect(read(new Uint8Array(), { headers: PROTOBUF }).reply).toMatchObject({ status: 200, body: '' })
})

test('answers in Protocol Buffers are what the definitions say, byte by byte', () => {
  const bytes = (reply: { body: string }) => [...Buffer.from(reply.body, 'latin1')]
  expect(bytes(acceptedReply('protobuf', 300, 'odd é'))).toEqual(
    bytesOf(1, [...numberOf(1, 300), ...textOf(2, 'odd é')]),
  )
  expect(bytes(statusReply('protobuf', 400, 3, 'x'.repeat(200)))).toEqual([
    ...numberOf(1, 3),
    ...textOf(2, 'x'.repeat(200)),
  ])
  expect(bytes(acceptedReply('protobuf', 0, ''))).toEqual([])
})

test('whatever comes in, in JSON or in Protocol Buffers, the answer is sound', () => {
  const samples = ['logs.request.json', 'events.request.json'].map((name) => payloadText('otlp', name))
  const names = [
    'resourceLogs',
    'scopeLogs',
    'logRecords',
    'resource',
    'attributes',
    'key',
    'value',
    'body',
    'stringValue',
  ]
  fc.assert(
    fc.property(hostileBody(names, samples), (body) => {
      expectSound(read(body), [200, 400])
      expect([200, 400]).toContain(read(body, { headers: PROTOBUF }).reply.status)
    }),
    { numRuns: 400 },
  )
  const written = writeLogs(payloadJson('otlp', 'logs.request.json') as LogsSample)
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(written.length - 1), fc.nat(255)), { maxLength: 6 }),
      fc.nat(written.length),
      (changes, cut) => {
        const bytes = Uint8Array.from(written)
        for (const [place, byte] of changes) bytes[place] = byte
        const { reply, tally } = read(bytes.subarray(0, cut), { headers: PROTOBUF })
        expect([200, 400]).toContain(reply.status)
        expect(
          /\\u(?:0000|d[89a-f])/i.test(
            JSON.stringify(tally?.counts.map(({ labels, sample }) => [labels, sample])) ?? '',
          ),
        ).toBe(false)
      },
    ),
    { numRuns: 500 },
  )
  const deep = `{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":{"arrayValue":{"values":${deepJson(5_000)}}}}]}]}]}`
  expect([200, 400]).toContain(read(deep).reply.status)
})
