/** Turns: of a step whose targets take turns, each incident pages the next one. */
import type { Instant, UserId } from '../kernel/brand.ts'
import type { Context } from '../kernel/decision.ts'
import type { Directory } from '../people/directory.ts'
import type { PageTarget, PolicyStep } from '../people/policy.ts'
import { calcTargets, type Target } from './targets.ts'

export interface Resolved {
  people: Target[]
  gone: UserId[]
  /** Of a step that takes turns. */
  turn?: { key: string; number: number }
}

/** The people behind a step's targets: all of them, or those of the target whose turn it is. */
export function resolveStep(step: PolicyStep, context: Context): Resolved {
  const { directory, at } = context
  if (step.turnKey === undefined) return calcTargets(directory, step.targets, at)
  const key = step.turnKey
  const number = context.turns?.get(key) ?? 0
  const candidates = step.targets.flatMap((target) => eachOf(directory, target))
  return { ...findTurn(candidates, number, directory, at), turn: { key, number } }
}

/** From the one whose turn it is on, the first behind whom there is anybody. */
function findTurn(
  candidates: readonly PageTarget[],
  number: number,
  directory: Directory,
  at: Instant,
): Pick<Resolved, 'people' | 'gone'> {
  const gone: UserId[] = []
  for (let i = 0; i < candidates.length; i++) {
    const candidate = candidates[(number + i) % candidates.length]
    const resolved = calcTargets(directory, candidate ? [candidate] : [], at)
    if (resolved.people.length > 0) return { people: resolved.people, gone: [...gone, ...resolved.gone] }
    gone.push(...resolved.gone)
  }
  return { people: [], gone }
}

/** Members of a team take turns one by one; whoever is on call in a schedule is one. */
function eachOf(directory: Directory, target: PageTarget): PageTarget[] {
  if (target.kind === 'vendor' || target.kind === 'channel' || target.kind === 'policy') return []
  if (target.kind !== 'team') return [target]
  return (directory.teams.get(target.id)?.members ?? []).map((id) => ({ kind: 'user', id }))
}
