/** The escalation ladder: what has fired and for whom, what comes next and when. */

import type { PagedPerson } from '@tocsin/core/kernel/fact.ts'
import type { PageTarget } from '@tocsin/core/people/directory.ts'
import { pendingRules } from '@tocsin/core/respond/person-run.ts'
import type { Escalation, NextMove, ResponseState } from '@tocsin/core/respond/response.ts'
import type { DirectoryNames, Named } from '../people/directory-names.ts'
import type { LadderFact } from './incident.queries.ts'
import type { EscalationView, IncidentDetail } from './incident.schema.ts'

type Rung = EscalationView['ladder'][number]

/** `facts` are those of the escalation's run, the newest first. */
export function presentEscalation(
  { run, policy, pass, isExhausted, next }: Escalation,
  facts: readonly LadderFact[],
  names: DirectoryNames,
): EscalationView {
  // The rounds of an exhausted policy count on as passes; the ladder then shows its last real one.
  const shownPass = Math.min(pass, policy.repeat)
  const fired = facts.filter((fact) => fact.type !== 'EscalationExhausted' && fact.pass === shownPass)
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
        fired.find((fact) => fact.type !== 'EscalationExhausted' && fact.step === index),
        next?.kind === 'step' && next.pass === shownPass && next.step === index,
        names,
      ),
    })),
    admins_called: facts.flatMap((fact) =>
      fact.type === 'EscalationExhausted' ? [{ at: fact.at, people: peopleOf(fact.people, names) }] : [],
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

function presentTarget({ kind, id }: PageTarget, names: DirectoryNames): Rung['targets'][number] {
  return { kind, ...names[kind](id) }
}

function presentRung(
  fact: LadderFact | undefined,
  isNext: boolean,
  names: DirectoryNames,
): Pick<Rung, 'state' | 'fired_at' | 'people'> {
  if (fact?.type === 'StepFired') return { state: 'fired', fired_at: fact.at, people: peopleOf(fact.people, names) }
  if (fact) return { state: 'skipped', fired_at: fact.at, people: [] }
  return { state: isNext ? 'next' : 'pending', fired_at: null, people: [] }
}

function peopleOf(people: readonly PagedPerson[], names: DirectoryNames): Named[] {
  return people.map(({ user }) => names.user(user))
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
