/**
 * The incident: the one place where the steps meet. `decide` asks the step whose command it is, `evolve` folds a fact into
 * every step's slice, `react` collects what each step wants to happen, and `run` goes round until nothing is left to decide.
 * Pure: the same state, command and context give the same outcome, in production, in the simulator and in a backtest.
 */

import { evolveClassification } from './classify/classification.ts'
import { decide } from './incident-decision.ts'
import { reactAll } from './incident-reaction.ts'
import { evolveReports } from './incident-reports.ts'
import type { IncidentCommand, IncidentEffect, IncidentState } from './incident-state.ts'
import type { Actor } from './kernel/actor.ts'
import { assert } from './kernel/assert.ts'
import type { Instant } from './kernel/brand.ts'
import type { Rejection } from './kernel/codes.ts'
import type { Context, Wake } from './kernel/decision.ts'
import type { Fact, FactOf, NewFact } from './kernel/fact.ts'
import { LIMITS } from './kernel/limits.ts'
import type { Reason } from './kernel/reason.ts'
import { evolvePriority } from './prioritise/prioritisation.ts'
import { evolveStatus, evolveTimes } from './record/progress.ts'
import { evolveRecord, openRecord } from './record/record.ts'
import { evolveResolution, NO_RESOLUTION } from './resolve/resolution.ts'
import { evolveResponse, NO_RESPONSE } from './respond/response.ts'
import { evolveRoom } from './respond/room.ts'

export type { DeclareExtras, IncidentCommand, IncidentEffect, IncidentState } from './incident-state.ts'

export type Outcome =
  | { state: IncidentState; facts: Fact[]; effects: IncidentEffect[]; because: Reason }
  | { rejected: Rejection }

/** Folds one fact. Throws an assertion when the stream has a gap or does not begin with `IncidentOpened`. */
export function evolve(state: IncidentState | null, fact: Fact): IncidentState {
  if (!state) {
    assert(fact.type === 'IncidentOpened' && fact.version === 1, 'a stream begins with IncidentOpened')
    return open(fact)
  }
  assert(fact.version === state.version + 1, `fact ${fact.version} follows ${state.version} in ${state.id}`)
  const reports = evolveReports(state.reports, fact)
  const room = evolveRoom(state.room, fact)
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
    ...(reports && { reports }),
    ...(room && { room }),
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
    classification: {
      severity: 'low',
      isSeveritySetByHand: false,
      scope: 'department',
      isScopeSetByHand: false,
      category: [],
    },
    priority: { priority: 'P5', urgency: 'low' },
    response: NO_RESPONSE,
    resolution: NO_RESOLUTION,
  }
}

/** A relapse pages anew, and its page is measured from the signal that brought it. */
function evolveReceivedAt(state: IncidentState, fact: Fact): Instant {
  if (fact.type !== 'AlertsAttached' || (state.status !== 'verifying' && state.status !== 'resolved'))
    return state.signalReceivedAt
  return fact.alerts[0]?.receivedAt ?? state.signalReceivedAt
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
    effects.push(...(decision.wakes ?? []))
    for (const effect of wanted) {
      if (effect.kind === 'command')
        pending.push({ command: effect.command, actor: { kind: 'system', part: effect.part } })
      else effects.push(effect)
    }
  }
  assert(state && because, 'an accepted command leaves a state and a reason')
  return { state, facts, effects, because }
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
    case 'AcknowledgementDue':
      return { ...wake, type: 'EndAcknowledgement' }
    case 'CriteriaDue':
      return { type: 'AskCriteria' }
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
