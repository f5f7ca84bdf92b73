/** What declaring an incident would do at this instant, asked of the core itself: nothing is written and nobody is paged. */
import { run } from '@tocsin/core/incident.ts'
import type { Actor } from '@tocsin/core/kernel/actor.ts'
import { assert } from '@tocsin/core/kernel/assert.ts'
import type { IncidentId, Instant, ServiceId } from '@tocsin/core/kernel/brand.ts'
import { PRIORITIES, URGENCIES } from '@tocsin/core/kernel/scales.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'
import { z } from 'zod'
import { firstPagesShape, presentFirstPages } from '../people/first-pages.ts'
import { declareBody } from './declare-incident.ts'

export const previewBody = declareBody.pick({ services: true, severity: true, scope: true })
export type PreviewBody = z.output<typeof previewBody>

export const previewSchema = z
  .object({
    priority: z.enum(PRIORITIES),
    urgency: z.enum(URGENCIES),
    because: z.string().describe('Where the priority comes from, e.g. `computed_from_matrix`.'),
    ...firstPagesShape,
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
  return {
    ...state.priority,
    because: assessed?.because ?? 'computed_from_matrix',
    ...presentFirstPages(directory, { state, facts }, at),
  }
}
