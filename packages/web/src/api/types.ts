/** What the server answers, by the names that the console uses. The shapes are the generated ones; instants are RFC 3339 in UTC. */
import type { FactType } from '@tocsin/core/kernel/fact.ts'
import type { Reason } from '@tocsin/core/kernel/reason.ts'
import type { AnswerOf } from './paths.ts'
import type { components } from './schema.ts'

type Schemas = components['schemas']

export interface Page<Item> {
  items: Item[]
  next: string | null
}

export interface Named {
  id: string
  name: string
}

export type Person = Schemas['User']
export type Contact = Schemas['Contact']
export type NotificationRule = Schemas['NotificationRule']

/** Somebody signed in: the console never speaks with an API key, which has no `user`. */
export type Session = Schemas['Session'] & { user: Person }

/** The first screen, and the first steps on it. */
export type Home = Schemas['Home']
export type Found = Schemas['Found']
export type Task = Schemas['Task']
export type FirstRun = Schemas['FirstRun']
export type FirstStep = FirstRun['steps'][number]['step']
export type IncidentPreview = Schemas['IncidentPreview']

/** An incident as lists show it. */
export type Incident = Schemas['IncidentSummary']
export type IncidentDetail = Schemas['Incident']
export type StepState = IncidentDetail['steps'][number]
export type StepName = StepState['step']
export type Escalation = NonNullable<IncidentDetail['escalation']>
export type LadderRung = Escalation['ladder'][number]
export type PagedPerson = IncidentDetail['on_page'][number]

/** `because` is a code; the message files have a sentence for it. */
export type ActionState = IncidentDetail['actions'][string]

/** The actions that the console has a key, a button or a dialog for; the server may name more. */
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
  | 'report_progress'
  | 'override_priority'
  | 'classify'
  | 'edit'
  | 'correct'
  | 'merge'
  | 'unmerge'
  | 'set_bridge'
  | 'request_channel'

/** The instants that people can correct, as facts name them; those of an incident are `occurred_at` and so on. */
export const STAGES = ['occurred', 'detected', 'acknowledged', 'mitigated', 'resolved'] as const
export type Stage = (typeof STAGES)[number]

export type StepTarget = StepState['target_at']
export type PagedOnRung = LadderRung['people'][number]
export type PresentPerson = Schemas['Presence']['people'][number]
export type Attachment = Schemas['Attachment']

/** Facts are the core's own, so their kinds and reasons are known; a newer server may still send others. */
export type IncidentFact = Schemas['Fact'] & { type: FactType; because: Reason }

export type Alert = Schemas['Alert']
export type AlertDetail = Schemas['AlertDetail']
export type AlertSignal = AlertDetail['history'][number]
export type Silence = Schemas['Silence']
export type SilenceChange = Schemas['SilenceChange']
export type Inhibition = Schemas['Inhibition']
export type Maintenance = Schemas['Maintenance']
export type MaintenanceOccurrence = Schemas['MaintenanceOccurrence']
export type Noise = Schemas['Noise']
/** A deploy or another change, as its source told of it. */
export type Change = Schemas['Change']

export type Team = Schemas['Team']
export type Service = Schemas['Service']
export type Source = Schemas['Source']
export type Monitor = Schemas['Monitor']
export type DataSource = Schemas['DataSource']
export type CheckResult = Schemas['CheckResult']
export type MonitorHistory = AnswerOf<'get', '/monitors/x/history'>
export type Policy = Schemas['Policy']
export type DryRun = Schemas['DryRun']
export type CriteriaTrial = Schemas['CriteriaTrial']
export type PagedIncidents = Schemas['PagedIncidents']
export type SlackConnections = Schemas['SlackConnections']
export type PagingExplanation = Schemas['PagingExplanation']
export type Schedule = Schemas['Schedule']
/** What every part of the configuration has. `file`: only the configuration file changes it. */
export type Configured = Pick<Service, 'id' | 'name' | 'owned_by' | 'version'>

/** For those who may see keys; `key` is null when it cannot be decrypted. */
export type SourceAddress = Schemas['SourceAddress']
export type Delivery = Schemas['Delivery']
export type DoorProblem = Schemas['DoorProblem']
export type DeadLetter = Schemas['DeadLetter']
export type ReplayResult = Schemas['ReplayResult']
export type SourceSystemSettings = Schemas['SourceSystem']

export type OnCallPerson = Schemas['OnCallPerson']
export type OnCallSchedule = Schemas['OnCall']
export type Shift = Schemas['Shift']
export type ScheduleShifts = Schemas['ScheduleShifts']
