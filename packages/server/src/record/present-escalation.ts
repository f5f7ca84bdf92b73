/** The escalation ladder: what has fired and for whom, what comes next and when. */

import type { FactOf } from '@tocsin/core/kernel/fact.ts'
import type { PageTarget } from '@tocsin/core/people/policy.ts'
import { pendingRules } from '@tocsin/core/respond/person-run.ts'
import type { Escalation, NextMove, ResponseState } from '@tocsin/core/respond/response.ts'
import type { DirectoryNames } from '../people/directory-names.ts'
import type { LadderFact } from './incident.queries.ts'
import type { EscalationView, IncidentDetail, PagedView } from './incident.schema.ts'

type Rung = EscalationView['ladder'][number]

/** `facts` are those since the escalation's run began, the newest first. */
export function presentEscalation(
  { run, policy, pass, isExhausted, next }: Escalation,
  facts: readonly LadderFact[],
  names: DirectoryNames,
): EscalationView {
  // The rounds of an exhausted policy count on as passes; the ladder then shows its last real one.
  const shownPass = Math.min(pass, policy.repeat)
  const fired = facts.filter((fact) => isStep(fact)).filter((fact) => fact.pass === shownPass)
  const whom = (fact: Called): PagedView[] => presentPaged(fact, facts, names)
  return {
    policy_name: policy.name,
    run,
    pass: shownPass,
    passes: policy.repeat + 1,
    is_exhausted: isExhausted,
    next: presentNext(next),
    ladder: policy.steps.map((step, index) => ({
      step: index,
      after_ms: step.afterMs,
      targets: step.targets.map((target) => presentTarget(target, names)),
      ...presentRung(
        fired.find((fact) => fact.step === index),
        next?.kind === 'step' && next.pass === shownPass && next.step === index,
        whom,
      ),
    })),
    admins_called: facts.flatMap((fact) =>
      fact.type === 'EscalationExhausted' ? [{ at: fact.at, people: whom(fact) }] : [],
    ),
  }
}

function presentNext(next: NextMove | null): EscalationView['next'] {
  if (!next) return null
  const { kind, dueAt } = next
  return kind === 'step'
    ? { kind, step: next.step, pass: next.pass, due_at: dueAt }
    : { kind, step: null, pass: null, due_at: dueAt }
}

function presentTarget(target: PageTarget, names: DirectoryNames): Rung['targets'][number] {
  const { kind, id } = target
  if (kind === 'channel') return { kind, id, name: `${id} ${target.to}` }
  return { kind, ...names[kind](id) }
}

function presentRung(
  fact: FactOf<'StepFired' | 'StepSkipped'> | undefined,
  isNext: boolean,
  whom: (fact: Called) => PagedView[],
): Pick<Rung, 'state' | 'fired_at' | 'people'> {
  if (fact?.type === 'StepFired') return { state: 'fired', fired_at: fact.at, people: whom(fact) }
  if (fact) return { state: 'skipped', fired_at: fact.at, people: [] }
  return { state: isNext ? 'next' : 'pending', fired_at: null, people: [] }
}

/** A fact that pages people. */
type Called = FactOf<'StepFired' | 'EscalationExhausted'>

function isStep(fact: LadderFact): fact is FactOf<'StepFired' | 'StepSkipped'> {
  return fact.type === 'StepFired' || fact.type === 'StepSkipped'
}

/** Whom it paged on which ways, and how far each page got: until somebody is called anew, pages to them are its doing. */
function presentPaged(called: Called, facts: readonly LadderFact[], names: DirectoryNames): PagedView[] {
  return called.people.map((person) => {
    const { user } = person
    const isAnew = (fact: LadderFact): boolean =>
      'people' in fact &&
      fact.version > called.version &&
      fact.people.some((each) => each.user === user && each.plan.length > 0)
    const until = facts.findLast(isAnew)?.version ?? Number.POSITIVE_INFINITY
    const requests = facts.filter(
      (fact) =>
        fact.type === 'PageRequested' && fact.user === user && fact.version > called.version && fact.version < until,
    ) as FactOf<'PageRequested'>[]
    const pages = person.plan.length > 0 ? requests.reverse().map((request) => presentPage(request, facts)) : []
    return { ...names.user(user), pages }
  })
}

const STATE_OF_OUTCOME = {
  handed_over: 'handed_over',
  held: 'held',
  will_retry: 'retrying',
  gave_up: 'failed',
} as const

/** `facts` the newest first: the first that speaks of the page is what became of it. A receipt outdoes everything. */
function presentPage(request: FactOf<'PageRequested'>, facts: readonly LadderFact[]): PagedView['pages'][number] {
  const { channel } = request.target
  const delivered = facts.find((fact) => fact.type === 'PageDelivered' && fact.page === request.page)
  if (delivered) return { channel, state: 'delivered', at: delivered.at }
  const attempt = facts.find((fact) => fact.type === 'PageAttempted' && fact.page === request.page)
  return attempt?.type === 'PageAttempted'
    ? { channel, state: STATE_OF_OUTCOME[attempt.result.outcome], at: attempt.at }
    : { channel, state: 'sending', at: request.at }
}

type OnPage = IncidentDetail['on_page'][number]

/** Who is being called at this moment, on which way, and what still comes by their own rules. */
export function presentOnPage({ runs, openPages, told }: ResponseState, names: DirectoryNames): OnPage[] {
  const sending = Object.values(openPages).map(
    ({ user, target }): OnPage => ({ user: names.user(user), channel: target.channel, state: 'sending', due_at: null }),
  )
  const called = Object.entries(runs).flatMap(([id, run]): OnPage[] => {
    const user = names.user(id)
    const channel = (told as Record<string, { channel: string }>)[id]?.channel ?? null
    return [
      ...(run.isReached ? [{ user, channel, state: 'reached' as const, due_at: null }] : []),
      ...(run.isUnreachable ? [{ user, channel: null, state: 'unreachable' as const, due_at: null }] : []),
      ...pendingRules(run).map((rule) => ({
        user,
        channel: rule.channel,
        state: 'planned' as const,
        due_at: rule.dueAt,
      })),
    ]
  })
  return [...sending, ...called]
}
