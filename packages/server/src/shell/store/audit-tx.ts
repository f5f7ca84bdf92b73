/** What the auditor of paging asks of a store, within a transaction. */
import type { IncidentId, Instant } from '@tocsin/core/kernel/brand.ts'

/** `now` decides which later rules still count, and times of criteria that passed since `askedSince` are looked at. */
export interface SuspectsAsk {
  after: string
  limit: number
  now: Instant
  askedSince: Instant
}

export interface Suspects {
  /** Something that they wait for is not there, or may not be. */
  ids: IncidentId[]
  /** The last one that was looked at; null when there are no more. */
  next: string | null
}

export interface EndedSend {
  key: string
  /** Attempts that there were. */
  attempts: number
  isHandedOver: boolean
}

export interface AuditTx {
  /** Incidents beyond `after` that people work on and that lack a wake or a page that their state waits for; locks nothing. */
  findSuspects(ask: SuspectsAsk): Promise<Suspects>
  /** Which of these wakes there are, and which of these sends are still to end. */
  listPresent(wakes: readonly string[], sends: readonly string[]): Promise<Set<string>>
  /** Which of these sends have ended. */
  listEnded(sends: readonly string[]): Promise<EndedSend[]>
  /** Wakes and pages that should have been taken up by `before`, and were not: whoever takes them up hangs. */
  countOverdue(before: Instant): Promise<{ wakes: number; pages: number }>
}
