/**
 * The record: what happened, to what, since when, and the alerts that belong to it.
 * Invariants: `firing` lists exactly the attached alerts whose current episode has not cleared; an episode is attached once.
 */
import type { AlertId, IncidentId, Instant, ServiceId, SourceId, UserId } from '../kernel/brand.ts'
import type { Context, Decision } from '../kernel/decision.ts'
import { decided, nothing, rejected } from '../kernel/decision.ts'
import type { AlertRef, DetectionMethod, Fact, NewFact, StageInstant } from '../kernel/fact.ts'
import { LIMITS } from '../kernel/limits.ts'
import type { Reason } from '../kernel/reason.ts'
import type { IncidentType } from '../kernel/scales.ts'

export interface RecordState {
  title: string
  description?: string
  symptoms?: string
  incidentType: IncidentType
  detectionMethod: DetectionMethod
  source?: SourceId
  /** The open group that further alerts join; absent once released. */
  groupKey?: string
  services: ServiceId[]
  recurrenceOf?: IncidentId
  testOf?: UserId
  /** Firing alert → its episode. */
  firing: Record<AlertId, number>
  alertsCount: number
  notesCount: number
}

export interface OpenIncident {
  type: 'OpenIncident'
  id: IncidentId
  title: string
  description?: string
  symptoms?: string
  incidentType: IncidentType
  detectionMethod: DetectionMethod
  source?: SourceId
  groupKey?: string
  services: ServiceId[]
  occurredAt: Instant
  detectedAt: Instant
  recurrenceOf?: IncidentId
  testOf?: UserId
  alerts: AlertRef[]
  because: Reason
}

export type RecordCommand =
  | OpenIncident
  | { type: 'AttachAlerts'; alerts: AlertRef[]; because: Reason }
  | { type: 'ClearAlerts'; alerts: { id: AlertId; episode: number }[]; because: Reason }
  | { type: 'ReleaseGroup'; because: Reason }
  | { type: 'AddNote'; text: string }
  | { type: 'EditIncident'; title?: string; description?: string; symptoms?: string }
  | { type: 'CorrectInstant'; stage: StageInstant; to: Instant; reason: string }

export function decideOpen(command: OpenIncident): Decision {
  const { type: _, alerts, because, ...opened } = command
  const facts: NewFact[] = [{ type: 'IncidentOpened', ...opened, because }]
  if (alerts.length > 0) facts.push({ type: 'AlertsAttached', alerts, because })
  return { facts, because }
}

export function decideRecord(state: RecordState, command: Exclude<RecordCommand, OpenIncident>, _: Context): Decision {
  switch (command.type) {
    case 'AttachAlerts':
      return decideAttach(state, command.alerts, command.because)
    case 'ClearAlerts':
      return decideClear(state, command.alerts, command.because)
    case 'ReleaseGroup':
      return state.groupKey
        ? decided(command.because, { type: 'GroupReleased', because: command.because })
        : nothing('no_change')
    case 'AddNote':
      return decided('asked', { type: 'NoteAdded', text: command.text, because: 'asked' })
    case 'EditIncident':
      return decideEdit(state, command)
    case 'CorrectInstant':
      if (command.reason.trim() === '') return rejected('reason_required')
      return decided('set_by_hand', {
        type: 'InstantCorrected',
        stage: command.stage,
        to: command.to,
        reason: command.reason,
        because: 'set_by_hand',
      })
  }
}

function decideAttach(state: RecordState, alerts: AlertRef[], because: Reason): Decision {
  const fresh = alerts.filter((alert) => (state.firing[alert.id] ?? 0) < alert.episode)
  if (fresh.length === 0) return nothing('already_attached')
  if (Object.keys(state.firing).length + fresh.length > LIMITS.alertsPerIncidentMax) return rejected('too_many_alerts')
  const facts: NewFact[] = [{ type: 'AlertsAttached', alerts: fresh, because }]
  const services = fresh.flatMap((alert) =>
    alert.service && !state.services.includes(alert.service) ? [alert.service] : [],
  )
  if (services.length > 0) facts.push({ type: 'ServicesAffected', services: [...new Set(services)], because })
  return { facts, because }
}

function decideClear(state: RecordState, alerts: { id: AlertId; episode: number }[], because: Reason): Decision {
  const cleared = alerts.filter((alert) => (state.firing[alert.id] ?? Number.POSITIVE_INFINITY) <= alert.episode)
  if (cleared.length === 0) return nothing('not_attached')
  const firingLeft = Object.keys(state.firing).length - new Set(cleared.map((alert) => alert.id)).size
  return decided(because, { type: 'AlertsCleared', alerts: cleared, firingLeft, because })
}

function decideEdit(
  state: RecordState,
  command: { title?: string; description?: string; symptoms?: string },
): Decision {
  const changed = {
    ...(command.title !== undefined && command.title !== state.title && { title: command.title }),
    ...(command.description !== undefined &&
      command.description !== state.description && { description: command.description }),
    ...(command.symptoms !== undefined && command.symptoms !== state.symptoms && { symptoms: command.symptoms }),
  }
  if (Object.keys(changed).length === 0) return nothing('no_change')
  return decided('set_by_hand', { type: 'IncidentEdited', ...changed, because: 'set_by_hand' })
}

/** The record of a freshly opened incident. */
export function openRecord(fact: Extract<Fact, { type: 'IncidentOpened' }>): RecordState {
  const {
    title,
    description,
    symptoms,
    incidentType,
    detectionMethod,
    source,
    groupKey,
    services,
    recurrenceOf,
    testOf,
  } = fact
  return {
    title,
    incidentType,
    detectionMethod,
    services,
    ...(description !== undefined && { description }),
    ...(symptoms !== undefined && { symptoms }),
    ...(source && { source }),
    ...(groupKey && { groupKey }),
    ...(recurrenceOf && { recurrenceOf }),
    ...(testOf && { testOf }),
    firing: {},
    alertsCount: 0,
    notesCount: 0,
  }
}

export function evolveRecord(state: RecordState, fact: Fact): RecordState {
  switch (fact.type) {
    case 'AlertsAttached': {
      const firing = { ...state.firing }
      for (const alert of fact.alerts) firing[alert.id] = alert.episode
      return { ...state, firing, alertsCount: state.alertsCount + fact.alerts.length }
    }
    case 'AlertsCleared': {
      const firing = { ...state.firing }
      for (const alert of fact.alerts) delete firing[alert.id]
      return { ...state, firing }
    }
    case 'ServicesAffected':
      return { ...state, services: [...state.services, ...fact.services] }
    case 'GroupReleased': {
      const { groupKey: _, ...rest } = state
      return rest
    }
    case 'NoteAdded':
      return { ...state, notesCount: state.notesCount + 1 }
    case 'IncidentEdited':
      return {
        ...state,
        ...(fact.title !== undefined && { title: fact.title }),
        ...(fact.description !== undefined && { description: fact.description }),
        ...(fact.symptoms !== undefined && { symptoms: fact.symptoms }),
      }
    default:
      return state
  }
}
