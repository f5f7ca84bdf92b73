/** The log records of an `ExportLogsServiceRequest` in OTLP's JSON (opentelemetry-proto `docs/specification.md`, `examples/logs.json`). */
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import { type StreamEvent, severityOfWord, streamEvent, textOfValue } from '../../stream/stream-event.ts'
import { type Fields, field, isFields, scalarText, textField } from '../fields.ts'

/** One event more than `LIMITS.streamEventsMax` says that there are too many. */
export interface LogsReading {
  events: StreamEvent[]
  /** Records that are none; the sender is told how many. */
  rejected: number
}

const DEPTH_MAX = 20
const NANOS_PER_MS = 1_000_000n
/** The end of the year 9999. */
const EPOCH_MS_MAX = 253_402_300_799_999n

/** Undefined for what is no request. Unknown fields are left alone; an empty request holds nothing. */
export function readLogs(value: unknown): LogsReading | undefined {
  if (!isFields(value)) return undefined
  const reading: LogsReading = { events: [], rejected: 0 }
  const all = listOf(value, 'resourceLogs')
  if (!all) return undefined
  for (const logs of all) {
    const scopes = isFields(logs) ? listOf(logs, 'scopeLogs') : undefined
    if (!isFields(logs) || !scopes) return undefined
    const resource = attributesOf(field(logs, 'resource'))
    for (const scope of scopes) if (!readScope(scope, resource, reading)) return undefined
  }
  return reading
}

/** Undefined where there is something else than a list. */
function listOf(fields: Fields, name: string): unknown[] | undefined {
  const value = field(fields, name)
  if (value === undefined || value === null) return []
  return Array.isArray(value) ? value : undefined
}

function readScope(value: unknown, resource: ReadonlyMap<string, string>, reading: LogsReading): boolean {
  const records = isFields(value) ? listOf(value, 'logRecords') : undefined
  if (!isFields(value) || !records) return false
  const scope = scopeOf(field(value, 'scope'))
  for (const record of records) {
    if (reading.events.length > LIMITS.streamEventsMax) return true
    if (isFields(record)) reading.events.push(eventOf(record, resource, scope))
    else reading.rejected += 1
  }
  return true
}

function scopeOf(value: unknown): ReadonlyMap<string, string> {
  if (!isFields(value)) return new Map()
  const own = ['name', 'version'].flatMap((name): [string, string][] => {
    const text = textField(value, name)
    return text === undefined ? [] : [[name, text]]
  })
  return new Map([...own, ...attributesOf(value)])
}

function eventOf(
  record: Fields,
  resource: ReadonlyMap<string, string>,
  scope: ReadonlyMap<string, string>,
): StreamEvent {
  const severityText = textField(record, 'severityText') ?? ''
  const number = Number(scalarText(field(record, 'severityNumber')) ?? 0)
  const at = instantOf(field(record, 'timeUnixNano')) ?? instantOf(field(record, 'observedTimeUnixNano'))
  return streamEvent({
    ...{ resource, scope, severityText, name: textField(record, 'eventName') ?? '' },
    severity: number >= 1 && number <= 24 ? Math.trunc(number) : severityOfWord(severityText),
    body: plainValue(field(record, 'body'), 0) ?? '',
    attributes: attributesOf(record),
    ...(at !== undefined && { at }),
  })
}

/** Nanoseconds since 1970, as a text of digits or a number; zero means that nobody says. */
function instantOf(value: unknown): Instant | undefined {
  const text = scalarText(value) ?? ''
  if (!/^\d{1,20}$/.test(text)) return undefined
  const ms = BigInt(text) / NANOS_PER_MS
  return ms > 0n && ms <= EPOCH_MS_MAX ? (Number(ms) as Instant) : undefined
}

function attributesOf(value: unknown): ReadonlyMap<string, string> {
  const attributes = isFields(value) ? field(value, 'attributes') : undefined
  if (!Array.isArray(attributes)) return new Map()
  return new Map(
    attributes.slice(0, 128).flatMap((pair): [string, string][] => {
      const key = isFields(pair) ? textField(pair, 'key') : undefined
      return key === undefined ? [] : [[key, textOfValue(plainValue(field(pair as Fields, 'value'), 0))]]
    }),
  )
}

/** What an `AnyValue` holds. */
function plainValue(value: unknown, depth: number): unknown {
  if (!isFields(value) || depth > DEPTH_MAX) return undefined
  const list = field(value, 'arrayValue')
  if (isFields(list)) return (listOf(list, 'values') ?? []).map((item) => plainValue(item, depth + 1) ?? null)
  const map = field(value, 'kvlistValue')
  if (isFields(map)) {
    const pairs = (listOf(map, 'values') ?? []).flatMap((pair): [string, unknown][] => {
      const key = isFields(pair) ? textField(pair, 'key') : undefined
      return key === undefined ? [] : [[key, plainValue(field(pair as Fields, 'value'), depth + 1) ?? null]]
    })
    return Object.fromEntries(pairs)
  }
  for (const kind of ['stringValue', 'boolValue', 'intValue', 'doubleValue', 'bytesValue']) {
    const scalar = field(value, kind)
    if (scalarText(scalar) !== undefined) return scalar
  }
  return undefined
}
