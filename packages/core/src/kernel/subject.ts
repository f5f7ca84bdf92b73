/** What expressions of policies see of an incident: plain values under the names that they are written with. */
import type { Instant } from './brand.ts'
import type { Level, Priority, Scope, Severity, Status, Urgency } from './scales.ts'

export interface IncidentSubject {
  at: Instant
  title: string
  status: Status
  priority: Priority
  urgency: Urgency
  severity: Severity
  scope: Scope
  level: Level
  services: readonly string[]
  team: string
  /** Whole minutes since it was opened, or opened again by hand: what relapses counts on. */
  minutes: number
  is_acknowledged: boolean
  /** Somebody has named the cause. */
  cause_known: boolean
  /** Whole minutes until it is expected to be resolved, begun ones too; -1 when nobody expects that, or the time has passed. */
  expected_in: number
  /** `L2`, `L3`, `management` or `vendor` when somebody said that it is needed; else empty. */
  needs: string
  /** Services that were not affected when it was opened. */
  services_added: number
  scope_widened: boolean
  severity_raised: boolean
  reports: number
  reports_added: number
  /** Somebody says so. */
  impact_growing: boolean
}

/** True, false, or why there is no answer. Throws nothing. */
export type AskExpression = (expression: string, subject: IncidentSubject) => boolean | { problem: string }
