/** What the server answers, by hand until the types are generated from its description. Instants are RFC 3339 in UTC. */
import type { FactType } from '@tocsin/core/kernel/fact.ts'
import type { Reason } from '@tocsin/core/kernel/reason.ts'
import type {
  IncidentType,
  Level,
  Priority,
  Scope,
  Severity,
  SourceSeverity,
  Status,
  Urgency,
} from '@tocsin/core/kernel/scales.ts'

export interface Page<Item> {
  items: Item[]
  next: string | null
}

export interface Named {
  id: string
  name: string
}

export interface Session {
  user: Person
  permissions: string[]
  /** Goes into the header of every request that changes something. */
  csrf_token: string | null
}

export interface Incident {
  id: string
  title: string
  status: Status
  priority: Priority
  urgency: Urgency
  severity: Severity
  scope: Scope
  category: string[]
  incident_type: IncidentType
  detection_method: string
  services: Named[]
  owner: Named | null
  level: Level
  source: (Named & { system: string }) | null
  is_test: boolean
  is_exhausted: boolean
  snoozed_until: string | null
  alerts_count: number
  firing_count: number
  occurred_at: string
  detected_at: string
  recorded_at: string
  classified_at: string | null
  prioritised_at: string | null
  acknowledged_at: string | null
  mitigated_at: string | null
  restored_at: string | null
  resolved_at: string | null
  closed_at: string | null
  updated_at: string
  version: number
}

export type StepName = 'detect' | 'record' | 'classify' | 'prioritise' | 'respond' | 'resolve' | 'close'

export interface StepState {
  step: StepName
  at: string | null
  state: 'done' | 'current' | 'pending'
}

export type ActionName =
  | 'acknowledge'
  | 'resolve'
  | 'close'
  | 'reopen'
  | 'decline'
  | 'mitigate'
  | 'reassign'
  | 'escalate'
  | 'snooze'
  | 'note'
  | 'page_responder'
  | 'override_priority'

/** `because` is a code; the message files have a sentence for it. */
export interface ActionState {
  allowed: boolean
  because?: string
}

export interface LadderRung {
  step: number
  after_ms: number
  targets: { kind: string; id: string; name: string }[]
  state: 'fired' | 'skipped' | 'next' | 'pending'
  fired_at: string | null
  people: Named[]
}

export interface Escalation {
  policy_name: string
  run: number
  /** From 0. */
  pass: number
  passes: number
  is_exhausted: boolean
  next: { kind: 'step' | 'exhausted'; step: number | null; pass: number | null; due_at: string } | null
  ladder: LadderRung[]
  admins_called: { at: string; people: Named[] }[]
}

export interface PagedPerson {
  user: Named
  channel: string | null
  state: 'sending' | 'reached' | 'planned' | 'unreachable'
  due_at: string | null
}

export interface IncidentDetail extends Incident {
  description: string | null
  symptoms: string | null
  workaround: string | null
  recurrence_of: string | null
  reopened_count: number
  steps: StepState[]
  escalation: Escalation | null
  on_page: PagedPerson[]
  responders: Named[]
  hold: { until: string; reason: string | null } | null
  actions: Partial<Record<ActionName, ActionState>>
}

export interface IncidentFact {
  version: number
  at: string
  type: FactType
  because: Reason
  actor: { kind: string; label: string; id: string | null; via: string | null }
  /** In plain English, with instants in UTC. */
  sentence: string
  /** What the fact holds, as the core writes it: keys in camelCase, instants in milliseconds. */
  data: Record<string, unknown>
}

export interface Alert {
  id: string
  source: Named
  key: string
  state: 'firing' | 'resolved'
  title: string
  description: string | null
  severity: SourceSeverity
  labels: Record<string, string>
  annotations: Record<string, string>
  link: string | null
  episode: number
  repeats: number
  started_at: string
  ended_at: string | null
  expires_at: string | null
  first_seen_at: string
  last_seen_at: string
  placement: { incident: string | null; because: string; silence: string | null; until: string | null }
}

export interface AlertSignal {
  seq: number
  kind: string
  because: string | null
  episode: number
  at: string
  title: string
  severity: SourceSeverity
}

export interface AlertDetail extends Alert {
  history: AlertSignal[]
}

/** What configuration has in common. `file`: only the configuration file changes it. */
export interface Configured extends Named {
  owned_by: 'app' | 'file'
  version: number
}

export interface Service extends Configured {
  description?: string
  team?: string
  policy?: string
  active: boolean
}

export interface Source extends Configured {
  system: string
  service?: string
  group_by?: string[]
  resolves_when_clear: boolean
  quiet_period: string
  default_severity: string
  map?: Record<string, string>
  every?: string
  grace?: string
  active: boolean
}

/** For those who may see keys; `key` is null when it cannot be decrypted. */
export interface SourceAddress {
  key: string | null
  addresses: string[]
}

export interface Delivery {
  id: string
  received_at: string
  door: string
  content_type: string
  bytes: number
}

export interface DoorProblem {
  id: string
  at: string
  problem: string
}

export interface OnCallPerson {
  user: Named
  layer: number
  layer_name?: string
  override?: string
}

export interface OnCallSchedule {
  schedule: Named
  people: OnCallPerson[]
  until: string | null
  next: { starts_at: string; ends_at: string; people: OnCallPerson[] } | null
}

export interface Person {
  id: string
  name: string
  email: string
  role: 'admin' | 'manager' | 'responder' | 'reporter' | 'viewer'
  zone: string
  locale: string
  is_active: boolean
  is_invited: boolean
  owned_by: 'app' | 'file'
}
