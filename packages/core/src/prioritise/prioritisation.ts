/** Prioritisation: scope × severity by the organisation's matrix, unless a person overrode it, with a reason on record. */
import type { Context, Decision } from '../kernel/decision.ts'
import { decided, nothing, rejected } from '../kernel/decision.ts'
import type { AlertRef, Fact, Head } from '../kernel/fact.ts'
import type { Priority, Scope, Severity, Urgency } from '../kernel/scales.ts'
import { calcPriority, calcUrgency } from './matrix.ts'

export interface PriorityState {
  priority: Priority
  urgency: Urgency
  /** What event rules say of all its alerts; absent: the priority decides. */
  ruleUrgency?: Urgency
  overrideReason?: string
}

export type PrioritiseCommand =
  | { type: 'AssessPriority'; scope: Scope; severity: Severity }
  | { type: 'OverridePriority'; priority: Priority; reason: string }
  /** These joined it, or a rule says something else of them now. */
  | { type: 'ReassessUrgency'; alerts: readonly Pick<AlertRef, 'urgency'>[] }

export function decidePriority(
  state: PriorityState,
  head: Head,
  command: PrioritiseCommand,
  context: Context,
): Decision {
  const { matrix, highUrgency } = context.directory.settings
  // A test shows what a page looks like at its loudest, whatever the matrix says of it.
  const urgencyOf = (priority: Priority): Urgency => (head.testOf ? 'high' : calcUrgency(highUrgency, priority))
  if (command.type === 'OverridePriority') {
    const { priority, reason } = command
    if (reason.trim() === '') return rejected('reason_required')
    if (state.priority === priority && state.overrideReason) return nothing('no_change')
    return decided('overridden', {
      type: 'PriorityAssessed',
      priority,
      urgency: urgencyOf(priority),
      overrideReason: reason,
      because: 'overridden',
    })
  }
  if (state.overrideReason) return nothing('overridden')
  const isReassessed = command.type === 'ReassessUrgency'
  const ruleUrgency = isReassessed ? calcRuleUrgency(command.alerts, [state.ruleUrgency]) : state.ruleUrgency
  const priority = isReassessed ? state.priority : calcPriority(matrix, command.scope, command.severity)
  const urgency = head.testOf ? 'high' : (ruleUrgency ?? urgencyOf(priority))
  const isSame = state.priority === priority && state.urgency === urgency && state.ruleUrgency === ruleUrgency
  if (isSame) return nothing('no_change')
  const because = isReassessed ? 'set_by_rule' : 'computed_from_matrix'
  return decided(because, {
    ...{ type: 'PriorityAssessed', priority, urgency, because },
    ...(ruleUrgency && { ruleUrgency }),
  })
}

/**
 * What event rules make of the urgency of several alerts: high if they say so of one, low if they say so of all. Undefined: they
 * leave it to the priority. `known` are urgencies that were said before.
 */
export function calcRuleUrgency(
  alerts: readonly Pick<AlertRef, 'urgency'>[],
  known: readonly (Urgency | undefined)[] = [],
): Urgency | undefined {
  const said = [...known, ...alerts.map(({ urgency }) => urgency)]
  if (said.includes('high')) return 'high'
  return said.length > 0 && said.every((urgency) => urgency === 'low') ? 'low' : undefined
}

export function evolvePriority(state: PriorityState, fact: Fact): PriorityState {
  if (fact.type !== 'PriorityAssessed') return state
  return {
    priority: fact.priority,
    urgency: fact.urgency,
    ...(fact.ruleUrgency && { ruleUrgency: fact.ruleUrgency }),
    ...(fact.overrideReason && { overrideReason: fact.overrideReason }),
  }
}
