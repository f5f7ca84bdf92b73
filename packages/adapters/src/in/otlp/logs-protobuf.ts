/**
 * `ExportLogsServiceRequest` in Protocol Buffers, as open-telemetry/opentelemetry-proto has it in `collector/logs/v1` and `logs/v1`: it
 * becomes what the same request is in JSON, so that both are read by one reader. Only what that reader looks at is taken.
 */
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import { readMessage, WireError, type WireReader } from './protobuf.ts'

interface KeyValue {
  key: string
  value?: unknown
}

const decoder = new TextDecoder()
const DEPTH_MAX = 20

export function decodeLogs(bytes: Uint8Array): { value: unknown } | { error: string } {
  try {
    return { value: readMessage(bytes, { resourceLogs: [] as unknown[] }, REQUEST) }
  } catch (error) {
    if (error instanceof WireError) return { error: error.message }
    throw error
  }
}

const REQUEST = {
  '1:2': (request: { resourceLogs: unknown[] }, reader: WireReader) =>
    void request.resourceLogs.push(
      readMessage(reader.bytes(), { resource: undefined as unknown, scopeLogs: [] as unknown[] }, RESOURCE_LOGS),
    ),
}

const RESOURCE_LOGS = {
  '1:2': (logs: { resource: unknown }, reader: WireReader) => {
    logs.resource = readMessage(reader.bytes(), { attributes: [] as KeyValue[] }, ATTRIBUTES_AT_1)
  },
  '2:2': (logs: { scopeLogs: unknown[] }, reader: WireReader) =>
    void logs.scopeLogs.push(
      readMessage(reader.bytes(), { scope: undefined as unknown, logRecords: [] as unknown[] }, SCOPE_LOGS),
    ),
}

const ATTRIBUTES_AT_1 = {
  '1:2': (holder: { attributes: KeyValue[] }, reader: WireReader) =>
    void holder.attributes.push(readKeyValue(reader, 0)),
}

const SCOPE_LOGS = {
  '1:2': (logs: { scope: unknown }, reader: WireReader) => {
    logs.scope = readMessage(reader.bytes(), { name: '', version: '', attributes: [] as KeyValue[] }, SCOPE)
  },
  '2:2': (logs: { logRecords: unknown[] }, reader: WireReader) => {
    const bytes = reader.bytes()
    // One more than is allowed says that there are too many; the reader refuses them.
    if (logs.logRecords.length <= LIMITS.streamEventsMax)
      logs.logRecords.push(readMessage(bytes, { attributes: [] as KeyValue[] } as LogRecord, LOG_RECORD))
  },
}

const SCOPE = {
  '1:2': (scope: { name: string }, reader: WireReader) => {
    scope.name = readText(reader)
  },
  '2:2': (scope: { version: string }, reader: WireReader) => {
    scope.version = readText(reader)
  },
  '3:2': (scope: { attributes: KeyValue[] }, reader: WireReader) => void scope.attributes.push(readKeyValue(reader, 0)),
}

interface LogRecord {
  timeUnixNano?: string
  observedTimeUnixNano?: string
  severityNumber?: number
  severityText?: string
  body?: unknown
  attributes: KeyValue[]
  eventName?: string
}

const LOG_RECORD = {
  '1:1': (record: LogRecord, reader: WireReader) => {
    record.timeUnixNano = String(reader.fixed64())
  },
  '11:1': (record: LogRecord, reader: WireReader) => {
    record.observedTimeUnixNano = String(reader.fixed64())
  },
  '2:0': (record: LogRecord, reader: WireReader) => {
    record.severityNumber = Number(reader.varint())
  },
  '3:2': (record: LogRecord, reader: WireReader) => {
    record.severityText = readText(reader)
  },
  '5:2': (record: LogRecord, reader: WireReader) => {
    record.body = readValue(reader.bytes(), 0)
  },
  '6:2': (record: LogRecord, reader: WireReader) => void record.attributes.push(readKeyValue(reader, 0)),
  '12:2': (record: LogRecord, reader: WireReader) => {
    record.eventName = readText(reader)
  },
}

function readText(reader: WireReader): string {
  return decoder.decode(reader.bytes()).replaceAll('\0', '\ufffd')
}

function readKeyValue(reader: WireReader, depth: number): KeyValue {
  return readMessage<KeyValue>(
    reader.bytes(),
    { key: '' },
    {
      '1:2': (pair, inner) => {
        pair.key = readText(inner)
      },
      '2:2': (pair, inner) => {
        pair.value = readValue(inner.bytes(), depth)
      },
    },
  )
}

interface AnyValue {
  [kind: string]: unknown
}

function readValue(bytes: Uint8Array, depth: number): AnyValue {
  if (depth > DEPTH_MAX) throw new WireError(`values nest more than ${DEPTH_MAX} deep`)
  return readMessage<AnyValue>(
    bytes,
    {},
    {
      '1:2': (value, reader) => {
        value.stringValue = readText(reader)
      },
      '2:0': (value, reader) => {
        value.boolValue = reader.varint() !== 0n
      },
      '3:0': (value, reader) => {
        value.intValue = String(BigInt.asIntN(64, reader.varint()))
      },
      '4:1': (value, reader) => {
        value.doubleValue = reader.double()
      },
      '5:2': (value, reader) => {
        value.arrayValue = readMessage(
          reader.bytes(),
          { values: [] as unknown[] },
          {
            '1:2': (list, inner) => void list.values.push(readValue(inner.bytes(), depth + 1)),
          },
        )
      },
      '6:2': (value, reader) => {
        value.kvlistValue = readMessage(
          reader.bytes(),
          { values: [] as unknown[] },
          {
            '1:2': (list, inner) => void list.values.push(readKeyValue(inner, depth + 1)),
          },
        )
      },
      '7:2': (value, reader) => {
        value.bytesValue = Buffer.from(reader.bytes()).toString('base64')
      },
    },
  )
}
