import { sourceOfMonitor } from '@tocsin/core/detect/monitor.ts'
import { calcActiveMaintenance, findMaintenance } from '@tocsin/core/detect/quiet/maintenance.ts'
import type { Instant, ServiceId } from '@tocsin/core/kernel/brand.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'
import type { PauseLookup } from '../../detect/monitors/monitor-loop.ts'

/** Monitors of what is being worked on are not checked, where the maintenance window says so. */
export function createPauseLookup(directory: () => Directory): PauseLookup {
  return (monitors, at) => {
    const active = calcActiveMaintenance(directory(), at).filter(({ window }) => window.pausesMonitors)
    if (active.length === 0) return new Map<string, Instant>()
    return new Map(
      monitors.flatMap(({ id, kind, layer, service_id }): [string, Instant][] => {
        const labels = { monitor: id, kind, layer, ...(service_id !== null && { service: service_id }) }
        const service = service_id === null ? {} : { service: service_id as ServiceId }
        const found = findMaintenance(active, { ...service, source: sourceOfMonitor(id), labels })
        return found ? [[id, found.endsAt]] : []
      }),
    )
  }
}
