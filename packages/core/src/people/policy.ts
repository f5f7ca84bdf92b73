/** Whom an incident pages in which order, as people set it. */
import type { DurationMs, PolicyId, ScheduleId, ServiceId, TeamId, UserId, VendorId } from '../kernel/brand.ts'
import type { Level, Priority } from '../kernel/scales.ts'
import type { Restriction } from './schedule.ts'

/** `andNext`: whoever is next on call in the schedule is paged with those who are on. */
export type PageTarget =
  | { kind: 'user'; id: UserId }
  | { kind: 'schedule'; id: ScheduleId; andNext?: true }
  | { kind: 'team'; id: TeamId }
  /** Its steps take this one's place when an escalation starts. */
  | { kind: 'policy'; id: PolicyId }
  | { kind: 'vendor'; id: VendorId }
  /** A place to write to, e.g. `C012AB3CD` in the channel `slack`. */
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
  /** Kept, but not asked: policies that page know nothing of it. */
  isOff?: true
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
