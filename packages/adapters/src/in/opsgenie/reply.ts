/** Answers in the form of Opsgenie's API: every one has the time that it took in seconds and the id of its request. */
import type { DoorReply } from '../door.ts'
import { jsonReply } from '../reply.ts'
import type { OpsgenieRefusal } from './operation.ts'

export interface ReplyFacts {
  requestId: string
  tookMs: number
}

const RATE_PERIOD_S = 60

export function okReply(facts: ReplyFacts, body: Record<string, unknown>, status = 200): DoorReply {
  return replyOf(facts, status, body, 'OK')
}

/** What every write is answered with; what became of it says the status of the request. */
export function acceptedReply(facts: ReplyFacts): DoorReply {
  return okReply(facts, { result: 'Request will be processed' }, 202)
}

export function refusalReply(facts: ReplyFacts, { status, message, errors }: OpsgenieRefusal): DoorReply {
  return replyOf(facts, status, { message, ...(errors && { errors }) }, 'OK')
}

/** Clients ask again for exactly this header. */
export function notProcessedReply(facts: ReplyFacts): DoorReply {
  const message = 'Request not found. It might not be processed, yet.'
  const reply = refusalReply(facts, { status: 404, message })
  return { ...reply, headers: { ...reply.headers, 'x-opsgenie-errortype': 'RequestNotProcessed' } }
}

export function unknownKeyReply(facts: ReplyFacts): DoorReply {
  return refusalReply(facts, {
    status: 401,
    message: 'Could not authenticate: no source has this key. Send "Authorization: GenieKey <key of the source>".',
  })
}

/** Every client of Opsgenie tries again after a 503. */
export function busyFactsReply(facts: ReplyFacts): DoorReply {
  const reply = replyOf(facts, 503, { message: 'Busy, try again.' }, 'THROTTLED')
  return { ...reply, headers: { ...reply.headers, 'retry-after': '5' } }
}

function replyOf(
  { requestId, tookMs }: ReplyFacts,
  status: number,
  body: Record<string, unknown>,
  state: 'OK' | 'THROTTLED',
): DoorReply {
  const took = tookMs / 1_000
  return jsonReply(
    status,
    { ...body, took, requestId },
    {
      'x-request-id': requestId,
      'x-response-time': took.toFixed(3),
      'x-ratelimit-state': state,
      'x-ratelimit-reason': 'ACCOUNT',
      'x-ratelimit-period-in-sec': String(RATE_PERIOD_S),
    },
  )
}
