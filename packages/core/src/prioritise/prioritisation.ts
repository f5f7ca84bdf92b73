/** Prioritisation: scope × severity by the organisation's matrix, unless a person overrode it, with a reason on record. */
import type { Context, Decision } from '../kernel/decision.ts'
import { decided, nothing, rejected } from '../kernel/decision.ts'
import type { Fact, Head } from '../kernel/fact.ts'
import type { Priority, Scope, Severity, Urgency } from '../kernel/scales.ts'
import { calcPriority, calcUrgency } from './matrix.ts'

export interface PriorityState {
  priority: Priority
  urgency: Urgency
  overrideReason?: string
}

export type PrioritiseCommand =
  | { type: 'AssessPriority'; scope: Scope; severity: Severity }
  | { type: 'OverridePriority'; priority: Priority; reason: string }

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
  const priority = calcPriority(matrix, command.scope, command.severity)
  const urgency = urgencyOf(priority)
  if (state.priority === priority && state.urgency === urgency) return nothing('no_change')
  return decided('computed_from_matrix', {
    type: 'PriorityAssessed',
    priority,
    urgency,
    because: 'computed_from_matrix',
  })
}

export function evolvePriority(state: PriorityState, fact: Fact): PriorityState {
  if (fact.type !== 'PriorityAssessed') return state
  return {
    priority: fact.priority,
    urgency: fact.urgency,
    ...(fact.overrideReason && { overrideReason: fact.overrideReason }),
  }
}
