/** Declaring: a person, or a program on their behalf, says that something is wrong. */
import type { Actor } from '@tocsin/core/kernel/actor.ts'
import type { IncidentId, Instant, ServiceId } from '@tocsin/core/kernel/brand.ts'
import type { Rejection } from '@tocsin/core/kernel/codes.ts'
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import { INCIDENT_TYPES, SCOPES, SEVERITIES } from '@tocsin/core/kernel/scales.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'
import { z } from 'zod'
import type { EngineDeps } from '../shell/engine/deps.ts'
import { openIncident } from '../shell/engine/open-incident.ts'
import { instantSchema } from '../shell/http/instant-schema.ts'
import { filledText, textSchema } from '../shell/http/text-schema.ts'

export const declareBody = z.strictObject({
  title: filledText(LIMITS.titleCharsMax).meta({ examples: ['Checkout answers slowly'] }),
  description: textSchema(LIMITS.textCharsMax).optional(),
  symptoms: textSchema(LIMITS.textCharsMax).optional(),
  services: z.array(textSchema(200)).max(LIMITS.servicesPerIncidentMax).default([]).describe('Ids of services.'),
  severity: z.enum(SEVERITIES),
  scope: z.enum(SCOPES),
  occurred_at: instantSchema.optional().describe('When it began; without it now.'),
  incident_type: z.enum(INCIDENT_TYPES).default('operational'),
  detection_method: z.enum(['user_report', 'internal', 'monitoring']).default('user_report'),
})
type DeclareBody = z.output<typeof declareBody>

export async function declareIncident(
  deps: EngineDeps,
  body: DeclareBody,
  actor: Actor,
): Promise<IncidentId | { rejected: Rejection }> {
  const unknown = findUnknownService(deps.directory.latest(), body.services)
  if (unknown) return unknown
  const { occurred_at: occurredAt } = body
  if (occurredAt !== undefined && occurredAt > deps.clock.now())
    return { rejected: { code: 'invalid_request', facts: { field: 'occurred_at', latest: 'now' } } }
  return openIncident(deps, actor, (id, at) => ({
    type: 'OpenIncident',
    id,
    title: body.title.trim(),
    ...(body.description && { description: body.description }),
    ...(body.symptoms && { symptoms: body.symptoms }),
    incidentType: body.incident_type,
    detectionMethod: body.detection_method,
    services: [...new Set(body.services)] as ServiceId[],
    severity: body.severity,
    scope: body.scope,
    occurredAt: Math.min(occurredAt ?? at, at) as Instant,
    detectedAt: at,
    alerts: [],
    because: 'declared_by_hand',
  }))
}

/** The refusal of a service that does not exist. */
export function findUnknownService(
  { services }: Directory,
  ids: readonly string[],
): { rejected: Rejection } | undefined {
  const known = services as ReadonlyMap<string, unknown>
  const unknown = ids.find((id) => !known.has(id))
  return unknown === undefined
    ? undefined
    : { rejected: { code: 'invalid_request', facts: { field: 'services', unknown } } }
}
