import type { Priority, Scope, Severity, Urgency } from '../kernel/scales.ts'
import type { PriorityMatrix } from '../people/directory.ts'

/** The default matrix of the brief: impact (scope) × severity. */
export const DEFAULT_MATRIX: PriorityMatrix = {
  company_wide: { high: 'P1', medium: 'P2', low: 'P3' },
  department: { high: 'P2', medium: 'P3', low: 'P4' },
  individual: { high: 'P3', medium: 'P4', low: 'P5' },
}

export const DEFAULT_HIGH_URGENCY: Priority[] = ['P1', 'P2']

export function calcPriority(matrix: PriorityMatrix, scope: Scope, severity: Severity): Priority {
  return matrix[scope][severity]
}

export function calcUrgency(highUrgency: readonly Priority[], priority: Priority): Urgency {
  return highUrgency.includes(priority) ? 'high' : 'low'
}
