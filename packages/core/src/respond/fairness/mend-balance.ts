/**
 * Proposes changes that mend an unfair rotation, each the one that evens out most: somebody takes a shift over, or two people swap. Nobody
 * gets a shift that they may not have, and no change leaves the load less even than it was; the list ends where no change would help.
 */
import type { UserId } from '../../kernel/brand.ts'
import type { DutySpan } from './duty-hours.ts'
import { type Candidate, canTake } from './plan-rotation.ts'
import type { RestRules } from './rest.ts'
import { countHours, type Weights, weigh } from './workload.ts'

export interface AssignedShift extends DutySpan {
  id: string
  user: UserId
}

/** `takes` is given up by its holder; with `gives` the holder gets that one for it. */
export interface Mend {
  from: UserId
  to: UserId
  takes: AssignedShift
  gives?: AssignedShift
  /** The spread of loads before and afterwards: the sum of squares of what each is off the mean. */
  before: number
  after: number
}

export interface MendRules {
  weights: Weights
  rules: RestRules
  changesMax: number
}

/** Shifts so far ahead that they can still be changed; `candidates` carry the load of all of these already. */
export function proposeMends(
  shifts: readonly AssignedShift[],
  candidates: readonly Candidate[],
  { weights, rules, changesMax }: MendRules,
): Mend[] {
  const people = new Map(candidates.map((candidate) => [candidate.user, candidate]))
  const state: State = {
    people,
    shifts: shifts.filter(({ user }) => people.has(user)),
    loads: new Map(candidates.map(({ user, load }) => [user, load])),
    weightOf: weighOnce(people, weights),
    rules,
  }
  const mends: Mend[] = []
  while (mends.length < changesMax) {
    const best = findBest(state)
    if (!best) break
    mends.push(best)
    apply(state, best)
  }
  return mends
}

/** Every pair is weighed over and over while changes are looked for. */
function weighOnce(people: ReadonlyMap<UserId, Candidate>, weights: Weights): State['weightOf'] {
  const known = new Map<string, number>()
  return (user, shift) => {
    const key = `${user} ${shift.id}`
    const clock = people.get(user)?.clock
    const weight = known.get(key) ?? (clock ? weigh(countHours(clock, [shift]), weights) : 0)
    known.set(key, weight)
    return weight
  }
}

interface State {
  people: ReadonlyMap<UserId, Candidate>
  shifts: AssignedShift[]
  loads: Map<UserId, number>
  weightOf(user: UserId, shift: AssignedShift): number
  rules: RestRules
}

/** The spread of loads around their mean. */
export function spreadOf(loads: readonly number[]): number {
  const mean = loads.reduce((sum, load) => sum + load, 0) / Math.max(1, loads.length)
  return loads.reduce((sum, load) => sum + (load - mean) ** 2, 0)
}

/** Less than this is no change for the better that anybody would notice. */
const GAIN_MIN = 0.01

function findBest(state: State): Mend | undefined {
  const before = spreadOf([...state.loads.values()])
  let best: Mend | undefined
  for (const takes of state.shifts) {
    for (const to of state.people.keys()) {
      if (to === takes.user) continue
      const gifts = [undefined, ...state.shifts.filter(({ user }) => user === to)]
      for (const gives of gifts) {
        const after = spreadOf([...loadsAfter(state, takes, to, gives).values()])
        if (after >= Math.min(before - GAIN_MIN, best?.after ?? Number.POSITIVE_INFINITY)) continue
        if (!isAllowed(state, takes, to, gives)) continue
        best = { from: takes.user, to, takes, ...(gives && { gives }), before, after }
      }
    }
  }
  return best
}

function loadsAfter({ loads, weightOf }: State, takes: AssignedShift, to: UserId, gives: AssignedShift | undefined) {
  const next = new Map(loads)
  const add = (user: UserId, hours: number) => next.set(user, (next.get(user) ?? 0) + hours)
  add(takes.user, -weightOf(takes.user, takes))
  add(to, weightOf(to, takes))
  if (gives) {
    add(to, -weightOf(to, gives))
    add(takes.user, weightOf(takes.user, gives))
  }
  return next
}

function isAllowed(state: State, takes: AssignedShift, to: UserId, gives: AssignedShift | undefined): boolean {
  const gets = (user: UserId, gained: AssignedShift, lost: AssignedShift | undefined): boolean => {
    const person = state.people.get(user)
    const has = state.shifts.filter((shift) => shift.user === user && shift !== lost)
    return person !== undefined && canTake(person, has, { slot: gained, rules: state.rules })
  }
  return gets(to, takes, gives) && (!gives || gets(takes.user, gives, takes))
}

function apply(state: State, { takes, to, from, gives }: Mend): void {
  state.loads = loadsAfter(state, takes, to, gives)
  state.shifts = state.shifts.map((shift) =>
    shift === takes ? { ...shift, user: to } : shift === gives ? { ...shift, user: from } : shift,
  )
}
