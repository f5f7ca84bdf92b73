import type { IncidentState } from './incident-state.ts'
import type { Head } from './kernel/fact.ts'

/** What every step may know of an incident beside its own slice. */
export function headOf(state: IncidentState): Head {
  return {
    id: state.id,
    status: state.status,
    title: state.record.title,
    services: state.record.services,
    priority: state.priority.priority,
    urgency: state.priority.urgency,
    signalReceivedAt: state.signalReceivedAt,
    recordedAt: state.times.recorded,
    extent: {
      services: state.record.services.length,
      scope: state.classification.scope,
      severity: state.classification.severity,
      reports: Object.keys(state.reports ?? {}).length,
    },
    ...(state.record.team && { team: state.record.team }),
    ...(state.room?.bridge !== undefined && { bridge: state.room.bridge }),
    ...(state.record.testOf && { testOf: state.record.testOf }),
  }
}
