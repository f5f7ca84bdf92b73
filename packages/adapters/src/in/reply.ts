import type { DoorReading, DoorReply } from './door.ts'

/** Seconds after which a sender that was turned away may try again. */
const RETRY_AFTER_S = 5

export function jsonReply(status: number, value: unknown, headers: Record<string, string> = {}): DoorReply {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(value) }
}

/** 503 and never 429: nearly every monitoring system tries again after a 503, and several drop the alert for good on a 429. */
export function busyReply(value: unknown): DoorReply {
  return jsonReply(503, value, { 'retry-after': String(RETRY_AFTER_S) })
}

/** A request that holds nothing for us, only an answer and, where there is one, its reason. */
export function replyOnly(reply: DoorReply, problems: string[] = []): DoorReading {
  return { signals: [], changes: [], reply, problems }
}
