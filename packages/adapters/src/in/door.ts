import type { ChangeEvent, Signal } from '@tocsin/core/detect/signal.ts'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import type { SourceSeverity } from '@tocsin/core/kernel/scales.ts'
import type { SourceOptions } from '@tocsin/core/people/directory.ts'
import type { z } from 'zod'
import type { StreamTally } from '../stream/tally.ts'

/** A request at a door, as bytes: signatures are over bytes, and some senders label JSON as text. Header names are lower-case. */
export interface DoorRequest {
  method: string
  /** The path behind the door's own prefix and key, e.g. `/api/v2/alerts`; empty for webhooks. */
  path: string
  query: URLSearchParams
  headers: Record<string, string>
  body: Uint8Array
  receivedAt: Instant
  /** What `unpack` of the adapter made of the body, where it has one. */
  content?: unknown
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
  /** What the rules of the source counted in a stream of events, which is not kept itself. */
  tally?: StreamTally
  /** What has to be fetched before the reply, e.g. the address that confirms a subscription. Without it the sender is told to come back. */
  confirm?: OutsideAddress
}

/**
 * An address that a sender named. It is fetched by the shell, which goes nowhere but over https, without a port, to a host that
 * matches `host` as a whole; so a body can never lead it elsewhere.
 */
export interface OutsideAddress {
  url: string
  host: RegExp
  /** What it is, for the page of the source: `the certificate of the signature`. */
  what: string
}

/**
 * Whether a request is from whom it says. `fetch` names what is needed to tell, and `judge` tells once it is there; what is fetched
 * that way is kept for a day.
 */
export type Verdict =
  | { isGenuine: true }
  | { refusal: DoorReply; problem: string }
  | { fetch: OutsideAddress; judge(text: string): Verdict }

/** What a source's configuration tells its adapter. */
export interface DoorContext {
  defaultSeverity: SourceSeverity
  /** Expressions of a user-written mapping, for the doors that take one. */
  map?: Record<string, string>
  /** What proves the sender, where the source has one: the key of a signature, or what is to be presented. */
  secret?: string
  /** Settings of the system, checked by the adapter's own schema when they were written. */
  options?: SourceOptions
}

/** What a guide is made for: a source with its real address. */
export interface GuideDoor {
  key: string
  /** Where senders reach it, the usual one first. */
  addresses: readonly string[]
  hasSecret: boolean
}

/**
 * What to paste into the sender, by what it is for. The names are the keys of texts in the console's message files
 * (`sourceExample.<name>`), which say where it belongs; some are shared by systems, like `curl`. An empty
 * text is a part that this source does not need.
 */
export type Guide = Readonly<Record<string, (door: GuideDoor) => string>>

/** A system that speaks to us. `read` is pure and never throws on bad input: bad input is a reading with a 4xx reply. */
export interface InAdapter {
  system: string
  bodyBytesMax: number
  /** Settings that sources of this system have beside those that all have; see options.ts. */
  options?: z.ZodRawShape
  /** Whether `verify` makes use of a secret of the source. */
  takesSecret?: boolean
  /** Asked before `read`, over the bytes as they came, in constant time. Without it the key in the address is all the proof. */
  verify?(request: DoorRequest, context: DoorContext): Verdict
  guide?: Guide
  /** For bodies that only a library which answers later can take apart: the same request with its `content`. Never throws. */
  unpack?(request: DoorRequest): Promise<DoorRequest>
  read(request: DoorRequest, context: DoorContext): DoorReading
  /** The reply when we cannot commit now; a status that makes this sender try again. */
  busy(): DoorReply
  /** The reply to a body of more than `bodyBytesMax`, in this protocol's own form. */
  tooLarge(): DoorReply
}
