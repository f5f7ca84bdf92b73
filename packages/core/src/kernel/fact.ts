/**
 * The facts of an incident, all steps' together: what steps know of each other is what stands here. A fact is small,
 * complete (no later look-up is needed to fold it) and never changes its meaning; new fields are optional.
 */
import type { Policy } from '../people/directory.ts'
import type { Actor } from './actor.ts'
import type {
  AlertId,
  ContactId,
  DurationMs,
  IncidentId,
  Instant,
  PageId,
  ReportId,
  ServiceId,
  SourceId,
  TeamId,
  UserId,
} from './brand.ts'
import type { Reason } from './reason.ts'
import type { IncidentType, Level, Priority, Scope, Severity, SourceSeverity, Status, Urgency } from './scales.ts'

/** An alert's episode: from firing to resolved. The same condition fires again as the next episode. */
export interface AlertRef {
  id: AlertId
  episode: number
  title: string
  severity: SourceSeverity
  source: SourceId
  service?: ServiceId
  startedAt: Instant
  /** When our door received it: the paging meter counts from here. */
  receivedAt: Instant
  /** What event rules say of it. */
  urgency?: Urgency
  scope?: Scope
  category?: string[]
  team?: TeamId
}

/** An alert that an incident has already, by its latest episode. */
export type AlertEpisode = Pick<AlertRef, 'id' | 'episode'>

/** How somebody became a target: kept with the page, so that "why me?" has an answer for ever. */
export interface TargetReason {
  kind: 'user' | 'schedule' | 'team' | 'admin'
  /** The schedule, team or policy that named the person. */
  id?: string
  layer?: number
  override?: string
}

export interface PlannedContact {
  contact: ContactId
  channel: string
  to: string
}

export interface PlannedRule extends PlannedContact {
  dueAt: Instant
  because: Reason
}

export interface PagedPerson {
  user: UserId
  why: TargetReason
  urgency: Urgency
  /** Empty when the person already has a run of this pass: a second step starts no second one. */
  plan: PlannedRule[]
}

export type DetectionMethod = 'monitoring' | 'user_report' | 'internal'
export type StageInstant = 'occurred' | 'detected' | 'acknowledged' | 'mitigated' | 'resolved'

/** What a person who reports something chooses from. */
export const REPORT_SYMPTOMS = ['unavailable', 'slow', 'errors', 'sign_in', 'wrong_data', 'other'] as const
export type ReportSymptom = (typeof REPORT_SYMPTOMS)[number]

export type FactBody =
  | {
      type: 'IncidentOpened'
      id: IncidentId
      title: string
      description?: string
      incidentType: IncidentType
      detectionMethod: DetectionMethod
      source?: SourceId
      groupKey?: string
      services: ServiceId[]
      symptoms?: string
      occurredAt: Instant
      detectedAt: Instant
      recurrenceOf?: IncidentId
      /** The team that an event rule gave it to. */
      team?: TeamId
      /** Set on a test: only this person is paged, and figures leave it out. */
      testOf?: UserId
    }
  | { type: 'AlertsAttached'; alerts: AlertRef[] }
  | { type: 'AlertsCleared'; alerts: { id: AlertId; episode: number }[]; firingLeft: number }
  | { type: 'GroupReleased' }
  | { type: 'NoteAdded'; text: string }
  /** `note` is the version of the fact that added it. */
  | { type: 'NoteEdited'; note: number; text: string }
  | { type: 'NoteDeleted'; note: number }
  /** Somebody without an account reported it. */
  | {
      type: 'ReportAdded'
      report: ReportId
      scope: Scope
      symptoms: ReportSymptom[]
      text?: string
      isVerified?: true
      /** The organisation wants such reports to be looked at before they are believed. */
      needsTriage?: true
    }
  | { type: 'ReportVerified'; report: ReportId }
  | { type: 'FixJudged'; report: ReportId; isFixed: boolean; text?: string }
  | { type: 'IncidentEdited'; title?: string; description?: string; symptoms?: string }
  | { type: 'InstantCorrected'; stage: StageInstant; to: Instant; reason: string }
  | { type: 'ServicesAffected'; services: ServiceId[] }
  | { type: 'SeverityAssessed'; severity: Severity }
  | { type: 'ScopeAssessed'; scope: Scope }
  | { type: 'CategorySet'; category: string[] }
  /** `ruleUrgency`: event rules say how loud its pages are, whatever the priority. */
  | {
      type: 'PriorityAssessed'
      priority: Priority
      urgency: Urgency
      ruleUrgency?: Urgency
      overrideReason?: string
    }
  | { type: 'EscalationStarted'; run: number; policy: Policy; firstStep: number }
  | {
      type: 'StepFired'
      run: number
      pass: number
      step: number
      people: PagedPerson[]
      skipped: { user: UserId; because: Reason }[]
    }
  | { type: 'StepSkipped'; run: number; pass: number; step: number }
  | { type: 'EscalationExhausted'; run: number; round: number; people: PagedPerson[]; repeatAfterMs: DurationMs }
  | { type: 'ResponderPaged'; person: PagedPerson }
  | { type: 'ResponderJoined'; user: UserId }
  | { type: 'PageRequested'; page: PageId; user: UserId; target: PlannedContact; urgency: Urgency; why: TargetReason }
  | { type: 'PageAttempted'; page: PageId; attempt: number; result: PageAttemptResult }
  | { type: 'PersonUnreachable'; user: UserId }
  | { type: 'PageDelivered'; page: PageId }
  | { type: 'IncidentAcknowledged'; by?: UserId }
  | { type: 'OwnerAssigned'; user: UserId }
  | { type: 'LevelReached'; level: Level }
  | { type: 'IncidentSnoozed'; until: Instant; reason?: string }
  | { type: 'SnoozeEnded' }
  | { type: 'IncidentMitigated'; workaround: string }
  | { type: 'ServiceRestored'; quietUntil?: Instant }
  | { type: 'IncidentResolved'; by?: UserId; note?: string }
  | { type: 'IncidentReopened' }
  | { type: 'IncidentClosed'; reason: string; by?: UserId }
  | { type: 'IncidentDeclined'; reason: string; by?: UserId }
  /** It goes on in another, which gets all its alerts. `was`: the status that an unmerging may give back. */
  | { type: 'IncidentMerged'; into: IncidentId; was: Status; reason?: string; by?: UserId }
  /** The other side of the same merge: what the other incident brought along. */
  | {
      type: 'IncidentAbsorbed'
      from: IncidentId
      title: string
      firing: AlertEpisode[]
      cleared: AlertEpisode[]
      /** Who worked on the other one, and works on this one now. */
      responders: UserId[]
      severity: Severity
      scope: Scope
      reason?: string
    }
  /** The merge was undone: it stands on its own again, with what it had brought. */
  | {
      type: 'IncidentUnmerged'
      from: IncidentId
      status: 'open' | 'acknowledged' | 'mitigated' | 'resolved'
      firing: AlertEpisode[]
      cleared: AlertEpisode[]
      reason?: string
    }
  | {
      type: 'IncidentSplitOff'
      to: IncidentId
      alerts: AlertId[]
      firingLeft: number
      alertsLeft: number
      reason?: string
    }

export type PageAttemptResult =
  | { outcome: 'handed_over'; providerRef?: string }
  | { outcome: 'will_retry'; code: string; cause: string; retryAt: Instant }
  | { outcome: 'gave_up'; code: string; cause: string }

/** What a decision yields: a fact's body and why. */
export type NewFact = FactBody & { because: Reason }

/** A fact in its stream. `version` counts from 1 without gaps. */
export type Fact = NewFact & { version: number; at: Instant; actor: Actor }

export type FactType = FactBody['type']
export type FactOf<T extends FactType> = Extract<Fact, { type: T }>

/** What every step may know of the incident: the part of the state that no single step owns. */
export interface Head {
  id: IncidentId
  status: Status
  title: string
  services: ServiceId[]
  priority: Priority
  urgency: Urgency
  /** The team that an event rule gave it to. */
  team?: TeamId
  testOf?: UserId
  /** The receipt of the signal that (re)opened it; of a declared one, the declaration. */
  signalReceivedAt: Instant
}
