/**
 * The directory: one immutable snapshot of the configuration that decisions need. The shell loads it, checks its version in
 * the transaction and hands it to every command, so that a decision never asks anybody anything.
 */
import type {
  CalendarId,
  ContactId,
  DurationMs,
  EventRuleId,
  PolicyId,
  ScheduleId,
  ServiceId,
  SourceId,
  TeamId,
  UserId,
  VendorId,
} from '../kernel/brand.ts'
import type { Priority, Scope, Severity, SourceSeverity, Urgency } from '../kernel/scales.ts'
import type { Calendar } from './calendar.ts'
import type { OnCallSettings } from './on-call-settings.ts'
import type { Policy, Vendor } from './policy.ts'
import type { Inhibition, MaintenanceWindow, SourceQuiet } from './quiet.ts'
import { type BridgeSettings, type IncidentChannelSettings, USUAL_BRIDGE, USUAL_CHANNEL } from './rooms.ts'
import type { Restriction, Schedule } from './schedule.ts'
import type { Webhook } from './webhook.ts'

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
  /** It counts for whoever is paged within these hours, on the clock of the person's zone; absent: always. */
  hours?: Restriction[]
}

/** How somebody wants to be paged beside what their rules say, on the clock of their zone. */
export interface PersonPaging {
  /** Pages of low urgency wait until these hours are over. */
  quietHours?: Restriction[]
  /** Pages of low urgency come together, once a day at this time, `HH:MM`. */
  lowDigestAt?: string
  /** Their own window in place of the organisation's, see {@link PageBundling}. */
  bundleSeconds?: number
}

export interface User extends PersonPaging {
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

/** How many messages of a channel one person gets within a rolling hour and a rolling day; absent: any number. */
export interface MessageLimit {
  hour?: number
  day?: number
}

/**
 * Pages of several incidents that come to one contact in a burst: the first goes at once, those that follow it within so many seconds
 * (0: none do) go as one message. Pages of the priorities in `never` go at once and alone.
 */
export interface PageBundling {
  seconds: number
  never: readonly Priority[]
}

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
  /** Of each person, by channel; one that is not named has no limit. */
  messageLimits?: Readonly<Record<string, MessageLimit>>
  /** Absent: every page goes alone. */
  pageBundling?: PageBundling
  /** The weekly letter about noise; absent: none. */
  noiseDigest?: NoiseDigest
  /** Channels of incidents in a chat, and bridges; see {@link settingsOfRooms}. */
  incidentChannels?: IncidentChannelSettings
  bridges?: BridgeSettings
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

/** An organisation's own words for pages of one kind of channel in one language, in Liquid. Decisions never read it. */
export interface MessageTemplate {
  /** The place that it stands in, e.g. `sms-en`. */
  id: string
  /** Absent: the usual one. */
  subject?: string
  body: string
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
  /** By the place that they stand in. */
  templates?: ReadonlyMap<string, MessageTemplate>
  inhibitions?: readonly Inhibition[]
  maintenance?: readonly MaintenanceWindow[]
  webhooks?: readonly Webhook[]
}

/** Where people meet over incidents: what nobody set is off. */
export function settingsOfRooms({ settings }: Pick<Directory, 'settings'>): {
  channel: IncidentChannelSettings
  bridge: BridgeSettings
} {
  return {
    channel: { ...USUAL_CHANNEL, ...settings.incidentChannels },
    bridge: { ...USUAL_BRIDGE, ...settings.bridges },
  }
}
