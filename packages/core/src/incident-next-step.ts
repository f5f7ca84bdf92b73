/** What an incident asks of whoever has it: the one thing that is to be done next, so that nobody has to read a stepper to know. */
import type { IncidentState } from './incident-state.ts'
import type { Instant } from './kernel/brand.ts'

/** What waits least first. */
export const OWNER_STEPS = ['say_how_it_goes', 'classify', 'verify', 'close'] as const
/**
 * `say_how_it_goes`: the time by which it was expected to be resolved has passed. `classify`: severity, scope and category are those of a
 * rule or a default, and so is the priority that follows from them. `verify`: it recovered, and the quiet period runs. `close`: it is resolved, and
 * its record is still open.
 */
export type OwnerStep = (typeof OWNER_STEPS)[number]

export interface NextStep {
  step: OwnerStep
  /** Since when it is asked for. */
  since: Instant
  /** When it happens by itself. */
  endsAt?: Instant
}

/**
 * Null: nothing but the work itself, which the incident's place among what its owner has says already. What was put off asks nothing until
 * it is back. `isCategoryByHand`: the state knows of severity and scope alone.
 */
export function calcOwnerStep(state: IncidentState, isCategoryByHand: boolean, at: Instant): NextStep | null {
  const { status, times, response, resolution, classification } = state
  if (status === 'resolved') return { step: 'close', since: times.resolved ?? times.recorded }
  if (status === 'verifying')
    return {
      ...{ step: 'verify', since: times.restored ?? times.recorded },
      ...(resolution.quietUntil && { endsAt: resolution.quietUntil }),
    }
  if ((status !== 'acknowledged' && status !== 'mitigated') || response.hold) return null
  const expectedAt = response.progress?.expectedAt
  if (expectedAt !== undefined && expectedAt <= at) return { step: 'say_how_it_goes', since: expectedAt }
  const isByHand = classification.isSeveritySetByHand || classification.isScopeSetByHand || isCategoryByHand
  return isByHand ? null : { step: 'classify', since: times.acknowledged ?? times.recorded }
}
