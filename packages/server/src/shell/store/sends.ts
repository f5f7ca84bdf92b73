/** What must be told to somebody outside: rows of the outbox, from when they are queued until they have ended. */
import type { IncidentId, Instant } from '@tocsin/core/kernel/brand.ts'
import type { OutboxMessage, SendClass } from '@tocsin/core/kernel/decision.ts'

export interface SendRow {
  key: string
  class: SendClass
  incident?: IncidentId
  due: Instant
  message: OutboxMessage
  requestedAt: Instant
}

export interface ClaimedSend extends SendRow {
  /** This attempt's number, from 1. */
  attempt: number
}

export type SendEnd =
  | { kind: 'done'; providerRef?: string }
  | { kind: 'retry'; due: Instant; error: string }
  | { kind: 'dead'; error: string }

/** How an attempt at a send ended. */
export interface SendEnding {
  key: string
  attempt: number
  how: SendEnd
}

export interface SendClaim {
  class: SendClass
  now: Instant
  leasedUntil: Instant
  node: string
  /** Sends to lease, in all. */
  limit: number
  /** Of one channel at most so many at once, those included that are under way. */
  channelMax: number
  /** How many are under way at this node, by channel; see {@link channelOf}. */
  underWay: Readonly<Record<string, number>>
}

/** The channel of a message, as the outbox finds it: what goes through none has the empty one. */
export function channelOf(message: OutboxMessage): string {
  return message.kind === 'event' ? '' : message.target.channel
}
