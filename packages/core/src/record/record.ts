/**
 * The record: what happened, to what, since when, and the alerts that belong to it.
 * Invariants: `firing` lists exactly the attached alerts whose latest episode has not cleared, `cleared` all others that were
 * ever attached; an episode is attached once, however often and in whatever order its signals are told.
 */
import type { AlertId, IncidentId, Instant, ServiceId, SourceId, TeamId, UserId } from '../kernel/brand.ts'
import type { Context, Decision } from '../kernel/decision.ts'
import { decided, nothing, rejected } from '../kernel/decision.ts'
import type { AlertRef, DetectionMethod, Fact, FactOf, NewFact, StageInstant } from '../kernel/fact.ts'
import { LIMITS } from '../kernel/limits.ts'
import type { Reason } from '../kernel/reason.ts'
import type { IncidentType, Status } from '../kernel/scales.ts'
import { type AlertEpisodes, alertsOf, episodesOf, lastEpisode, latestOfEach, takeIn, without } from './episodes.ts'
import { decideFlapping, evolveFlapping, type FlappingCommand, type FlappingState } from './flapping.ts'
import { decideNote, evolveNotes, type NoteCommand, type NotesState } from './notes.ts'
import type { StageTimes } from './progress.ts'

export interface RecordState extends AlertEpisodes, NotesState, FlappingState {
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
  /** The team that an event rule gave it to. */
  team?: TeamId
  testOf?: UserId
  /** Distinct alerts, however often they came back. */
  alertsCount: number
  /** Where it goes on, and the alerts that it took there. */
  /** What was merged into it, by its title then. */
  absorbed: Record<IncidentId, string>
  merged?: { into: IncidentId; was: Status; alerts: AlertId[] }
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
  team?: TeamId
  testOf?: UserId
  alerts: AlertRef[]
  because: Reason
}

export type RecordCommand =
  | OpenIncident
  | { type: 'AttachAlerts'; alerts: AlertRef[]; because: Reason }
  | { type: 'ClearAlerts'; alerts: { id: AlertId; episode: number }[]; because: Reason }
  | { type: 'ReleaseGroup'; because: Reason }
  | NoteCommand
  | FlappingCommand
  | { type: 'EditIncident'; title?: string; description?: string; symptoms?: string }
  | { type: 'CorrectInstant'; stage: StageInstant; to: Instant; reason: string }

export function decideOpen(command: OpenIncident): Decision {
  const { type: _, alerts: all, because, ...opened } = command
  const alerts = latestOfEach(all)
  const facts: NewFact[] = [{ type: 'IncidentOpened', ...defined(opened), because }]
  if (alerts.length > 0) facts.push({ type: 'AlertsAttached', alerts, because })
  return { facts, because }
}

/** What is absent stays absent in the fact, so that it is the same before and after it was stored. */
function defined<T extends object>(fields: T): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T
}

export function decideRecord(
  state: RecordState,
  times: StageTimes,
  command: Exclude<RecordCommand, OpenIncident>,
  context: Context,
): Decision {
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
    case 'EditNote':
    case 'DeleteNote':
    case 'EditQuote':
    case 'DeleteQuote':
      return decideNote(state, command, context)
    case 'NoteFlapping':
    case 'EndFlapping':
      return decideFlapping(state, command)
    case 'EditIncident':
      return decideEdit(state, command)
    case 'CorrectInstant':
      return decideCorrect(times, command, context)
  }
}

/** Only what happened can have happened at another time; whether the stages are in order is for people to see to. */
function decideCorrect(
  times: StageTimes,
  { stage, to, reason }: Extract<RecordCommand, { type: 'CorrectInstant' }>,
  context: Context,
): Decision {
  if (reason.trim() === '') return rejected('reason_required')
  if (times[stage] === undefined) return rejected('invalid_request', { field: 'stage', stage })
  if (!(to <= context.at)) return rejected('invalid_request', { field: 'to', to })
  if (times[stage] === to) return nothing('no_change')
  return decided('set_by_hand', { type: 'InstantCorrected', stage, to, reason, because: 'set_by_hand' })
}

function decideAttach(state: RecordState, alerts: readonly AlertRef[], because: Reason): Decision {
  const fresh = latestOfEach(alerts).filter((alert) => lastEpisode(state, alert.id) < alert.episode)
  if (fresh.length === 0) return nothing('already_attached')
  const added = fresh.filter((alert) => lastEpisode(state, alert.id) === 0)
  if (state.alertsCount + added.length > LIMITS.alertsPerIncidentMax)
    return rejected('too_many_alerts', { max: LIMITS.alertsPerIncidentMax })
  const facts: NewFact[] = [{ type: 'AlertsAttached', alerts: fresh, because }]
  const services = fresh.flatMap((alert) =>
    alert.service && !state.services.includes(alert.service) ? [alert.service] : [],
  )
  const room = Math.max(0, LIMITS.servicesPerIncidentMax - state.services.length)
  const affected = [...new Set(services)].slice(0, room)
  if (affected.length > 0) facts.push({ type: 'ServicesAffected', services: affected, because })
  return { facts, because }
}

function decideClear(
  state: RecordState,
  alerts: readonly { id: AlertId; episode: number }[],
  because: Reason,
): Decision {
  const cleared = latestOfEach(alerts).filter(
    (alert) => (state.firing[alert.id] ?? Number.POSITIVE_INFINITY) <= alert.episode,
  )
  if (cleared.length === 0) return nothing('not_attached')
  const firingLeft = Object.keys(state.firing).length - cleared.length
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
    team,
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
    ...(team && { team }),
    ...(testOf && { testOf }),
    firing: {},
    cleared: {},
    alertsCount: 0,
    notesCount: 0,
    notes: {},
    absorbed: {},
  }
}

export function evolveRecord(before: RecordState, fact: Fact): RecordState {
  const state = evolveFlapping(before, fact)
  switch (fact.type) {
    case 'AlertsAttached': {
      const added = fact.alerts.filter((alert) => lastEpisode(state, alert.id) === 0)
      const firing = { ...state.firing, ...episodesOf(fact.alerts) }
      const cleared = without(state.cleared, fact.alerts)
      return { ...state, firing, cleared, alertsCount: state.alertsCount + added.length }
    }
    case 'AlertsCleared': {
      const firing = without(state.firing, fact.alerts)
      const cleared = { ...state.cleared, ...episodesOf(fact.alerts) }
      return { ...state, firing, cleared }
    }
    case 'ServicesAffected':
      return { ...state, services: [...state.services, ...fact.services] }
    case 'GroupReleased': {
      const { groupKey: _, ...rest } = state
      return rest
    }
    case 'NoteAdded':
    case 'NoteEdited':
    case 'NoteDeleted':
      return evolveNotes(state, fact)
    case 'IncidentEdited':
      return {
        ...state,
        ...(fact.title !== undefined && { title: fact.title }),
        ...(fact.description !== undefined && { description: fact.description }),
        ...(fact.symptoms !== undefined && { symptoms: fact.symptoms }),
      }
    case 'IncidentMerged':
    case 'IncidentAbsorbed':
    case 'IncidentUnmerged':
    case 'IncidentSplitOff':
      return evolveMerge(state, fact)
    default:
      return state
  }
}

/** Alerts go over from one incident to the other, and perhaps back: in each at most once, by their latest episode. */
function evolveMerge(
  state: RecordState,
  fact: FactOf<'IncidentMerged' | 'IncidentAbsorbed' | 'IncidentUnmerged' | 'IncidentSplitOff'>,
): RecordState {
  switch (fact.type) {
    case 'IncidentMerged': {
      const alerts = alertsOf(state)
      return { ...state, firing: {}, cleared: {}, alertsCount: 0, merged: { into: fact.into, was: fact.was, alerts } }
    }
    case 'IncidentAbsorbed': {
      const added = [...fact.firing, ...fact.cleared].filter((alert) => lastEpisode(state, alert.id) === 0)
      const { firing, cleared } = takeIn(state, fact)
      const absorbed = { ...state.absorbed, [fact.from]: fact.title }
      return { ...state, firing, cleared, absorbed, alertsCount: state.alertsCount + added.length }
    }
    case 'IncidentUnmerged': {
      const { merged: _, ...rest } = state
      const alertsCount = fact.firing.length + fact.cleared.length
      return { ...rest, firing: episodesOf(fact.firing), cleared: episodesOf(fact.cleared), alertsCount }
    }
    case 'IncidentSplitOff': {
      const gone = fact.alerts.map((id) => ({ id }))
      const firing = without(state.firing, gone)
      const { [fact.to]: _, ...absorbed } = state.absorbed
      return { ...state, firing, cleared: without(state.cleared, gone), absorbed, alertsCount: fact.alertsLeft }
    }
  }
}
