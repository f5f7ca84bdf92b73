import type { Instant } from '../kernel/brand.ts'
import type { SourceSeverity } from '../kernel/scales.ts'

export type SignalState = 'firing' | 'acknowledged' | 'resolved'

/**
 * One sign that something is wrong, or right again, in the words that every door shares. Adapters make it, pure, out of a
 * request; identity is `(source, key)` and must be equal between the trigger and its recovery.
 */
export interface Signal {
  /** The sender's dedup key or fingerprint, 1 to 255 characters (longer ones are hashed by the adapter). */
  key: string
  state: SignalState
  title: string
  description?: string
  severity: SourceSeverity
  labels: Record<string, string>
  annotations: Record<string, string>
  /** When the condition began, by the sender's clock. */
  startedAt?: Instant
  /** Without a repeat the condition counts as over at this instant (Prometheus' `endsAt` of a firing alert). */
  expiresAt?: Instant
  /** When it ended, by the sender's clock; of a resolved signal. */
  endedAt?: Instant
  /** A page in the sender's console. */
  link?: string
  /** A test notification of the sender's: recorded, never paged. */
  isTest: boolean
  /** A reason for which the sender's signal never opens an incident, e.g. a watchdog that fires all the time. */
  recordOnly?: 'watchdog' | 'test_notification' | 'record_only_rule'
}

/** A change event (a deploy, a config change): stored in the lake, never paged. */
export interface ChangeEvent {
  summary: string
  source?: string
  /** Its service by id or name, where the sender says it; the service of the source comes before it. */
  service?: string
  at?: Instant
  links: { href: string; text?: string }[]
  details: unknown
}
