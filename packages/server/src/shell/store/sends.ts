/** What must be told to somebody outside: rows of the outbox, from when they are queued until they have ended. */
import type { IncidentId, Instant } from '@tocsin/core/kernel/brand.ts'
import type { OutboxMessage, PersonMessage, SendClass } from '@tocsin/core/kernel/decision.ts'

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

/** What a page that waits for others keeps of it. */
export type HoldMark = Required<Pick<PersonMessage, 'gather' | 'heldSince' | 'holds'>>

export type SendEnd =
  /** `error`: what its first provider said, where the second took it. */
  | { kind: 'done'; providerRef?: string; provider?: 'second'; error?: string }
  /** It was not tried: it waits for others, with which it goes. */
  | { kind: 'held'; due: Instant; mark: HoldMark }
  | { kind: 'retry'; due: Instant; error: string; provider?: 'both' }
  | { kind: 'dead'; error: string; provider?: 'both' }

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
  return 'target' in message ? message.target.channel : ''
}
