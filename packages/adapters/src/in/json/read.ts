import { hash } from 'node:crypto'
import type { Signal, SignalState } from '@tocsin/core/detect/signal.ts'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { instant, parseInstant } from '@tocsin/core/kernel/instant.ts'
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import type { SourceSeverity } from '@tocsin/core/kernel/scales.ts'
import { boundEntries, boundKey, boundLink, boundProblems, boundText, boundTitle } from '../bounds.ts'
import type { DoorContext, DoorReading, DoorReply, DoorRequest, InAdapter } from '../door.ts'
import { scalarText } from '../fields.ts'
import { parseExactJsonBody } from '../json-body.ts'
import { verifySharedSecret } from '../proof.ts'
import { busyReply, jsonReply, replyOnly } from '../reply.ts'
import { parseSeverity } from '../severity.ts'
import { parseState } from '../state-word.ts'
import { type ALIASES, findByAlias, findLabels } from './alias.ts'
import { celInput } from './cel-input.ts'
import type { Variables } from './expression.ts'
import { guide } from './guide.ts'
import { compileFields, countRounds, evaluate, isAffordable, type Mapping, type MappingField } from './mapping.ts'

/**
 * Any JSON, read through a mapping that the user wrote: an expression a field, over `body` and `headers`, and over `item` when
 * `alerts` gives a list. A field that the mapping lacks, or whose expression fails on this body, is looked for under the usual
 * names. An alert is never lost over a field: in doubt it fires, and the source's page says what was in doubt.
 */
export const json: InAdapter = {
  system: 'json',
  bodyBytesMax: LIMITS.jsonDoorBodyBytesMax,
  takesSecret: true,
  verify: verifySharedSecret,
  guide,
  read,
  busy: () => busyReply({ status: 'error', error: 'busy, try again' }),
  tooLarge: () => errorReply(413, `the body is larger than ${LIMITS.jsonDoorBodyBytesMax} bytes`),
}

function read(request: DoorRequest, context: DoorContext): DoorReading {
  if (request.method !== 'POST' && request.method !== 'PUT') return refuse('only POST and PUT are allowed', 405)
  const body = parseExactJsonBody(request.body)
  if ('error' in body) return refuse(`the body is not JSON: ${body.error}`)
  const input = celInput(body.value)
  if (!input) return refuse('the body is nested too deeply')
  const { mapping, errors } = compileFields(context.map ?? {})
  const problems = errors.map(({ field, message }) => `mapping of ${field}: ${message}`)
  if (!isAffordable(countRounds(mapping, input, 1))) return refuse('the mapping would loop too often over this body')
  const variables: Variables = {
    body: input.value,
    headers: celInput(request.headers)?.value ?? {},
    item: input.value,
  }
  const items = readItems(mapping, variables)
  if ('problem' in items) return refuse(items.problem)
  if (items.values.length > LIMITS.signalsPerRequestMax) {
    return refuse(`more than ${LIMITS.signalsPerRequestMax} alerts in one body`, 413)
  }
  if (!isAffordable(countRounds(mapping, input, items.values.length))) {
    return refuse('the mapping would loop too often over this body')
  }
  const signals = items.values.map((item) => {
    const reader = { mapping, variables: { ...variables, item }, plain: plainValue(item), problems }
    return readSignal(reader, context.defaultSeverity)
  })
  const reply = jsonReply(200, {
    status: 'success',
    dedup_keys: signals.map(({ key }) => key).slice(0, KEYS_IN_REPLY_MAX),
  })
  return { signals, changes: [], reply, problems: boundProblems(problems) }
}

const KEYS_IN_REPLY_MAX = 100

function readItems(mapping: Mapping, variables: Variables): { values: unknown[] } | { problem: string } {
  const alerts = evaluate(mapping, 'alerts', variables)
  if (alerts === undefined) return { values: [variables.body] }
  if ('problem' in alerts) return alerts
  return Array.isArray(alerts.value) ? { values: alerts.value } : { problem: 'alerts: the expression gives no list' }
}

interface Reader {
  mapping: Mapping
  variables: Variables
  /** The item as plain JSON, for the usual names. */
  plain: unknown
  problems: string[]
}

function readSignal(reader: Reader, defaultSeverity: SourceSeverity): Signal {
  const labels = readLabels(reader)
  const title = boundTitle(readText(reader, 'title') ?? 'Alert without a title')
  const state = readState(reader)
  const at = readInstant(reader)
  const description = readText(reader, 'description')
  return {
    key: boundKey(readText(reader, 'dedup_key')?.trim() || deriveKey(title, labels)),
    state,
    title,
    description: description === undefined ? undefined : boundText(description, LIMITS.textCharsMax),
    severity: readSeverity(reader) ?? defaultSeverity,
    labels,
    annotations: {},
    startedAt: state === 'resolved' ? undefined : at,
    endedAt: state === 'resolved' ? at : undefined,
    link: boundLink(readText(reader, 'link')),
    isTest: false,
  }
}

/** Title and labels are what a trigger and its recovery have in common when the sender names no key. */
function deriveKey(title: string, labels: Readonly<Record<string, string>>): string {
  const sorted = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))
  return hash('sha256', JSON.stringify([title, sorted]))
}

type TextField = keyof typeof ALIASES

/** What the mapping says, else what stands under a usual name; undefined when both say nothing. */
function readText(reader: Reader, field: TextField): string | undefined {
  return evaluateText(reader, field) ?? findByAlias(reader.plain, field)
}

function evaluateText(reader: Reader, field: MappingField): string | undefined {
  const result = evaluate(reader.mapping, field, reader.variables)
  if (result === undefined) return undefined
  if ('problem' in result) {
    reader.problems.push(result.problem)
    return undefined
  }
  const { value } = result
  const text = value instanceof Date ? isoText(value) : scalarText(value)
  if (text === undefined && value !== null) reader.problems.push(`${field}: the expression gives no text`)
  return text === undefined || text.trim() === '' ? undefined : text
}

function isoText(date: Date): string | undefined {
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString()
}

function readState(reader: Reader): SignalState {
  const text = readText(reader, 'state')
  if (text === undefined) return 'firing'
  const state = parseState(text)
  if (state === undefined) reader.problems.push(`state: ${boundText(text, 100)} is no state; taken as firing`)
  return state ?? 'firing'
}

function readSeverity(reader: Reader): SourceSeverity | undefined {
  const text = readText(reader, 'severity')
  return text === undefined ? undefined : parseSeverity(text)
}

/** RFC 3339, or a number of seconds or milliseconds since 1970: what is later than the year 5138 in seconds is the latter. */
function readInstant(reader: Reader): Instant | undefined {
  const text = readText(reader, 'started_at')
  if (text === undefined) return undefined
  const parsed = parseInstant(text)
  if (parsed !== undefined) return parsed
  const number = Number(text)
  if (!Number.isFinite(number) || number <= 0 || number > EPOCH_MS_MAX) return undefined
  return instant(number < EPOCH_SECONDS_MAX ? number * 1000 : number)
}

const EPOCH_SECONDS_MAX = 100_000_000_000
/** The end of the year 9999, the last that RFC 3339 can write. */
const EPOCH_MS_MAX = 253_402_300_799_999

function readLabels(reader: Reader): Record<string, string> {
  const result = evaluate(reader.mapping, 'labels', reader.variables)
  if (result !== undefined && 'problem' in result) reader.problems.push(result.problem)
  const mapped = result !== undefined && 'value' in result ? entriesOf(result.value) : undefined
  if (result !== undefined && 'value' in result && !mapped) reader.problems.push('labels: the expression gives no map')
  const entries = mapped ?? entriesOf(findLabels(reader.plain)) ?? []
  const texts = entries.flatMap(([name, value]): [string, string][] => {
    const text = scalarText(value)
    return text ? [[name, text]] : []
  })
  return boundEntries(texts, LIMITS.labelCharsMax)
}

/** The entries of a map, which CEL writes as a Map or an object. */
function entriesOf(value: unknown): [string, unknown][] | undefined {
  if (value instanceof Map) return [...value].map(([name, item]) => [String(name), item])
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  return Object.entries(value)
}

/** A Map as the object that it came from, one level deep: the usual names are looked for only there, and in `labels`. */
function plainValue(item: unknown): unknown {
  if (!(item instanceof Map)) return item
  const entries = [...item].map(([name, value]): [string, unknown] => [
    String(name),
    name === 'labels' && value instanceof Map ? Object.fromEntries(value) : value,
  ])
  return Object.fromEntries(entries)
}

function refuse(problem: string, status = 400): DoorReading {
  return replyOnly(errorReply(status, problem), [problem])
}

function errorReply(status: number, error: string): DoorReply {
  return jsonReply(status, { status: 'error', error })
}
