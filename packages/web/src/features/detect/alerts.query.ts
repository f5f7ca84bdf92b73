import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import { keys } from '../../api/keys.ts'
import { getJson, getText } from '../../api/request.ts'
import { type AlertFilters, queryOfAlertFilters } from './alert-filters.ts'

const pageSize = 50

export function alertListQuery(filters: AlertFilters) {
  const query = queryOfAlertFilters(filters)
  return infiniteQueryOptions({
    queryKey: keys.alertList(query),
    queryFn: ({ pageParam, signal }) =>
      getJson('/alerts', { query: { ...query, limit: pageSize, cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: keepPreviousData,
  })
}

export function alertQuery(id: string) {
  return queryOptions({
    queryKey: keys.alert(id),
    queryFn: ({ signal }) => getJson(`/alerts/${encodeURIComponent(id)}`, { signal }),
  })
}

/** The body of the last delivery, as it came. */
export function alertRawQuery(id: string) {
  return queryOptions({
    queryKey: keys.alertRaw(id),
    queryFn: ({ signal }) => getText(`/alerts/${encodeURIComponent(id)}/raw`, signal),
    staleTime: 0,
  })
}

/** What hung on the mail that brought it, while that is kept. */
export function alertAttachmentsQuery(id: string) {
  return queryOptions({
    queryKey: keys.alertAttachments(id),
    queryFn: ({ signal }) => getJson(`/alerts/${encodeURIComponent(id)}/attachments`, { signal }),
    select: (page) => page.items,
  })
}

/** Alerts of one incident, those that fire first. */
export function incidentAlertsQuery(incidentId: string) {
  return queryOptions({
    queryKey: keys.incidentAlerts(incidentId),
    queryFn: ({ signal }) =>
      getJson(`/incidents/${encodeURIComponent(incidentId)}/alerts`, { query: { limit: 100 }, signal }),
    select: ({ items, next }) => ({
      alerts: items.toSorted((a, b) => Number(b.state === 'firing') - Number(a.state === 'firing')),
      hasMore: next !== null,
    }),
  })
}

/** What keeps alerts out of incidents for a time. */
export function silenceQuery(id: string) {
  return queryOptions({
    queryKey: keys.silence(id),
    queryFn: ({ signal }) => getJson(`/silences/${encodeURIComponent(id)}`, { signal }),
  })
}

export function mutedAlertsQuery(silence: string) {
  const query = { silence, limit: 50 }
  return queryOptions({
    queryKey: keys.alertList(query),
    queryFn: ({ signal }) => getJson('/alerts', { query, signal }),
    select: (page) => page.items,
  })
}
