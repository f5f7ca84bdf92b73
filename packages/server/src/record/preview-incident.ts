/** What declaring an incident would do at this instant, asked of the core itself: nothing is written and nobody is paged. */
import { run } from '@tocsin/core/incident.ts'
import { headOf } from '@tocsin/core/incident-head.ts'
import type { IncidentState } from '@tocsin/core/incident-state.ts'
import type { Actor } from '@tocsin/core/kernel/actor.ts'
import { assert } from '@tocsin/core/kernel/assert.ts'
import type { IncidentId, Instant, ServiceId } from '@tocsin/core/kernel/brand.ts'
import type { Fact, PagedPerson, TargetReason } from '@tocsin/core/kernel/fact.ts'
import { PRIORITIES, URGENCIES } from '@tocsin/core/kernel/scales.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'
import { calcPlan } from '@tocsin/core/respond/notification-plan.ts'
import { calcTargets, choosePolicy } from '@tocsin/core/respond/targets.ts'
import { z } from 'zod'
import { type Named, namesOf } from '../people/directory-names.ts'
import { instantSchema } from '../shell/http/instant-schema.ts'
import { namedSchema } from '../shell/http/named-schema.ts'
import { declareBody } from './declare-incident.ts'

export const previewBody = declareBody.pick({ services: true, severity: true, scope: true })
export type PreviewBody = z.output<typeof previewBody>

const wherefore = z.object({
  kind: z.enum(['user', 'schedule', 'team', 'admin']),
  target: namedSchema.nullable().describe('The schedule or team that names the person.'),
})

export const previewSchema = z
  .object({
    priority: z.enum(PRIORITIES),
    urgency: z.enum(URGENCIES),
    because: z.string().describe('Where the priority comes from, e.g. `computed_from_matrix`.'),
    policy: namedSchema.nullable().describe('Null: no affected service has one, and the admins are paged.'),
    page_at: instantSchema.describe('When the first page goes out.'),
    pages: z.array(
      z.object({ user: namedSchema, why: wherefore, channels: z.array(z.string()).describe('In order of time.') }),
    ),
  })
  .meta({ id: 'IncidentPreview' })
export type IncidentPreview = z.output<typeof previewSchema>

/** The services exist. */
export function previewIncident(directory: Directory, body: PreviewBody, actor: Actor, at: Instant): IncidentPreview {
  const outcome = run(
    null,
    {
      type: 'OpenIncident',
      id: 'INC-0000-000000' as IncidentId,
      title: 'preview',
      incidentType: 'operational',
      detectionMethod: 'user_report',
      services: [...new Set(body.services)] as ServiceId[],
      severity: body.severity,
      scope: body.scope,
      occurredAt: at,
      detectedAt: at,
      alerts: [],
      because: 'declared_by_hand',
    },
    { at, actor, directory },
  )
  assert(!('rejected' in outcome), 'a new incident is not refused')
  const { state, facts } = outcome
  const assessed = facts.find((fact) => fact.type === 'PriorityAssessed')
  const { policy, isFallback } = choosePolicy(directory, headOf(state))
  return {
    ...state.priority,
    because: assessed?.because ?? 'computed_from_matrix',
    policy: isFallback ? null : { id: policy.id, name: policy.name },
    ...firstPages(directory, state, facts, at),
  }
}

/** Who is paged as it opens; where the first step waits, who would be by then. */
function firstPages(
  directory: Directory,
  state: IncidentState,
  facts: readonly Fact[],
  at: Instant,
): Pick<IncidentPreview, 'page_at' | 'pages'> {
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
  return ({ user, why, plan }: PagedPerson): IncidentPreview['pages'][number] => ({
    user: names.user(user),
    why: { kind: why.kind, target: targetOf(why) },
    channels: [...new Set(plan.map(({ channel }) => channel))],
  })
}
