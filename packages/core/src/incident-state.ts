/** What is known of an incident, and what it can be told: the slices and the commands of every step, side by side. */
import type { ClassificationState, ClassifyCommand } from './classify/classification.ts'
import type { CloseCommand } from './close/closure.ts'
import type { MergeCommand } from './incident-merge.ts'
import type { ReportCommand } from './incident-reports.ts'
import type { IncidentId, Instant } from './kernel/brand.ts'
import type { Effect } from './kernel/decision.ts'
import type { ReportsState } from './kernel/report.ts'
import type { Scope, Severity, Status } from './kernel/scales.ts'
import type { PrioritiseCommand, PriorityState } from './prioritise/prioritisation.ts'
import type { StageTimes } from './record/progress.ts'
import type { OpenIncident, RecordCommand, RecordState } from './record/record.ts'
import type { ResolutionState, ResolveCommand } from './resolve/resolution.ts'
import type { RespondCommand } from './respond/reaction.ts'
import type { ResponseState } from './respond/response.ts'
import type { RoomCommand, RoomState } from './respond/room.ts'

export interface IncidentState {
  id: IncidentId
  version: number
  status: Status
  times: StageTimes
  /** Receipt of the signal that (re)opened it: the paging meter counts from here. */
  signalReceivedAt: Instant
  record: RecordState
  classification: ClassificationState
  priority: PriorityState
  response: ResponseState
  resolution: ResolutionState
  /** Of people without an account; absent while there are none. */
  reports?: ReportsState
  /** Absent while nobody asked for one. */
  room?: RoomState
}

export interface DeclareExtras {
  severity?: Severity
  scope?: Scope
}

export type IncidentCommand =
  | (OpenIncident & DeclareExtras)
  | Exclude<RecordCommand, OpenIncident>
  | ClassifyCommand
  | PrioritiseCommand
  | RespondCommand
  | ResolveCommand
  | CloseCommand
  | MergeCommand
  | ReportCommand
  | RoomCommand

export type IncidentEffect = Exclude<Effect<IncidentCommand>, { kind: 'command' }>
