import { queryOptions } from '@tanstack/react-query'
import { isWorking, STATUSES } from '@tocsin/core/kernel/scales.ts'
import { keys } from '../../api/keys.ts'
import { getJson } from '../../api/request.ts'
import { chooseMonitors } from '../../features/detect/monitors/monitor-filters.ts'

const shown = 20

/** What is worked on for a service, the gravest first. */
export function serviceIncidentsQuery(service: string) {
  const query = { service, status: STATUSES.filter(isWorking).join(','), order: 'priority', limit: shown } as const
  return queryOptions({
    queryKey: keys.incidentList(query),
    queryFn: ({ signal }) => getJson('/incidents', { query, signal }),
    select: (page) => page.items,
  })
}

export function serviceAlertsQuery(service: string) {
  const query = { service, limit: 8 } as const
  return queryOptions({
    queryKey: keys.alertList(query),
    queryFn: ({ signal }) => getJson('/alerts', { query, signal }),
    select: (page) => page.items,
  })
}

/** Its monitors as they stand, those that are down first. */
export function serviceMonitorsQuery(service: string) {
  const query = { service, limit: 50 } as const
  return queryOptions({
    queryKey: [...keys.monitors, query],
    queryFn: ({ signal }) => getJson('/monitors', { query, signal }),
    select: ({ items }) => chooseMonitors(items, {}),
    refetchInterval: 15_000,
  })
}
