/** What is known of the response to an incident: the state that its facts leave. */
import type { Instant, PageId, UserId } from '../kernel/brand.ts'
import type { Extent, PlannedContact } from '../kernel/fact.ts'
import type { Level, LevelNeeded } from '../kernel/scales.ts'
import type { Policy } from '../people/policy.ts'
import type { PersonRuns } from './person-run.ts'

export type NextMove =
  | { kind: 'step'; pass: number; step: number; dueAt: Instant }
  | { kind: 'exhausted'; round: number; dueAt: Instant }

export interface Escalation {
  run: number
  policy: Policy
  pass: number
  /** The step that fired last, of this pass or an earlier one. */
  lastStep: number | null
  hasFiredInPass: boolean
  isExhausted: boolean
  /** Everybody who was paged in this pass: later steps of it leave them alone. */
  paged: UserId[]
  /** The people of the step that fired last. */
  waitingFor: UserId[]
  /** Null: stood down, by an acknowledgement, a hold or the end of the incident. */
  next: NextMove | null
  /** The next step waits for the working hours of those it would page. */
  isHeld?: true
}

export interface OpenPage {
  user: UserId
  target: PlannedContact
}

export interface ResponseState {
  owner?: UserId
  acknowledgedBy?: UserId
  responders: UserId[]
  level: Level
  escalation: Escalation | null
  runs: PersonRuns
  openPages: Record<PageId, OpenPage>
  pagesCount: number
  runsCount: number
  /** How each person was reached, as far as is known: the same way tells them that it was taken or is over. */
  told: Record<UserId, PlannedContact>
  hold: { kind: 'snooze'; until: Instant; reason?: string } | null
  /** Of a policy with criteria: since when they are asked, how wide it was then, and which of them have come true. */
  watch?: { since: Instant; extent: Extent; met: string[] }
  /** What those who work on it said last. */
  progress?: Progress
  /** Those who acknowledged a step that asks for several, while more are needed. */
  acks?: { by: UserId[]; stillNeeded: number }
  /** When an acknowledgement ends by itself. */
  ackUntil?: Instant
  /** Whoever acknowledged it keeps it until its alerts clear. */
  isKeptUntilClear?: true
}

export interface Progress {
  expectedAt?: Instant
  cause?: string
  needs?: LevelNeeded
  isImpactGrowing?: boolean
}

export const NO_RESPONSE: ResponseState = {
  responders: [],
  level: 'L1',
  escalation: null,
  runs: {},
  openPages: {},
  pagesCount: 0,
  runsCount: 0,
  told: {},
  hold: null,
}
