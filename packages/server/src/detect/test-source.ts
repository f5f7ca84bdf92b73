/** A test: an incident of a source that pages only the person who asked for it or was named, flagged, and left out of figures. */
import type { Actor } from '@tocsin/core/kernel/actor.ts'
import type { IncidentId, UserId } from '@tocsin/core/kernel/brand.ts'
import type { Source } from '@tocsin/core/people/directory.ts'
import type { EngineDeps } from '../shell/engine/deps.ts'
import { openIncident } from '../shell/engine/open-incident.ts'

const OF_ONESELF = 'Somebody pressed “Send a test alert”. Only that person is paged, and figures leave it out.'
const OF_OTHERS = 'A test whether you can be paged: acknowledge it, and you are ready. Figures leave it out.'

export function testSource(deps: EngineDeps, source: Source, forWhom: UserId, actor: Actor): Promise<IncidentId> {
  return openIncident(deps, actor, (id, at) => ({
    type: 'OpenIncident',
    id,
    title: `Test alert from ${source.name}`,
    description: actor.kind === 'user' && actor.id !== forWhom ? OF_OTHERS : OF_ONESELF,
    incidentType: 'operational',
    detectionMethod: 'internal',
    source: source.id,
    services: source.service ? [source.service] : [],
    occurredAt: at,
    detectedAt: at,
    testOf: forWhom,
    alerts: [],
    because: 'test_requested',
  }))
}
