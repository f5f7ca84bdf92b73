import type { DoorReply } from '../door.ts'
import { jsonReply } from '../reply.ts'

/** Answers of PagerDuty's Events API v2. Its clients treat anything but 202 as an error, and read `errors`. */
export function acceptedReply(dedupKey: string): DoorReply {
  return jsonReply(202, { status: 'success', message: 'Event processed', dedup_key: dedupKey })
}

export function changeAcceptedReply(): DoorReply {
  return jsonReply(202, { status: 'success', message: 'Change event processed' })
}

export function unreadableReply(): DoorReply {
  return jsonReply(400, {
    status: 'Unrecognized object',
    message: 'Event object format is unrecognized',
    errors: ['JSON parse error'],
  })
}

export function invalidReply(errors: readonly string[], status = 400): DoorReply {
  return jsonReply(status, { status: 'invalid event', message: 'Event object is invalid', errors })
}

/**
 * The answer to a routing key that belongs to no source. PagerDuty answers 202 and drops the event later; here a 2xx promises
 * that the event is stored, so it is refused, with a status that clients do not repeat.
 */
export function unknownRoutingKeyReply(): DoorReply {
  return invalidReply(["'routing_key' belongs to no source"])
}
