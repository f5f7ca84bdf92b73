/** Who is paged for an incident that was just opened, or would be: whoever asks has run the core and wrote nothing. */
import { headOf } from '@tocsin/core/incident-head.ts'
import type { IncidentState } from '@tocsin/core/incident-state.ts'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import type { Fact, PagedPerson, TargetReason } from '@tocsin/core/kernel/fact.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'
import { calcPlan } from '@tocsin/core/respond/notification-plan.ts'
import { calcTargets, choosePolicy } from '@tocsin/core/respond/targets.ts'
import { z } from 'zod'
import { instantSchema } from '../shell/http/instant-schema.ts'
import { namedSchema } from '../shell/http/named-schema.ts'
import { type Named, namesOf } from './directory-names.ts'

const wherefore = z.object({
  kind: z.enum(['user', 'schedule', 'team', 'admin', 'vendor', 'channel']),
  target: namedSchema.nullable().describe('The schedule or team that names the person.'),
})

export const firstPagesShape = {
  policy: namedSchema.nullable().describe('Null: no affected service has one, and the admins are paged.'),
  page_at: instantSchema.describe('When the first page goes out.'),
  pages: z.array(
    z.object({ user: namedSchema, why: wherefore, channels: z.array(z.string()).describe('In order of time.') }),
  ),
}

const firstPagesSchema = z.object(firstPagesShape)
export type FirstPages = z.output<typeof firstPagesSchema>

/** Who is paged as it opens; where the first step waits, who would be by then. */
export function presentFirstPages(
  directory: Directory,
  { state, facts }: { state: IncidentState; facts: readonly Fact[] },
  at: Instant,
): FirstPages {
  const { policy, isFallback } = choosePolicy(directory, headOf(state))
  return {
    policy: isFallback ? null : { id: policy.id, name: policy.name },
    ...firstPages(directory, state, facts, at),
  }
}

function firstPages(
  directory: Directory,
  state: IncidentState,
  facts: readonly Fact[],
  at: Instant,
): Pick<FirstPages, 'page_at' | 'pages'> {
  const fired = facts.find((fact) => fact.type === 'StepFired' || fact.type === 'EscalationExhausted')
  const present = presenterOf(directory)
  if (fired) return { page_at: at, pages: fired.people.map(present) }
  const { escalation } = state.response
  const next = escalation?.next
  if (!escalation || next?.kind !== 'step') return { page_at: at, pages: [] }
  const { people } = calcTargets(directory, escalation.policy.steps[next.step]?.targets ?? [], next.dueAt)
  const { urgency } = state.priority
  const pages = people.flatMap(({ user, why }) => {
    const person = directory.users.get(user)
    return person ? [present({ user, why, urgency, plan: calcPlan(person, urgency, next.dueAt) })] : []
  })
  return { page_at: next.dueAt, pages }
}

function presenterOf(directory: Directory) {
  const names = namesOf(directory)
  const targetOf = ({ kind, id }: TargetReason): Named | null =>
    id === undefined || (kind !== 'schedule' && kind !== 'team') ? null : names[kind](id)
  return ({ user, why, plan }: PagedPerson): FirstPages['pages'][number] => ({
    user: names.user(user),
    why: { kind: why.kind, target: targetOf(why) },
    channels: [...new Set(plan.map(({ channel }) => channel))],
  })
}
