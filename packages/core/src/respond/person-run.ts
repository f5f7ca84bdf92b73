/**
 * A person's run: their notification rules, running since something paged them. Invariants:
 * - `left` names the rules of the plan that have not paged yet; a rule pages once, however often its wake comes;
 * - whoever was reached in this run is not unreachable, whatever their other contacts report.
 */
import type { ContactId, UserId } from '../kernel/brand.ts'
import type { PagedPerson, PlannedContact, PlannedRule, TargetReason } from '../kernel/fact.ts'
import type { Reason } from '../kernel/reason.ts'
import type { Urgency } from '../kernel/scales.ts'

export interface PersonRun {
  run: number
  pass: number
  why: TargetReason
  urgency: Urgency
  plan: PlannedRule[]
  /** Places in `plan`, ascending. */
  left: number[]
  tried: ContactId[]
  /** A provider took a page of this run. */
  isReached: boolean
  isUnreachable: boolean
  /** Asked for by name: an acknowledgement by somebody else does not call this off. */
  isResponder: boolean
}

export type PersonRuns = Record<UserId, PersonRun>

/** The runs with those of `people` begun anew; who has an empty plan keeps the run that they have. */
export function startRuns(
  runs: PersonRuns,
  people: readonly PagedPerson[],
  { run, pass, isResponder }: Pick<PersonRun, 'run' | 'pass' | 'isResponder'>,
): PersonRuns {
  const started = people
    .filter((person) => person.plan.length > 0)
    .map((person): [UserId, PersonRun] => [
      person.user,
      {
        run,
        pass,
        why: person.why,
        urgency: person.urgency,
        plan: person.plan,
        left: person.plan.map((_, index) => index),
        tried: [],
        isReached: false,
        isUnreachable: false,
        isResponder: isResponder || runs[person.user]?.isResponder === true,
      },
    ])
  return { ...runs, ...Object.fromEntries(started) }
}

/** What a run would still page on its own, in the order of its plan. */
export function pendingRules(run: PersonRun | undefined): PlannedRule[] {
  return run ? run.plan.filter((_, index) => run.left.includes(index)) : []
}

/** The rule at a place of the plan, unless its contact has had all the pages that the plan holds for it. */
export function findPendingRule(run: PersonRun, index: number): PlannedRule | undefined {
  const rule = run.plan[index]
  return rule && findLeft(run, rule.contact) !== undefined ? rule : undefined
}

/** Rules of the same contact stand for each other: which of them paged makes no difference to the person. */
function findLeft(run: PersonRun, contact: ContactId): number | undefined {
  return run.left.find((index) => run.plan[index]?.contact === contact)
}

/** Pages that stand in for another: no rule asked for them. */
const SECOND_WAYS: readonly Reason[] = ['contact_gave_up', 'contact_at_limit', 'limit_waived']

/** A page was requested: it uses up a rule, unless it stands in for one that did not go out. */
export function evolvePageRequested(run: PersonRun, target: PlannedContact, because: Reason): PersonRun {
  const used = SECOND_WAYS.includes(because) ? undefined : findLeft(run, target.contact)
  return { ...run, left: run.left.filter((index) => index !== used), tried: [...run.tried, target.contact] }
}
