/** The row of an incident as lists show it, made of a state: of the one that was true at some instant, the table has none. */
import type { IncidentState } from '@tocsin/core/incident.ts'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { isMarkedFlapping } from '@tocsin/core/record/flapping.ts'
import type { IncidentRow } from './incident.queries.ts'

export function rowOfState(state: IncidentState, updatedAt: Instant): IncidentRow {
  const { record, classification, priority, response, times } = state
  return {
    id: state.id,
    version: state.version,
    status: state.status,
    title: record.title,
    incident_type: record.incidentType,
    detection_method: record.detectionMethod,
    priority: priority.priority,
    urgency: priority.urgency,
    severity: classification.severity,
    scope: classification.scope,
    category: classification.category,
    services: record.services,
    owner_id: response.owner ?? null,
    level: response.level,
    source_id: record.source ?? null,
    team_id: record.team ?? null,
    is_test: record.testOf !== undefined,
    is_exhausted: response.escalation?.isExhausted === true && response.escalation.next !== null,
    is_flapping: isMarkedFlapping(state.status, record),
    snoozed_until: response.hold?.until ?? null,
    alerts_count: record.alertsCount,
    firing_count: Object.keys(record.firing).length,
    occurred_at: times.occurred,
    detected_at: times.detected,
    recorded_at: times.recorded,
    classified_at: times.classified ?? null,
    prioritised_at: times.prioritised ?? null,
    acknowledged_at: times.acknowledged ?? null,
    mitigated_at: times.mitigated ?? null,
    restored_at: times.restored ?? null,
    resolved_at: times.resolved ?? null,
    closed_at: times.closed ?? null,
    updated_at: updatedAt,
    state,
  }
}
