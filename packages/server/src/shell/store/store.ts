/**
 * The store as a port: what the engine needs of a database, in the engine's words. Three stand behind it: PostgreSQL, the
 * embedded engine, and a deterministic one in memory for the simulator; one suite proves them equal.
 * Isolation is PostgreSQL's READ COMMITTED: a transaction sees what others committed before each of its statements.
 * Every write that could lose a race ends in {@link StoreConflict}; the runner repeats the transaction.
 */

import type { GroupIncident } from '@tocsin/core/detect/join.ts'
import type { Signal, SignalState } from '@tocsin/core/detect/signal.ts'
import type { IncidentState } from '@tocsin/core/incident.ts'
import type { AlertId, IncidentId, Instant, SourceId } from '@tocsin/core/kernel/brand.ts'
import type { SendClass } from '@tocsin/core/kernel/decision.ts'
import type { Fact } from '@tocsin/core/kernel/fact.ts'
import type { SourceSeverity } from '@tocsin/core/kernel/scales.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'
import type { AuditTx } from './audit-tx.ts'
import type { QuietTx } from './quiet-tx.ts'
import type { RoutedRow, RuleTx } from './rule-tx.ts'
import type { ClaimedSend, SendClaim, SendEnding, SendRow } from './sends.ts'
import type { SilenceTx } from './silence-row.ts'
import type { TurnTx } from './turn-tx.ts'

/** Somebody else was faster: nothing was written, and the same transaction may succeed when tried again. */
export class StoreConflict extends Error {
  override readonly name = 'StoreConflict'
}

/** A raw body as it arrived. */
export interface Delivery {
  id: string
  source: SourceId
  door: string
  receivedAt: Instant
  /** Kept even when its signals brought nothing new: bodies of changes, and of requests that were partly wrong. */
  mustKeep: boolean
  contentType: string
  encoding: 'utf8' | 'base64'
  body: string
  bytes: number
  /** As they may be shown; absent where no request brought it. */
  headers?: Record<string, string>
}

/** One condition in a batch: `repeats` signals of the same content, the last of which is `signal`. */
export interface AcceptSignal {
  /** The id that the alert gets when it is new. */
  newId: AlertId
  source: SourceId
  signal: Signal
  repeats: number
  receivedAt: Instant
  /** The delivery that brought it; absent for conditions that we found ourselves. */
  delivery?: string
  /** It is likely the first of its problem: should it fire, the matcher looks at it before its backlog. */
  isFirst?: boolean
}

/** Alerts that are looked at before all others, and those others. */
export type WorkRank = 'first' | 'rest'

export type Transition =
  /** A new episode begins. */
  | 'fired'
  /** Its severity changed, and the incident may have to change too; or it will end by itself now, and somebody has to look. */
  | 'changed'
  /** Its words changed, and nothing depends on them. */
  | 'updated'
  | 'acknowledged'
  | 'cleared'
  /** Nothing new. */
  | 'repeated'
  /** A recovery or acknowledgement of something that we do not know, or that ended before it began. */
  | 'ignored'

export interface Accepted {
  source: SourceId
  key: string
  /** Absent when ignored. */
  alert?: AlertId
  transition: Transition
}

export interface ChangeRow {
  id: string
  source: SourceId
  service?: string
  at: Instant
  summary: string
  origin?: string
  links: { href: string; text?: string }[]
  details: unknown
  delivery: string
}

export interface AcceptBatch {
  /** At most one element per `(source, key)`. */
  signals: AcceptSignal[]
  /** Bodies of requests; those whose signals were all repeats or ignored are not kept. */
  deliveries: Delivery[]
  changes: ChangeRow[]
  /** `due`: when the next beat is late; the wake for it is armed with the beat. */
  beats: { source: SourceId; at: Instant; due: Instant }[]
}

/** A condition as the matcher sees it. */
export interface ClaimedAlert {
  alert: AlertId
  source: SourceId
  key: string
  state: Exclude<SignalState, 'acknowledged'>
  episode: number
  title: string
  severity: SourceSeverity
  labels: Record<string, string>
  recordOnly?: Signal['recordOnly']
  startedAt: Instant
  receivedAt: Instant
  expiresAt?: Instant
  /** Null until the matcher has spoken about its first episode. */
  placement: PlacementRow | null
}

/** An alert with the signal that is its turn: the oldest one that nobody has dealt with. */
export interface AlertWork extends ClaimedAlert {
  signal: { seq: number; kind: Transition; episode: number; because?: string }
}

export interface PlacementRow {
  alert: AlertId
  episode: number
  incident?: IncidentId
  because: string
  silence?: string
  /** Of a muted alert: how long. */
  until?: Instant
  /** When a firing alert has to be looked at again. */
  checkAt?: Instant
  placedAt: Instant
  /** The event rule that keeps it out of incidents. */
  rule?: string
  /** The event rules that it met; absent when none. */
  routed?: RoutedRow
  /** What else than a silence keeps it from counting, or lowers it. */
  mutedBy?: string
  /** The keys by which it inhibits others while it fires. */
  causes?: string[]
}

export interface LoadedIncident {
  state: IncidentState
  lastHash: string
}

export interface HashedFact {
  fact: Fact
  hash: string
}

export interface IncidentSave {
  /** The version that was loaded; 0 for a new incident. A different one in the store is a conflict. */
  expectedVersion: number
  state: IncidentState
  facts: HashedFact[]
  lastHash: string
  at: Instant
}

export type WakeKind =
  | 'EscalationStepDue'
  | 'ExhaustedRepeatDue'
  | 'NotificationRuleDue'
  | 'SnoozeDue'
  | 'AcknowledgementDue'
  | 'CriteriaDue'
  | 'QuietPeriodDue'
  | 'HeartbeatDue'
  | 'StreamRuleDue'
  | 'SymptomsDue'

export interface WakeRow {
  /** A second wake of the same key replaces the first. */
  key: string
  kind: WakeKind
  /** The incident, alert or source that it is about. */
  subject: string
  due: Instant
  body: unknown
}

export interface ClaimedWake extends WakeRow {
  attempts: number
}

/** A node as it last wrote of itself, by its own clock. */
export interface NodeRow {
  name: string
  version: string
  startedAt: Instant
  seenAt: Instant
}

export interface Store {
  /**
   * Commits what the doors received. Concurrent callers are safe; rows are written in the order of `(source, key)`.
   * When this returns, the signals survive any crash.
   */
  accept(batch: AcceptBatch): Promise<Accepted[]>
  transaction<T>(work: (tx: StoreTx) => Promise<T>): Promise<T>
  loadDirectory(): Promise<Directory>
  nextWakeDue(): Promise<Instant | null>
  /** The earliest `checkAt` of a placement. */
  nextPlacementCheck(): Promise<Instant | null>
  /** Leases due sends of a class until `leasedUntil`: a crash gives them back. The longest due of each channel come first. */
  claimSends(claim: SendClaim): Promise<ClaimedSend[]>
  /** Gives back the sends of a class that are leased to a node, except those that it knows to be under way. */
  releaseSends(release: { class: SendClass; node: string; now: Instant; except: readonly string[] }): Promise<void>
  /** The earliest that has not ended, leases included, of the channels that have room. */
  nextSendDue(sendClass: SendClass, fullChannels: readonly string[]): Promise<Instant | null>
  /**
   * Says that this node lives, and frees the sends that are leased to nodes not seen since `deadBefore`. Returns all nodes
   * seen since then, and how many sends were freed.
   */
  beatNode(node: NodeRow, deadBefore: Instant): Promise<{ nodes: NodeRow[]; freed: number }>
}

export interface StoreTx extends AuditTx, QuietTx, RuleTx, SilenceTx, TurnTx {
  /**
   * Carries out statements of this transaction in their order, each begun without waiting for the answer of the one before where the
   * engine can. None may need what another answers. Rejects with the first failure, after all have ended.
   */
  inOrder(...statements: (() => Promise<unknown>)[]): Promise<void>
  /** As {@link Store.accept}, within the transaction: for conditions that we find ourselves. */
  accept(batch: AcceptBatch): Promise<Accepted[]>
  /** Reserves `count` numbers of a year until the end of the transaction, and returns the first. */
  allocateIncidentNumbers(year: number, count: number): Promise<number>
  directoryVersion(): Promise<number>
  loadDirectory(): Promise<Directory>
  /**
   * Locks the oldest waiting signal of each of at most `limit` alerts, leaving out alerts that another transaction holds, and
   * their placements.
   */
  claimAlertWork(rank: WorkRank, limit: number): Promise<AlertWork[]>
  /** Deletes waiting signals that {@link claimAlertWork} gave. */
  finishAlertWork(done: readonly { alert: AlertId; seq: number }[]): Promise<void>
  /**
   * Locks at most `limit` placements whose `checkAt` has come, leaving out those held elsewhere and those whose alert has
   * waiting signals: dealing with these sets a new instant.
   */
  claimPlacementChecks(now: Instant, limit: number): Promise<ClaimedAlert[]>
  /** Locks the placements of all alerts that are in an incident. */
  claimPlacementsOf(incident: IncidentId): Promise<PlacementRow[]>
  /** Lets the alerts that a silence mutes be looked at again at `due`. */
  recheckMutedBy(silence: string, due: Instant): Promise<void>
  /** Writes placements, new or changed. */
  savePlacements(rows: readonly PlacementRow[]): Promise<void>
  /**
   * The latest incident of each group, final ones included. Where that one was merged into another, the one in which it goes on
   * now.
   */
  findGroupIncidents(groupKeys: readonly string[]): Promise<Map<string, GroupIncident>>
  /** Where an incident that was merged goes on: its direct target. Locks nothing. */
  findMergeTarget(incident: IncidentId): Promise<IncidentId | undefined>
  /** Loads for change: others who load the same wait, or meet a conflict when they save. Unknown ids are left out. */
  loadIncidents(ids: readonly IncidentId[]): Promise<Map<IncidentId, LoadedIncident>>
  saveIncidents(saves: readonly IncidentSave[]): Promise<void>
  saveWakes(rows: readonly WakeRow[]): Promise<void>
  deleteWakes(keys: readonly string[]): Promise<void>
  /** Locks due wakes, oldest first, leaving out those that another transaction holds. */
  claimWakes(now: Instant, limit: number): Promise<ClaimedWake[]>
  /** Puts a wake that failed off until `due` and counts the attempt. */
  postponeWake(key: string, due: Instant, error: string): Promise<void>
  /** A send of a key that exists already is left as it is. */
  addSends(rows: readonly SendRow[]): Promise<void>
  /** Drops sends. One that is under way is left to end, and is not tried again. */
  cancelSends(keys: readonly string[], at: Instant): Promise<void>
  /**
   * Ends attempts, at most one of a key, and returns the keys that it ended. One whose lease was lost to somebody else meanwhile counts
   * only when it is done: the other attempt is then the last one.
   */
  endSends(endings: readonly SendEnding[], at: Instant): Promise<Set<string>>
  /**
   * Clears alerts that still fire and whose `expiresAt` has passed, as a signal of its own. Returns those that fire after it,
   * with the instant at which they will expire now.
   */
  expireAlerts(ids: readonly AlertId[], now: Instant): Promise<{ alert: AlertId; expiresAt?: Instant }[]>
  /**
   * When each of the heartbeats came last. None of them is accepted before this transaction ends: a beat then either is in the
   * answer, or clears the alert that the transaction made of its absence.
   */
  lockLastBeats(sources: readonly SourceId[]): Promise<Map<SourceId, Instant>>
}
