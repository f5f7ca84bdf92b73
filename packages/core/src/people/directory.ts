/**
 * The directory: one immutable snapshot of the configuration that decisions need. The shell loads it, checks its version in
 * the transaction and hands it to every command, so that a decision never asks anybody anything.
 */
import type {
  CalendarId,
  ContactId,
  DurationMs,
  EventRuleId,
  Instant,
  PolicyId,
  ScheduleId,
  ServiceId,
  SourceId,
  TeamId,
  UserId,
  VendorId,
} from '../kernel/brand.ts'
import type { Level, Priority, Scope, Severity, SourceSeverity, Urgency } from '../kernel/scales.ts'
import type { Calendar, LayerHolidays } from './calendar.ts'
import type { OnCallSettings } from './on-call-settings.ts'
import type { Inhibition, MaintenanceWindow, SourceQuiet } from './quiet.ts'

export type Role = 'admin' | 'manager' | 'responder' | 'reporter' | 'viewer'

/** `config` carries what the channel's adapter needs beside the address, e.g. a webhook's secret; opaque to the core. */
export interface Contact {
  id: ContactId
  channel: string
  to: string
  isVerified: boolean
}

/** After `afterMs` from the step that paged the person, use `contact`. */
export interface NotificationRule {
  urgency: Urgency
  afterMs: DurationMs
  contact: ContactId
}

export interface User {
  id: UserId
  email: string
  name: string
  role: Role
  zone: string
  /** What the person reads, as in BCP 47, e.g. `ja`; absent: English. */
  locale?: string
  isActive: boolean
  contacts: Contact[]
  rules: NotificationRule[]
  /** Working hours on the clock of `zone`; absent: Monday to Friday, 9 to 17 o'clock. */
  hours?: Restriction[]
}

export interface Team {
  id: TeamId
  name: string
  members: UserId[]
}

/** Who has a place in a turn. A team stands for all of its members, another schedule for whoever is on call in it then. */
export type Participant = UserId | { team: TeamId } | { schedule: ScheduleId }

/** What a schedule may refer to beside its own people. A directory is one. */
export interface Roster {
  teams: ReadonlyMap<TeamId, Pick<Team, 'members'>>
  schedules: ReadonlyMap<ScheduleId, Schedule>
  calendars?: ReadonlyMap<CalendarId, Calendar>
}

export type RotationUnit = 'hour' | 'day' | 'week' | 'month'

/**
 * A weekday is 1 (Monday) to 7 (Sunday), as in ISO 8601. Times are wall-clock `HH:MM` in the layer's zone; `to` may be
 * `24:00`. It belongs to the day on which it starts and ends on `toWeekday`; without one on the same day if `to` is later
 * than `from`, else on the next (equal times are 24 hours).
 */
export interface Restriction {
  weekday: number
  from: string
  to: string
  toWeekday?: number
}

export interface ScheduleLayer {
  name?: string
  zone: string
  every: { count: number; unit: RotationUnit }
  /** The first handoff: a wall-clock date and time in `zone`. Later handoffs keep its time of day. */
  anchor: string
  /** In turn; each turn may hold several participants at once, or none (a buffer). */
  turns: Participant[][]
  /** Empty: always. */
  restrictions: Restriction[]
  holidays?: LayerHolidays
  /** Its shifts are those of this calendar; it has no turns of its own. */
  importedFrom?: CalendarId
  /** Whether a day (or an hour) that restrictions or holidays leave empty uses up a turn; absent: `keep_turn`, it does not. */
  offDays?: 'keep_turn' | 'use_turn'
  /** Nobody before this instant; absent: the anchor. Before the anchor the turns go back by whole periods. */
  startsAt?: Instant
  endsAt?: Instant
  /** Turns that whoever is on is ahead of the count from the anchor, so that an edit leaves the one on duty who is. */
  turnOffset?: number
}

/** Layers that an edit took the place of: they held until then. */
export interface LayerVersion {
  until: Instant
  layers: ScheduleLayer[]
}

/** Shifts that take the place of everything else in a window, overrides too; what they leave open is a gap. */
export interface TemporarySchedule {
  id: string
  startsAt: Instant
  endsAt: Instant
  shifts: { startsAt: Instant; endsAt: Instant; users: UserId[] }[]
}

export type OverrideMode = 'add' | 'remove' | 'replace'

export interface ScheduleOverride {
  id: string
  mode: OverrideMode
  startsAt: Instant
  endsAt: Instant
  add?: UserId
  remove?: UserId
}

/** Layers from lowest to highest: a higher one that has somebody replaces the lower ones. */
export interface Schedule {
  id: ScheduleId
  name: string
  zone: string
  /** In force since the last of `before` ended. */
  layers: ScheduleLayer[]
  overrides: ScheduleOverride[]
  /** The versions before, oldest first: editing a schedule never changes who was on call. */
  before?: LayerVersion[]
  temporary?: TemporarySchedule[]
  /** Hears of gaps ahead; absent: the admins do. */
  team?: TeamId
  whenEmpty?: GapCover
  shadows?: ShadowShift[]
}

/** A trainee who hears what those on call are paged for, and is never counted on: while `of` (or, absent, anybody) is on call. */
export interface ShadowShift {
  user: UserId
  of?: UserId
  startsAt?: Instant
  endsAt?: Instant
}

/**
 * Who is paged at once while nobody who could be is on call; of a policy, whom its first step pages. `nobody`: gaps are meant, and
 * nobody is told of them.
 */
export type GapCover =
  | { kind: 'user'; id: UserId }
  | { kind: 'team'; id: TeamId }
  | { kind: 'policy'; id: PolicyId }
  | { kind: 'nobody' }

/** `andNext`: whoever is next on call in the schedule is paged with those who are on. */
export type PageTarget =
  | { kind: 'user'; id: UserId }
  | { kind: 'schedule'; id: ScheduleId; andNext?: true }
  | { kind: 'team'; id: TeamId }
  /** Its steps take this one's place when an escalation starts. */
  | { kind: 'policy'; id: PolicyId }
  | { kind: 'vendor'; id: VendorId }
  /** A place to write to, e.g. `#ops` in the channel `slack`. */
  | { kind: 'channel'; id: string; to: string }

/** When a step is taken: every part that is there has to hold. */
export interface StepCondition {
  priorities?: Priority[]
  services?: ServiceId[]
  /** Hours of the week on the clock of `zone`; `outside` turns them round. */
  hours?: { zone: string; windows: Restriction[]; outside?: true }
  /** An expression that is true or false of the incident. */
  when?: string
}

export interface PolicyStep {
  afterMs: DurationMs
  targets: PageTarget[]
  /** Absent: the first step is L1, the second L2, and so on. */
  level?: Level
  /** A step whose conditions do not hold is left out. */
  only?: StepCondition[]
  /** One of the targets takes each incident in turn; counted in the store under this key. */
  turnKey?: string
  /** How many people have to acknowledge; absent: one. */
  acks?: number
  /** Pages only people for whom it is (or is not) their working hours then. */
  people?: 'at_work' | 'off_work'
}

/** A reason to go up the ladder besides that nobody answered. */
export interface Criterion {
  id: string
  name: string
  /** The level that it goes to. */
  to: Level
  /** Asked this long after the incident was opened for the first time, and whenever something changed from then on; absent: from the start. */
  afterMs?: DurationMs
  /** An expression that is true or false of the incident; empty: it is enough that the time has passed. */
  when: string
}

/** Somebody outside of the organisation who can be called, e.g. the support of a product. */
export interface Vendor {
  id: VendorId
  name: string
  phone?: string
  /** What is written to, all at once: addresses of channels. */
  contacts: { channel: string; to: string }[]
  /** What has to be named when they are called: the contract's or customer's number. */
  reference?: string
  /** When the contract lets them be called; absent: always. */
  hours?: { zone: string; windows: Restriction[] }
}

export interface Policy {
  id: PolicyId
  name: string
  version: number
  /** Further passes over the steps when nobody acknowledged. */
  repeat: number
  repeatAfterMs: DurationMs
  steps: PolicyStep[]
  criteria?: Criterion[]
  /** An acknowledged incident that nobody resolved, worked around or took again within this time is paged anew. */
  ackTimeoutMs?: DurationMs
  /** Pages of low urgency wait for the working hours of whoever would be paged. */
  holdsLow?: true
}

export interface Service {
  id: ServiceId
  name: string
  team?: TeamId
  policy?: PolicyId
  isActive: boolean
  /** What it needs to work: when one of these fails, its own alerts are symptoms. */
  dependsOn?: ServiceId[]
  /** Of its symptoms: `join` (when absent) takes them into the incident of the cause, `page` lets the first of them page. */
  whenDependencyFails?: 'join' | 'page'
}

/** Settings that only sources of one system have, such as the topics that may subscribe; the system's adapter says which. */
export type SourceOptions = Readonly<Record<string, unknown>>

export interface Source {
  id: SourceId
  name: string
  system: string
  service?: ServiceId
  isActive: boolean
  /** Labels of which each distinct set of values is an incident of its own; empty: one per alert. */
  groupBy: string[]
  /** Alerts join an open incident of their group this long after it was opened; absent: as long as it is open. */
  groupWindowMs?: DurationMs
  resolvesWhenClear: boolean
  quietPeriodMs: DurationMs
  defaultSeverity: SourceSeverity
  /** A user-written mapping: field → expression. */
  map?: Record<string, string>
  /** Of a heartbeat: how often it must beat, and how much later is still in time. */
  everyMs?: DurationMs
  graceMs?: DurationMs
  options?: SourceOptions
  quiet?: SourceQuiet
  /** How far its alerts reach, where that is not as usual. */
  scope?: Scope
}

/**
 * What a rule does with the alerts that its condition is true of. `title` and the values of `labels` are texts in which
 * `{{ expression }}` stands for what the expression gives. `suppress` and `recordOnly` hold the reason.
 */
export interface EventRuleActions {
  service?: ServiceId
  team?: TeamId
  category?: string[]
  severity?: SourceSeverity
  scope?: Scope
  urgency?: Urgency
  title?: string
  labels?: Record<string, string>
  suppress?: string
  recordOnly?: string
}

/** A rule that looks at every alert before it is placed; rules are asked in their order. */
export interface EventRule {
  id: EventRuleId
  name: string
  isActive: boolean
  /** An expression that is true or false; empty: of every alert. */
  condition: string
  /** The zone in which the condition reads the clock. */
  zone: string
  actions: EventRuleActions
  /** Rules after this one are not asked about an alert that it matched. */
  stops: boolean
}

/** The matrix of the brief: scope × severity → priority. */
export type PriorityMatrix = Record<Scope, Record<Severity, Priority>>

export interface Settings {
  /** Absent: what is usual. */
  onCall?: OnCallSettings
  matrix: PriorityMatrix
  highUrgency: Priority[]
  defaultScope: Scope
  reopenWindowMs: DurationMs
  repeatAfterMs: DurationMs
  /** Escalation of last resort: how often an exhausted policy calls the admins again. */
  exhaustedRepeatMs: DurationMs
  /** The reporting portal: see `PortalSettings`; what nobody set is closed. */
  portalMode?: PortalSettings['mode']
  portalServices?: string[]
  portalFrameAncestors?: string[]
  portalNeedsTriage?: boolean
  /** The weekly letter about noise; absent: none. */
  noiseDigest?: NoiseDigest
}

/** When somebody reads the digest, by the clock of a zone. Weekdays are 1 (Monday) to 7 (Sunday), hours 0 to 23. */
export interface DigestTime {
  send: boolean
  weekday: number
  hour: number
  zone: string
}

/** For everybody, and for teams, by id, that read it at another time or not at all. */
export interface NoiseDigest extends DigestTime {
  teams: Readonly<Record<string, DigestTime>>
}

/** Where people without an account report what is wrong. */
export interface PortalSettings {
  mode: 'off' | 'public' | 'signed_in'
  /** The services that may be reported, by id. */
  services: readonly string[]
  /** Sites that may show the portal inside of their pages. */
  frameAncestors: readonly string[]
  /** Reports of people who are not known page softly until somebody has looked at them. */
  needsTriage: boolean
}

export interface Directory {
  version: number
  users: ReadonlyMap<UserId, User>
  teams: ReadonlyMap<TeamId, Team>
  services: ReadonlyMap<ServiceId, Service>
  schedules: ReadonlyMap<ScheduleId, Schedule>
  policies: ReadonlyMap<PolicyId, Policy>
  calendars?: ReadonlyMap<CalendarId, Calendar>
  sources: ReadonlyMap<SourceId, Source>
  /** In the order in which they are asked. */
  eventRules: readonly EventRule[]
  settings: Settings
  vendors?: ReadonlyMap<VendorId, Vendor>
  inhibitions?: readonly Inhibition[]
  maintenance?: readonly MaintenanceWindow[]
}
