/**
 * The facts of an incident, all steps' together: what steps know of each other is what stands here. A fact is small,
 * complete (no later look-up is needed to fold it) and never changes its meaning; new fields are optional.
 */
import type { Policy } from '../people/policy.ts'
import type { Restriction } from '../people/schedule.ts'
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
import type { ChatPlace, NoteOrigin } from './chat.ts'
import type { LostPaging } from './lost-paging.ts'
import type { Reason } from './reason.ts'
import type { ReportSymptom, ReportsState } from './report.ts'
import type {
  IncidentType,
  Level,
  LevelNeeded,
  Priority,
  Scope,
  Severity,
  SourceSeverity,
  Status,
  Urgency,
} from './scales.ts'

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
  kind: 'user' | 'schedule' | 'team' | 'admin' | 'vendor' | 'channel'
  /** The schedule, team, policy or vendor that named the person. */
  id?: string
  layer?: number
  override?: string
  /** Not on call yet: the next who will be. */
  isNext?: true
  /** Nobody was on call in this schedule, which names the person for that. */
  gapIn?: string
}

/** How wide an incident was when its escalation first began: what “spreads” and “grows” are measured from. */
export interface Extent {
  services: number
  scope: Scope
  severity: Severity
  reports: number
}

export interface PlannedContact {
  contact: ContactId
  channel: string
  to: string
}

/** `hours`: of a rule that counts in some hours of the week only, which these were. */
export type PlannedRule = PlannedContact & { dueAt: Instant; because: Reason; hours?: Restriction[] }

export interface PagedPerson {
  user: UserId
  why: TargetReason
  urgency: Urgency
  /** Empty when the person already has a run of this pass: a second step starts no second one. */
  plan: PlannedRule[]
}

export type DetectionMethod = 'monitoring' | 'user_report' | 'internal'
export type StageInstant = 'occurred' | 'detected' | 'acknowledged' | 'mitigated' | 'resolved'

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
  /** They changed so often within a span that their clearing is not believed before it lasted. `changes`: of the one that changed most. */
  | { type: 'FlappingNoted'; alerts: AlertEpisode[]; changes: number; withinMs: DurationMs; stableMs: DurationMs }
  /** They have fired without a break for so long that they do not flap any more. */
  | { type: 'FlappingEnded'; alerts: AlertId[] }
  /** `from`: what somebody wrote in a chat, and whoever is the actor kept. */
  | { type: 'NoteAdded'; text: string; from?: NoteOrigin }
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
  /** `extent`: of the first run of an incident whose policy has criteria. */
  | { type: 'EscalationStarted'; run: number; policy: Policy; firstStep: number; extent?: Extent }
  | {
      type: 'StepFired'
      run: number
      pass: number
      step: number
      people: PagedPerson[]
      skipped: { user: UserId; because: Reason }[]
      /** Of a step whose targets take turns: which turn this was, and over how many it passed whose turn would have been lost. */
      turn?: { key: string; number: number; over?: number }
    }
  /** It pages nobody before the working hours of those it would page begin. */
  | { type: 'StepHeld'; run: number; pass: number; step: number; until: Instant; whom: UserId[] }
  /** One of the policy's criteria came true: `evidence` is what it was true of. */
  | { type: 'CriterionMet'; criterion: string; name: string; to: Level; evidence: Record<string, string> }
  /** What those who work on it say of how it goes. `needs`: it cannot be solved where it is. */
  | {
      type: 'ProgressReported'
      expectedAt?: Instant
      cause?: string
      needs?: LevelNeeded
      isImpactGrowing?: boolean
      by?: UserId
    }
  /** Wakes and sends that had to be there were not, and were written anew. */
  | { type: 'PagingRepaired'; lost: LostPaging }
  | { type: 'StepSkipped'; run: number; pass: number; step: number; problem?: string }
  | { type: 'EscalationExhausted'; run: number; round: number; people: PagedPerson[]; repeatAfterMs: DurationMs }
  | { type: 'ResponderPaged'; person: PagedPerson }
  | { type: 'ResponderJoined'; user: UserId }
  | { type: 'PageRequested'; page: PageId; user: UserId; target: PlannedContact; urgency: Urgency; why: TargetReason }
  | { type: 'PageAttempted'; page: PageId; attempt: number; result: PageAttemptResult }
  | { type: 'PersonUnreachable'; user: UserId }
  | { type: 'PageDelivered'; page: PageId }
  /**
   * `stillNeeded`: the step asks for so many more. `until`: it is paged anew unless something happens before. `untilClear`: it is kept
   * until its alerts clear, and resolved then.
   */
  | { type: 'IncidentAcknowledged'; by?: UserId; stillNeeded?: number; until?: Instant; untilClear?: true }
  /** A further person of several that the step asks for. */
  | { type: 'AcknowledgementAdded'; by: UserId; stillNeeded: number; until?: Instant }
  | { type: 'AcknowledgementRenewed'; by?: UserId; until: Instant }
  | { type: 'OwnerAssigned'; user: UserId }
  | { type: 'LevelReached'; level: Level }
  | { type: 'IncidentSnoozed'; until: Instant; reason?: string }
  | { type: 'SnoozeEnded' }
  | { type: 'IncidentMitigated'; workaround: string }
  | { type: 'ServiceRestored'; quietUntil?: Instant }
  | { type: 'IncidentResolved'; by?: UserId; note?: string }
  | { type: 'IncidentReopened' }
  /** It is to have a channel in a chat. */
  | { type: 'ChannelRequested' }
  | { type: 'ChannelOpened'; place: ChatPlace }
  /** The link to the call in which people meet. */
  | { type: 'BridgeSet'; url: string }
  | { type: 'BridgeRemoved' }
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
      /** Of what it brought, what flaps. */
      flapping?: AlertId[]
      severity: Severity
      scope: Scope
      /** What people without an account had reported of it. */
      reports?: ReportsState
      reason?: string
    }
  /** The merge was undone: it stands on its own again, with what it had brought. */
  | {
      type: 'IncidentUnmerged'
      from: IncidentId
      status: 'open' | 'acknowledged' | 'mitigated' | 'resolved'
      firing: AlertEpisode[]
      cleared: AlertEpisode[]
      flapping?: AlertId[]
      /** As they stand by now. */
      reports?: ReportsState
      reason?: string
    }
  | {
      type: 'IncidentSplitOff'
      to: IncidentId
      alerts: AlertId[]
      /** Those that had come along, and go back. */
      reports?: ReportId[]
      firingLeft: number
      alertsLeft: number
      reason?: string
    }

/** `together`: in one message with the pages of so many other incidents. `instead`: the channel's second provider took it, because of that. `held`: no attempt yet, it waits for others until then. */
export type PageAttemptResult =
  | {
      outcome: 'handed_over'
      providerRef?: string
      wordsProblem?: { template: string; problem: string }
      together?: number
      instead?: { code: string; cause: string }
    }
  | { outcome: 'held'; until: Instant }
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
  /** The link to the call in which people meet. */
  bridge?: string
  /** The receipt of the signal that (re)opened it; of a declared one, the declaration. */
  signalReceivedAt: Instant
  recordedAt: Instant
  extent: Extent
}
