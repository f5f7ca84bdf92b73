import type { Matcher } from '@tocsin/core/detect/matcher.ts'
import type { Silence } from '@tocsin/core/detect/placement.ts'
import type { Actor } from '@tocsin/core/kernel/actor.ts'
import type { Instant } from '@tocsin/core/kernel/brand.ts'

export interface SilenceRow {
  id: string
  matchers: Matcher[]
  startsAt: Instant
  endsAt: Instant
  createdBy: string
  comment: string
  annotations: Record<string, string>
  updatedAt: Instant
}

export const SILENCE_ACTS = ['created', 'changed', 'ended'] as const
export type SilenceAct = (typeof SILENCE_ACTS)[number]

/** What somebody did to a silence, for its history: what it said before, null where it was not there yet, and after. */
export interface SilenceChange {
  silence: string
  at: Instant
  act: SilenceAct
  actor: Actor
  before: Record<string, unknown> | null
  after: Record<string, unknown>
}

/** What a transaction can do with silences. */
export interface SilenceTx {
  listActiveSilences(at: Instant): Promise<Silence[]>
  /** Loads a silence for change. */
  findSilence(id: string): Promise<SilenceRow | null>
  /** Writes a silence, new or changed. */
  saveSilence(row: SilenceRow): Promise<void>
  /** Keeps what somebody did to a silence that is loaded for change, or that is new. */
  insertSilenceChange(change: SilenceChange): Promise<void>
}
