/** Whom a step pages: all behind its targets, or, where the targets take turns, those of one of them. */
import type { UserId } from '../kernel/brand.ts'
import type { Context } from '../kernel/decision.ts'
import type { FactOf, TargetReason } from '../kernel/fact.ts'
import type { Turn } from '../kernel/turn.ts'
import type { Directory } from '../people/directory.ts'
import type { PageTarget, PolicyStep } from '../people/policy.ts'
import { calcTargets, type Target } from './targets.ts'
import { hoursOf, isWithinHours } from './working-hours.ts'

export type SkippedPerson = FactOf<'StepFired'>['skipped'][number]

export interface Resolved {
  people: Target[]
  /** Those who are behind the step and cannot be paged by it, each once, with the reason. */
  skipped: SkippedPerson[]
  /** Of a step that takes turns, when it is somebody's. */
  turn?: Turn
}

/**
 * The people behind a step's targets who can be paged: all of them, or those of the target whose turn it is. `isPaged`: who was paged
 * already, so that a turn would be lost on them.
 */
export function resolveStep(
  step: PolicyStep,
  context: Context,
  isPaged: (user: UserId) => boolean = () => false,
): Resolved {
  if (step.turnKey === undefined) return findPeople(step, step.targets, context)
  return findTurn(step, { key: step.turnKey, number: context.turns?.get(step.turnKey) ?? 0 }, context, isPaged)
}

/**
 * From the one whose turn it is on, the first behind whom there is somebody to page. Whoever is passed over has their next turn when
 * everybody else had one: had the turn stayed where it was, the one after them would be paged twice as often. When all were paged
 * already, the step waits for their answer and nobody's turn is taken.
 */
function findTurn(
  step: PolicyStep,
  { key, number }: { key: string; number: number },
  context: Context,
  isPaged: (user: UserId) => boolean,
): Resolved {
  const candidates = step.targets.flatMap((target) => eachOf(context.directory, target))
  const passed: SkippedPerson[] = []
  let paged: Resolved | undefined
  for (let over = 0; over < candidates.length; over++) {
    const candidate = candidates[(number + over) % candidates.length]
    const found = candidate ? findCandidate(step, candidate, context) : { people: [], skipped: [] }
    const skipped = eachOnce([...passed, ...found.skipped])
    if (found.people.some(({ user }) => !isPaged(user)))
      return { people: found.people, skipped, turn: { key, number, ...(over > 0 && { over }) } }
    if (found.people.length > 0) paged ??= found
    passed.push(...found.skipped, ...found.people.map(({ user }) => ({ user, because: 'already_paged' as const })))
  }
  return paged ?? { people: [], skipped: eachOnce(passed) }
}

/** Whose turn may come; of a member of a team also why. */
interface Candidate {
  target: PageTarget
  why?: TargetReason
}

/** Members of a team take turns one by one; whoever is on call in a schedule is one. */
function eachOf(directory: Directory, target: PageTarget): Candidate[] {
  if (target.kind === 'vendor' || target.kind === 'channel' || target.kind === 'policy') return []
  if (target.kind !== 'team') return [{ target }]
  const why = { kind: 'team', id: target.id } as const
  return (directory.teams.get(target.id)?.members ?? []).map((id) => ({ target: { kind: 'user', id }, why }))
}

function findCandidate(step: PolicyStep, { target, why }: Candidate, context: Context): Resolved {
  const found = findPeople(step, [target], context)
  return why ? { ...found, people: found.people.map(({ user }) => ({ user, why })) } : found
}

/** A step may ask for people for whom it is (or is not) working time. */
function findPeople({ people: wanted }: PolicyStep, targets: readonly PageTarget[], context: Context): Resolved {
  const { directory, at } = context
  const { people, gone } = calcTargets(directory, targets, at)
  const isAtWork = (user: UserId): boolean => {
    const person = directory.users.get(user)
    return person !== undefined && isWithinHours(hoursOf(person), at)
  }
  const isWanted = ({ user }: Target): boolean => wanted === undefined || isAtWork(user) === (wanted === 'at_work')
  const because = wanted === 'at_work' ? 'outside_working_hours' : 'inside_working_hours'
  return {
    people: people.filter(isWanted),
    skipped: [
      ...gone.map((user) => ({ user, because: 'nobody_on_call' as const })),
      ...people.filter((target) => !isWanted(target)).map(({ user }) => ({ user, because }) as const),
    ],
  }
}

/** Of several reasons why somebody is left out, the first. */
export function eachOnce(skipped: readonly SkippedPerson[]): SkippedPerson[] {
  const seen = new Map<UserId, SkippedPerson>()
  for (const each of skipped) if (!seen.has(each.user)) seen.set(each.user, each)
  return [...seen.values()]
}
