/**
 * The ladder: service desk, technical team, architects and vendors, management, and what takes an incident up it besides that nobody
 * answered. The criteria are those of the procedure; an organisation can have others.
 */
import type { DurationMs } from '../kernel/brand.ts'
import { HOUR, MINUTE } from '../kernel/instant.ts'
import { LEVELS, type Level } from '../kernel/scales.ts'
import type { Criterion, Policy } from '../people/policy.ts'

const minutes = (count: number): DurationMs => (count * MINUTE) as DurationMs

export const DEFAULT_CRITERIA: readonly Criterion[] = [
  {
    id: 'no-resolution',
    name: 'No resolution expected within 15 minutes',
    to: 'L2',
    afterMs: minutes(15),
    when: 'expected_in < 0',
  },
  { id: 'late-resolution', name: 'Resolution expected in more than 15 minutes', to: 'L2', when: 'expected_in > 15' },
  {
    id: 'no-cause',
    name: 'Cause not identified within 30 minutes',
    to: 'L3',
    afterMs: minutes(30),
    when: '!cause_known',
  },
  { id: 'spread', name: 'Spread to a further system', to: 'L3', when: 'services_added > 0' },
  {
    id: 'l3-or-vendor',
    name: 'Needs an architect or a vendor',
    to: 'L3',
    when: 'needs == "L3" || needs == "vendor"',
  },
  { id: 'p1-unresolved', name: 'P1 unresolved for an hour', to: 'management', afterMs: HOUR, when: 'priority == "P1"' },
  {
    id: 'impact-growing',
    name: 'Impact on customers is growing',
    to: 'management',
    when: 'impact_growing || scope_widened || reports_added >= 5',
  },
]

/** The level at which a step pages: as it says, else by its place. */
export function levelOfStep({ steps }: Pick<Policy, 'steps'>, step: number): Level {
  return steps[step]?.level ?? LEVELS[Math.min(step, LEVELS.length - 1)] ?? 'management'
}

export function isHigher(one: Level, other: Level): boolean {
  return LEVELS.indexOf(one) > LEVELS.indexOf(other)
}

/** The first step at a level or above it. */
export function findStepOfLevel(policy: Pick<Policy, 'steps'>, level: Level): number | undefined {
  const step = policy.steps.findIndex((_, index) => !isHigher(level, levelOfStep(policy, index)))
  return step < 0 ? undefined : step
}
