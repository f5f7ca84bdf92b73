import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import { streamRulesForm, streamRulesOf } from '../../stream/stream-rule.ts'
import { tallyEvents } from '../../stream/tally.ts'
import { unpackBody } from '../../stream/unpack-body.ts'
import { boundProblems } from '../bounds.ts'
import type { DoorContext, DoorReading, DoorRequest, InAdapter } from '../door.ts'
import { parseJsonBody } from '../json-body.ts'
import { busyReply, replyOnly } from '../reply.ts'
import { guide } from './guide.ts'
import { readLogs } from './logs.ts'
import { decodeLogs } from './logs-protobuf.ts'
import { acceptedReply, statusReply, typeOf } from './reply.ts'

/**
 * Logs over OTLP/HTTP, in JSON and in Protocol Buffers, compressed or not (opentelemetry-proto `docs/specification.md`). Records are
 * counted by the rules of the source and not kept. Exporters try again after 429, 502, 503 and 504, and after nothing else.
 */
export const otlp: InAdapter = {
  system: 'otlp',
  bodyBytesMax: LIMITS.streamBodyBytesMax,
  options: { rules: streamRulesForm },
  guide,
  read,
  busy: () => busyReply({ code: 14, message: 'Busy, try again.', details: [] }),
  tooLarge: () =>
    statusReply(
      'json',
      413,
      INVALID,
      `More than ${LIMITS.streamBodyBytesMax} bytes: let the exporter send smaller batches.`,
    ),
}

const INVALID = 3

function read(request: DoorRequest, { options }: DoorContext): DoorReading {
  if (request.method !== 'POST') return replyOnly(statusReply('json', 405, INVALID, 'Only POST is allowed.'))
  const type = typeOf(request.headers['content-type'])
  if (type === undefined) {
    const message = 'The content type is neither application/json nor application/x-protobuf.'
    return replyOnly(statusReply('json', 415, INVALID, message), [message])
  }
  const unpacked = unpackBody(request, LIMITS.streamBodyBytesMax)
  if ('problem' in unpacked)
    return replyOnly(statusReply(type, unpacked.status, INVALID, unpacked.problem), [unpacked.problem])
  const parsed = type === 'json' ? parseJsonBody(unpacked.body) : decodeLogs(unpacked.body)
  const logs = 'value' in parsed ? readLogs(parsed.value) : undefined
  if (!logs) {
    const why = 'error' in parsed ? parsed.error : 'it is no ExportLogsServiceRequest'
    return replyOnly(statusReply(type, 400, INVALID, `The body cannot be read: ${why}`), [why])
  }
  if (logs.events.length > LIMITS.streamEventsMax) {
    const why = `more than ${LIMITS.streamEventsMax} log records in one request: let the exporter send smaller batches`
    return replyOnly(statusReply(type, 413, INVALID, why), [why])
  }
  const tally = tallyEvents(streamRulesOf(options), logs.events, request.receivedAt)
  const message = logs.rejected === 0 ? '' : `${logs.rejected} log records are no objects`
  return {
    ...{ signals: [], changes: [], tally },
    reply: acceptedReply(type, logs.rejected, message),
    problems: boundProblems([...(message === '' ? [] : [message]), ...tally.problems]),
  }
}
