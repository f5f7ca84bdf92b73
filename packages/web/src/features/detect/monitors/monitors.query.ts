import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { keys } from '../../../api/keys.ts'
import type { BodyOf } from '../../../api/paths.ts'
import { getJson, replaceJson, sendJson } from '../../../api/request.ts'
import type { DataSource, Monitor } from '../../../api/types.ts'

const pathOf = (id: string) => `/monitors/${encodeURIComponent(id)}` as const
const sourcePathOf = (id: string) => `/data-sources/${encodeURIComponent(id)}` as const
const lookEveryMs = 10_000

export const monitorsQuery = queryOptions({
  queryKey: keys.monitors,
  queryFn: ({ signal }) => getJson('/monitors', { query: { limit: 200 }, signal }),
  select: (page) => page.items,
  refetchInterval: lookEveryMs,
})

export function monitorQuery(id: string) {
  return queryOptions({
    queryKey: keys.monitor(id),
    queryFn: ({ signal }) => getJson(pathOf(id), { signal }),
    refetchInterval: 5_000,
  })
}

export const PERIODS = ['24h', '7d', '30d', '1y'] as const
export type Period = (typeof PERIODS)[number]

export function monitorHistoryQuery(id: string, period: Period) {
  return queryOptions({
    queryKey: keys.monitorHistory(id, period),
    queryFn: ({ signal }) => getJson(`${pathOf(id)}/history`, { query: { period }, signal }),
    placeholderData: keepPreviousData,
    refetchInterval: 30_000,
  })
}

export function monitorResultsQuery(id: string) {
  return queryOptions({
    queryKey: keys.monitorResults(id),
    queryFn: ({ signal }) => getJson(`${pathOf(id)}/results`, { signal }),
    select: (page) => page.items,
    refetchInterval: 5_000,
  })
}

export function monitorIncidentsQuery(id: string) {
  return queryOptions({
    queryKey: keys.monitorIncidents(id),
    queryFn: ({ signal }) => getJson(`${pathOf(id)}/incidents`, { signal }),
    select: (page) => page.items,
    refetchInterval: lookEveryMs,
  })
}

export const monitorKindsQuery = queryOptions({
  queryKey: keys.monitorKinds,
  queryFn: ({ signal }) => getJson('/monitor-kinds', { signal }),
  staleTime: 3_600_000,
})

export const dataSourcesQuery = queryOptions({
  queryKey: keys.dataSources,
  queryFn: ({ signal }) => getJson('/data-sources', { query: { limit: 200 }, signal }),
  select: (page) => page.items,
})

export type MonitorForm = BodyOf<'post', '/monitors'>
export type DataSourceForm = BodyOf<'post', '/data-sources'>

/** What a monitor is made of, as it is sent back when it is changed; its secret stays as it is. */
export function formOfMonitor(monitor: Monitor): MonitorForm {
  const { id, name, kind, settings, service, layer, severity, warning_severity, scope, every, timeout } = monitor
  const { confirm, recover, no_data, quiet_period, active } = monitor
  return {
    ...{ id, name, kind, settings, layer, every, timeout, confirm, recover, no_data, quiet_period, active },
    for: monitor.for,
    severity: severity as NonNullable<MonitorForm['severity']>,
    warning_severity: warning_severity as NonNullable<MonitorForm['warning_severity']>,
    ...(service !== undefined && { service }),
    ...(scope !== undefined && { scope }),
  }
}

/** Checks once with what stands in the form; nothing is kept. */
export function useTryMonitor() {
  return useMutation({ mutationFn: (form: MonitorForm) => sendJson('POST', '/monitors/try', form) })
}

/** Creates one, or replaces the one of a version. */
export function useSaveMonitor() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ form, version }: { form: MonitorForm; version?: number }) => {
      const { id, ...body } = form
      return version === undefined ? sendJson('POST', '/monitors', form) : replaceJson(pathOf(id), version, body)
    },
    onSuccess: (monitor) => {
      client.setQueryData(keys.monitor(monitor.id), monitor)
      // What it found before it was changed says little about what it is now.
      if (monitor.active) void sendJson('POST', `${pathOf(monitor.id)}/check`).catch(() => undefined)
      return client.invalidateQueries({ queryKey: keys.monitors })
    },
  })
}

export function useDeleteMonitor() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => sendJson('DELETE', pathOf(id)),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.monitors }),
  })
}

/** Before its turn; the page looks again a moment later. */
export function useCheckMonitor() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => sendJson('POST', `${pathOf(id)}/check`),
    onSuccess: (_, id) => client.invalidateQueries({ queryKey: keys.monitor(id) }),
  })
}

export function useSaveDataSource() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ form, version }: { form: DataSourceForm; version?: number }) => {
      const { id, ...body } = form
      return version === undefined
        ? sendJson('POST', '/data-sources', form)
        : replaceJson(sourcePathOf(id), version, body)
    },
    onSuccess: () => client.invalidateQueries({ queryKey: keys.dataSources }),
  })
}

export function useDeleteDataSource() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ id }: DataSource) => sendJson('DELETE', sourcePathOf(id)),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.dataSources }),
  })
}
