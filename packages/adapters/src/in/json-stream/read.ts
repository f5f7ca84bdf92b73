import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import { type StreamEvent, severityOfWord, streamEvent, textsOf } from '../../stream/stream-event.ts'
import { streamRulesForm, streamRulesOf } from '../../stream/stream-rule.ts'
import { tallyEvents } from '../../stream/tally.ts'
import { unpackBody } from '../../stream/unpack-body.ts'
import { boundProblems } from '../bounds.ts'
import type { DoorContext, DoorReading, DoorRequest, InAdapter } from '../door.ts'
import { type Fields, field, isFields, scalarText } from '../fields.ts'
import { parseJsonBody } from '../json-body.ts'
import { busyReply, jsonReply, replyOnly } from '../reply.ts'
import { anyInstant } from '../source-time.ts'
import { guide } from './guide.ts'

/**
 * Streams of events in JSON: one, a list, a list under `events`, `records` or `logs`, or one a line. Events are counted by the rules of
 * the source and not kept.
 */
export const jsonStream: InAdapter = {
  system: 'json-stream',
  bodyBytesMax: LIMITS.streamBodyBytesMax,
  options: { rules: streamRulesForm },
  guide,
  read,
  busy: () => busyReply({ error: 'busy, try again' }),
  tooLarge: () => jsonReply(413, { error: `more than ${LIMITS.streamBodyBytesMax} bytes; send fewer events at once` }),
}

const LISTS = ['events', 'records', 'logs'] as const
const TIMES = ['timestamp', 'time', '@timestamp', 'ts', 'created_at', 'date'] as const
const LEVELS = ['severity', 'level', 'severity_text', 'log.level', 'loglevel'] as const
const WORDS = ['message', 'msg', 'text', 'summary'] as const

function read(request: DoorRequest, { options }: DoorContext): DoorReading {
  if (request.method !== 'POST') return replyOnly(jsonReply(405, { error: 'only POST is allowed' }))
  const unpacked = unpackBody(request, LIMITS.streamBodyBytesMax)
  if ('problem' in unpacked)
    return replyOnly(jsonReply(unpacked.status, { error: unpacked.problem }), [unpacked.problem])
  const found = readEvents(unpacked.body)
  if ('error' in found) {
    const problem = `the body is neither JSON nor JSON by the line: ${found.error}`
    return replyOnly(jsonReply(400, { error: problem }), [problem])
  }
  const { values, unread } = found
  if (values.length > LIMITS.streamEventsMax) {
    const problem = `more than ${LIMITS.streamEventsMax} events in one request; send fewer at once`
    return replyOnly(jsonReply(413, { error: problem }), [problem])
  }
  const tally = tallyEvents(streamRulesOf(options), values.map(eventOf), request.receivedAt)
  const problems = unread === 0 ? tally.problems : [`${unread} lines are no JSON`, ...tally.problems]
  const reply = jsonReply(200, { status: 'success', events: values.length, ...(unread > 0 && { unread }) })
  return { signals: [], changes: [], tally, reply, problems: boundProblems(problems) }
}

/** A body that is no JSON is read by the line; a line that is none is left out, as long as some are. */
function readEvents(body: Uint8Array): { values: unknown[]; unread: number } | { error: string } {
  const whole = parseJsonBody(body)
  if ('value' in whole) return { values: listIn(whole.value), unread: 0 }
  const lines = new TextDecoder().decode(body).split('\n')
  const parsed = lines.filter((line) => line.trim() !== '').map((line) => parseJsonBody(new TextEncoder().encode(line)))
  const values = parsed.flatMap((line) => ('value' in line ? listIn(line.value) : []))
  if (lines.length < 2 || values.length === 0) return { error: whole.error }
  return { values, unread: parsed.filter((line) => 'error' in line).length }
}

function listIn(value: unknown): unknown[] {
  if (Array.isArray(value)) return value
  if (!isFields(value)) return [value]
  for (const name of LISTS) {
    const list = field(value, name)
    if (Array.isArray(list)) return list
  }
  return [value]
}

function eventOf(value: unknown): StreamEvent {
  if (!isFields(value)) return streamEvent({ body: value })
  const at = firstOf(value, TIMES, anyInstant)
  const level = firstOf(value, LEVELS, scalarText) ?? ''
  const text = firstOf(value, WORDS, scalarText)
  return streamEvent({
    ...{ body: value, severity: severityOfWord(level), severityText: level, attributes: textsOf(value) },
    name: scalarText(field(value, 'event')) ?? scalarText(field(value, 'type')) ?? '',
    ...(text !== undefined && { text }),
    ...(at !== undefined && { at }),
  })
}

function firstOf<T>(fields: Fields, names: readonly string[], read: (value: unknown) => T | undefined): T | undefined {
  for (const name of names) {
    const found = read(field(fields, name))
    if (found !== undefined) return found
  }
  return undefined
}
