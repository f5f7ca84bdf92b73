/** Which criteria an incident may still meet, and whether it is of use to ask them. */
import type { Head } from '../kernel/fact.ts'
import type { Criterion } from '../people/policy.ts'
import type { ResponseState } from './response-state.ts'

/** Those that have not come true yet. */
export function listOpenCriteria({ watch, escalation }: ResponseState): Criterion[] {
  if (!watch) return []
  return (escalation?.policy.criteria ?? []).filter(({ id }) => !watch.met.includes(id))
}

/** What is put off, works again or is over is not taken further up; what ends that asks again. */
export function mayGoUp({ hold }: Pick<ResponseState, 'hold'>, { status }: Pick<Head, 'status'>): boolean {
  return !hold && (status === 'open' || status === 'acknowledged')
}
