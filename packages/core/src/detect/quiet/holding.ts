/**
 * Holding: what keeps an alert from counting for a while although it fires. A hold has a reason and an end, and is a row like every
 * placement; whoever waits for it looks at the alert again.
 */
import type { Instant } from '../../kernel/brand.ts'
import { after } from '../../kernel/instant.ts'
import type { SourceQuiet } from '../../people/quiet.ts'
import type { Signal } from '../signal.ts'

export type HoldReason = 'waiting_to_count' | 'below_threshold'

export interface Hold {
  because: HoldReason
  until?: Instant
}

/** Until when an alert that began at `firedAt` has to fire before it counts; undefined when it counts. */
export function calcWait(quiet: SourceQuiet | undefined, firedAt: Instant, at: Instant): Hold | undefined {
  if (!quiet?.waitMs) return undefined
  const until = after(firedAt, quiet.waitMs)
  return at < until ? { because: 'waiting_to_count', until } : undefined
}

export interface ThresholdInput {
  quiet: SourceQuiet | undefined
  /** How many alerts of the group began within the span, this one included. */
  count: number
  /** Its group has an incident that takes it: it counts already. */
  isGroupOpen: boolean
  firedAt: Instant
  at: Instant
}

/** Whether an alert waits for more of its group. */
export function calcThreshold({ quiet, count, isGroupOpen, firedAt, at }: ThresholdInput): Hold | undefined {
  const threshold = quiet?.threshold
  if (!threshold || isGroupOpen || count >= threshold.alerts) return undefined
  if (threshold.orAfterMs === undefined) return { because: 'below_threshold' }
  const until = after(firedAt, threshold.orAfterMs)
  return at < until ? { because: 'below_threshold', until } : undefined
}

export interface FlapInput {
  quiet: SourceQuiet | undefined
  /** Changes of the alert within the span, the one that is its turn included. */
  changes: number
}

/** Whether an alert changes so often that its clearing is not to be believed at once. */
export function isFlapping({ quiet, changes }: FlapInput): boolean {
  return quiet?.flapping !== undefined && changes >= quiet.flapping.changes
}

/** When an alert that flapped and cleared at `clearedAt` is stable, unless it changes again. */
export function calcStable(quiet: SourceQuiet, clearedAt: Instant): Instant {
  return quiet.flapping ? after(clearedAt, quiet.flapping.stableMs) : clearedAt
}

/** What fires is over, unless it is repeated, after the time of its source; a sender that says when it is over knows better. */
export function withStaleness(signals: Signal[], quiet: SourceQuiet | undefined, receivedAt: Instant): Signal[] {
  const staleAfterMs = quiet?.staleAfterMs
  if (staleAfterMs === undefined) return signals
  const expiresAt = after(receivedAt, staleAfterMs)
  return signals.map((signal) =>
    signal.state === 'firing' && signal.expiresAt === undefined ? { ...signal, expiresAt } : signal,
  )
}
