import type { ChangeEvent, Signal } from '@tocsin/core/detect/signal.ts'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import type { SourceSeverity } from '@tocsin/core/kernel/scales.ts'

/** A request at a door, as bytes: signatures are over bytes, and some senders label JSON as text. Header names are lower-case. */
export interface DoorRequest {
  method: string
  /** The path behind the door's own prefix and key, e.g. `/api/v2/alerts`; empty for webhooks. */
  path: string
  query: URLSearchParams
  headers: Record<string, string>
  body: Uint8Array
  receivedAt: Instant
}

export interface DoorReply {
  status: number
  headers: Record<string, string>
  body: string
}

/**
 * What a door made of a request. `reply` is sent after the commit that holds the signals, and never before it.
 * A reading may hold signals and still reply with an error: Alertmanager's API keeps the valid alerts of a partly bad request.
 */
export interface DoorReading {
  signals: Signal[]
  changes: ChangeEvent[]
  reply: DoorReply
  /** What was wrong, in a sentence each, for the source's page; empty when nothing was. */
  problems: string[]
  /** A sign of life of a heartbeat source; it holds no signals, for the alert comes from its absence. */
  beat?: true
}

/** What a source's configuration tells its adapter. */
export interface DoorContext {
  defaultSeverity: SourceSeverity
  /** Expressions of a user-written mapping, for the doors that take one. */
  map?: Record<string, string>
}

/** A system that speaks to us. `read` is pure and never throws on bad input: bad input is a reading with a 4xx reply. */
export interface InAdapter {
  system: string
  bodyBytesMax: number
  read(request: DoorRequest, context: DoorContext): DoorReading
  /** The reply when we cannot commit now; a status that makes this sender try again. */
  busy(): DoorReply
  /** The reply to a body of more than `bodyBytesMax`, in this protocol's own form. */
  tooLarge(): DoorReply
}
