/**
 * The incident: the one place where the steps meet. `decide` asks the step whose command it is, `evolve` folds a fact into
 * every step's slice, `react` collects what each step wants to happen, and `run` goes round until nothing is left to decide.
 * Pure: the same state, command and context give the same outcome, in production, in the simulator and in a backtest.
 */

import {
  type ClassificationState,
  type ClassifyCommand,
  decideClassification,
  evolveClassification,
  severityOf,
} from './classify/classification.ts'
import { type CloseCommand, decideClosure } from './close/closure.ts'
import type { Actor } from './kernel/actor.ts'
import { assert, unreachable } from './kernel/assert.ts'
import type { IncidentId, Instant } from './kernel/brand.ts'
import type { Rejection } from './kernel/codes.ts'
import { type Context, type Decision, type Effect, rejected, type Wake } from './kernel/decision.ts'
import type { AlertRef, Fact, FactOf, Head, NewFact } from './kernel/fact.ts'
import { LIMITS } from './kernel/limits.ts'
import type { Reason } from './kernel/reason.ts'
import { isFinal, type Scope, type Severity, type Status } from './kernel/scales.ts'
import { calcPriority, calcUrgency } from './prioritise/matrix.ts'
import {
  decidePriority,
  evolvePriority,
  type PrioritiseCommand,
  type PriorityState,
} from './prioritise/prioritisation.ts'
import {
  decideOpen,
  decideRecord,
  evolveRecord,
  type OpenIncident,
  openRecord,
  type RecordCommand,
  type RecordState,
} from './record/record.ts'
import {
  decideResolution,
  evolveResolution,
  NO_RESOLUTION,
  type ResolutionState,
  type ResolveCommand,
  reactResolution,
} from './resolve/resolution.ts'
import { decideEscalation } from './respond/escalation.ts'
import { decidePaging } from './respond/paging.ts'
import { type RespondCommand, reactResponse } from './respond/reaction.ts'
import { evolveResponse, NO_RESPONSE, type ResponseState } from './respond/response.ts'
import { decideTaking } from './respond/taking.ts'

/** The instant at which each stage was reached; kept apart, so that each clock can be shown and corrected. */
export interface StageTimes {
  occurred: Instant
  detected: Instant
  recorded: Instant
  classified?: Instant
  prioritised?: Instant
  acknowledged?: Instant
  mitigated?: Instant
  restored?: Instant
  resolved?: Instant
  closed?: Instant
}

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

export type IncidentEffect = Exclude<Effect<IncidentCommand>, { kind: 'command' }>

export type Outcome =
  | { state: IncidentState; facts: Fact[]; effects: IncidentEffect[]; because: Reason }
  | { rejected: Rejection }

export function headOf(state: IncidentState): Head {
  return {
    id: state.id,
    status: state.status,
    title: state.record.title,
    services: state.record.services,
    priority: state.priority.priority,
    urgency: state.priority.urgency,
    signalReceivedAt: state.signalReceivedAt,
    ...(state.record.testOf && { testOf: state.record.testOf }),
  }
}

/** Decides one command. A state of `null` is an incident that does not exist yet. */
export function decide(state: IncidentState | null, command: IncidentCommand, context: Context): Decision {
  if (command.type === 'OpenIncident')
    return state ? rejected('already_exists', { id: state.id }) : decideOpening(command, context)
  if (!state) return rejected('not_found')
  if (isFinal(state.status) && !isAllowedWhenFinal(command))
    return rejected('incident_final', { id: state.id, status: state.status })
  const head = headOf(state)
  switch (command.type) {
    case 'AttachAlerts':
    case 'ClearAlerts':
    case 'ReleaseGroup':
    case 'AddNote':
    case 'EditIncident':
    case 'CorrectInstant':
      return decideRecord(state.record, command, context)
    case 'Classify':
    case 'ReassessSeverity':
      return decideClassification(state.classification, command, context)
    case 'AssessPriority':
    case 'OverridePriority':
      return decidePriority(state.priority, command, context)
    case 'StartEscalation':
    case 'FireStep':
    case 'ExhaustPolicy':
    case 'EscalateNow':
      return decideEscalation(state.response, head, command, context)
    case 'RunRule':
    case 'RecordAttempt':
    case 'RecordDelivery':
    case 'PageResponder':
      return decidePaging(state.response, head, command, context)
    case 'Acknowledge':
    case 'Reassign':
    case 'Snooze':
    case 'EndSnooze':
      return decideTaking(state.response, head, command, context)
    case 'Mitigate':
    case 'Restore':
    case 'KeepOpen':
    case 'Resolve':
    case 'EndQuietPeriod':
    case 'Reopen':
      return decideResolution(state.resolution, head, command, context)
    case 'Close':
    case 'Decline':
      return decideClosure(head, command)
    default:
      return unreachable(command)
  }
}

/** What the world reports late, and what people still may say, about an incident that is over. */
function isAllowedWhenFinal(command: IncidentCommand): boolean {
  return ['RecordAttempt', 'RecordDelivery', 'AddNote', 'CorrectInstant', 'ClearAlerts', 'ReleaseGroup'].includes(
    command.type,
  )
}

/** An incident is born complete: classified and prioritised in the same breath, so that its first page already knows how loud to be. */
function decideOpening(command: OpenIncident & DeclareExtras, context: Context): Decision {
  const { severity, scope, ...open } = command
  const decision = decideOpen(open)
  if ('rejected' in decision) return decision
  const assessed = severity ?? worstOf(command.alerts)
  const reach = scope ?? context.directory.settings.defaultScope
  const { matrix, highUrgency } = context.directory.settings
  const priority = calcPriority(matrix, reach, assessed)
  const urgency = command.testOf ? 'high' : calcUrgency(highUrgency, priority)
  const [opened, ...attached] = decision.facts
  assert(opened?.type === 'IncidentOpened', 'an opening decision begins with IncidentOpened')
  const because: Reason = severity ? 'set_by_hand' : 'from_source_severity'
  const facts: NewFact[] = [
    opened,
    { type: 'SeverityAssessed', severity: assessed, because },
    { type: 'ScopeAssessed', scope: reach, because: scope ? 'set_by_hand' : because },
    { type: 'PriorityAssessed', priority, urgency, because: 'computed_from_matrix' },
    ...attached,
  ]
  return { facts, because: decision.because }
}

const BADNESS: Record<Severity, number> = { low: 0, medium: 1, high: 2 }

function worstOf(alerts: AlertRef[]): Severity {
  const severities = alerts.map((alert) => severityOf(alert.severity))
  return severities.reduce((a, b) => (BADNESS[b] > BADNESS[a] ? b : a), severities[0] ?? 'high')
}

/** Folds one fact. Throws an assertion when the stream has a gap or does not begin with `IncidentOpened`. */
export function evolve(state: IncidentState | null, fact: Fact): IncidentState {
  if (!state) {
    assert(fact.type === 'IncidentOpened' && fact.version === 1, 'a stream begins with IncidentOpened')
    return open(fact)
  }
  assert(fact.version === state.version + 1, `fact ${fact.version} follows ${state.version} in ${state.id}`)
  return {
    id: state.id,
    version: fact.version,
    status: evolveStatus(state.status, fact),
    times: evolveTimes(state.times, fact),
    signalReceivedAt: evolveReceivedAt(state, fact),
    record: evolveRecord(state.record, fact),
    classification: evolveClassification(state.classification, fact),
    priority: evolvePriority(state.priority, fact),
    response: evolveResponse(state.response, fact),
    resolution: evolveResolution(state.resolution, fact),
  }
}

function open(fact: FactOf<'IncidentOpened'>): IncidentState {
  return {
    id: fact.id,
    version: 1,
    status: 'open',
    times: { occurred: fact.occurredAt, detected: fact.detectedAt, recorded: fact.at },
    signalReceivedAt: fact.detectedAt,
    record: openRecord(fact),
    classification: { severity: 'low', isSeveritySetByHand: false, scope: 'department', category: [] },
    priority: { priority: 'P5', urgency: 'low' },
    response: NO_RESPONSE,
    resolution: NO_RESOLUTION,
  }
}

/** The only place that sets the status. */
function evolveStatus(status: Status, fact: Fact): Status {
  switch (fact.type) {
    case 'IncidentAcknowledged':
      return status === 'open' ? 'acknowledged' : status
    // A new run asks for a new acknowledgement.
    case 'EscalationStarted':
      return status === 'acknowledged' || status === 'mitigated' ? 'open' : status
    case 'IncidentMitigated':
      return 'mitigated'
    case 'ServiceRestored':
      return fact.quietUntil ? 'verifying' : status
    case 'IncidentResolved':
      return 'resolved'
    case 'IncidentReopened':
      return 'open'
    case 'IncidentClosed':
      return 'closed'
    case 'IncidentDeclined':
      return 'declined'
    default:
      return status
  }
}

function evolveTimes(times: StageTimes, fact: Fact): StageTimes {
  const { at } = fact
  switch (fact.type) {
    case 'CategorySet':
      return { ...times, classified: times.classified ?? at }
    case 'PriorityAssessed':
      return { ...times, prioritised: times.prioritised ?? at }
    case 'IncidentAcknowledged':
      return { ...times, acknowledged: times.acknowledged ?? at }
    case 'IncidentMitigated':
      return { ...times, mitigated: times.mitigated ?? at }
    case 'ServiceRestored':
      return { ...times, restored: at }
    case 'IncidentResolved':
      return { ...times, resolved: at }
    case 'IncidentReopened': {
      const { resolved: _, restored: __, ...rest } = times
      return rest
    }
    case 'IncidentClosed':
    case 'IncidentDeclined':
      return { ...times, closed: at }
    case 'InstantCorrected':
      return { ...times, [fact.stage]: fact.to }
    default:
      return times
  }
}

/** A relapse pages anew, and its page is measured from the signal that brought it. */
function evolveReceivedAt(state: IncidentState, fact: Fact): Instant {
  if (fact.type !== 'AlertsAttached' || (state.status !== 'verifying' && state.status !== 'resolved'))
    return state.signalReceivedAt
  return fact.alerts[0]?.receivedAt ?? state.signalReceivedAt
}

/** What each step wants to happen because of one fact. `before` is the state ahead of the decision that the fact belongs to. */
export function react(
  before: IncidentState | null,
  after: IncidentState,
  fact: Fact,
  context: Context,
): Effect<IncidentCommand>[] {
  const head = headOf(after)
  const source = after.record.source && context.directory.sources.get(after.record.source)
  const recovery = source ? { resolvesWhenClear: source.resolvesWhenClear, quietMs: source.quietPeriodMs } : null
  const effects: Effect<IncidentCommand>[] = [
    ...reactResponse({
      before: before?.response ?? NO_RESPONSE,
      after: after.response,
      headBefore: before ? headOf(before) : head,
      head,
      fact,
      serviceNames: after.record.services.map((id) => context.directory.services.get(id)?.name ?? id),
      actorName: actorName(fact.actor, context),
    }),
    ...reactResolution({ before: before?.resolution ?? NO_RESOLUTION, head, fact, recovery }),
  ]
  if (before && fact.type === 'AlertsAttached') {
    effects.push({ kind: 'command', part: 'matcher', command: { type: 'ReassessSeverity', alerts: fact.alerts } })
  }
  if (before && (fact.type === 'SeverityAssessed' || fact.type === 'ScopeAssessed')) {
    const { scope, severity } = after.classification
    effects.push({ kind: 'command', part: 'matcher', command: { type: 'AssessPriority', scope, severity } })
  }
  return effects
}

function actorName(actor: Actor, context: Context): string {
  if (actor.kind === 'user') return context.directory.users.get(actor.id)?.name ?? actor.id
  if (actor.kind === 'source') return context.directory.sources.get(actor.id)?.name ?? actor.id
  return actor.kind === 'key' ? actor.name : ''
}

/**
 * Carries a command through to the end: decides, folds, reacts, and does the same with every command that the reactions ask
 * for, in the order in which they were asked. A rejected follow-up is no error: it had nothing to do any more.
 */
export function run(initial: IncidentState | null, command: IncidentCommand, context: Context): Outcome {
  const pending: { command: IncidentCommand; actor: Actor }[] = [{ command, actor: context.actor }]
  const facts: Fact[] = []
  const effects: IncidentEffect[] = []
  let state = initial
  let because: Reason | undefined
  for (let next = pending.shift(), rounds = 0; next; next = pending.shift(), rounds++) {
    assert(
      rounds < LIMITS.followUpCommandsMax,
      `commands of ${initial?.id ?? 'a new incident'} follow each other without end`,
    )
    const decision = decide(state, next.command, { ...context, actor: next.actor })
    if ('rejected' in decision) {
      if (because === undefined) return decision
      continue
    }
    because ??= decision.because
    const before = state
    const recorded = record(decision.facts, before?.version ?? 0, next.actor, context.at)
    for (const fact of recorded) state = evolve(state, fact)
    facts.push(...recorded)
    const wanted = state ? reactAll(before, state, recorded, context) : []
    for (const effect of wanted) {
      if (effect.kind === 'command')
        pending.push({ command: effect.command, actor: { kind: 'system', part: effect.part } })
      else effects.push(effect)
    }
  }
  assert(state && because, 'an accepted command leaves a state and a reason')
  return { state, facts, effects, because }
}

function reactAll(
  before: IncidentState | null,
  after: IncidentState,
  facts: Fact[],
  context: Context,
): Effect<IncidentCommand>[] {
  return facts.flatMap((fact) => react(before, after, fact, context))
}

function record(facts: readonly NewFact[], version: number, actor: Actor, at: Instant): Fact[] {
  return facts.map((fact, index) => ({ ...fact, version: version + index + 1, at, actor }))
}

/** A wake that came due, as the command it stands for. */
export function commandOfWake(wake: Wake): IncidentCommand {
  switch (wake.kind) {
    case 'EscalationStepDue':
      return { ...wake, type: 'FireStep', because: 'step_due' }
    case 'ExhaustedRepeatDue':
      return { ...wake, type: 'ExhaustPolicy' }
    case 'NotificationRuleDue':
      return { ...wake, type: 'RunRule' }
    case 'SnoozeDue':
      return { ...wake, type: 'EndSnooze' }
    case 'QuietPeriodDue':
      return { ...wake, type: 'EndQuietPeriod' }
  }
}

/** Folds a whole stream, oldest fact first. */
export function replay(facts: Iterable<Fact>): IncidentState | null {
  let state: IncidentState | null = null
  for (const fact of facts) state = evolve(state, fact)
  return state
}
