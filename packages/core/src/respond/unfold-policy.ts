/** A policy as an escalation runs it: the steps of those that it goes on with stand in their places. */
import type { DurationMs, PolicyId } from '../kernel/brand.ts'
import { LIMITS } from '../kernel/limits.ts'
import type { Directory } from '../people/directory.ts'
import type { Policy, PolicyStep } from '../people/policy.ts'

/**
 * The policy itself when it goes on with no other. A step that names another policy pages its own targets first, if it has any, and
 * then the steps of the other, the first of which waits as long as the step itself says. One that leads back to itself adds nothing,
 * nor does one that is gone; how often others repeat, and their criteria, count for nothing here.
 */
export function unfoldPolicy(directory: Directory, policy: Policy): Policy {
  const hasOthers = policy.steps.some(({ targets }) => targets.some(({ kind }) => kind === 'policy'))
  if (!hasOthers) return policy
  return { ...policy, steps: stepsOf(directory, policy, [policy.id]).slice(0, LIMITS.unfoldedStepsMax) }
}

function stepsOf(directory: Directory, policy: Policy, above: readonly PolicyId[]): PolicyStep[] {
  return policy.steps.flatMap((step) => {
    const others = step.targets.flatMap((target) => (target.kind === 'policy' ? [target.id] : []))
    const own = { ...step, targets: step.targets.filter(({ kind }) => kind !== 'policy') }
    const following = others.flatMap((id) => {
      const other = above.includes(id) ? undefined : directory.policies.get(id)
      return other ? stepsOf(directory, other, [...above, id]) : []
    })
    const placed = following.map((each) => within(step, each))
    // A level for which nobody is named yet keeps its place: that it is left out is said when its turn comes.
    return own.targets.length > 0 || others.length === 0 ? [own, ...placed] : delayed(placed, step.afterMs)
  })
}

/** What holds for the step holds for all that stands in its place. */
function within({ only, level, people }: PolicyStep, each: PolicyStep): PolicyStep {
  const conditions = [...(only ?? []), ...(each.only ?? [])]
  const stands = each.level ?? level
  const whose = each.people ?? people
  return {
    ...each,
    ...(conditions.length > 0 && { only: conditions }),
    ...(stands && { level: stands }),
    ...(whose && { people: whose }),
  }
}

function delayed([first, ...rest]: PolicyStep[], afterMs: DurationMs): PolicyStep[] {
  return first ? [{ ...first, afterMs: (first.afterMs + afterMs) as DurationMs }, ...rest] : []
}

/** The policies that lead back to themselves through those that they go on with, by the way there: `a → b → a`. */
export function findPolicyCycle(
  id: string,
  goesOnWith: (id: string) => readonly string[],
  way: readonly string[] = [],
): string[] | undefined {
  if (way.includes(id)) return way[0] === id ? [...way, id] : undefined
  for (const next of goesOnWith(id)) {
    const cycle = findPolicyCycle(next, goesOnWith, [...way, id])
    if (cycle) return cycle
  }
  return undefined
}
