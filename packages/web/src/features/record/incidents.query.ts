import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import { keys } from '../../api/keys.ts'
import { getJson, type QueryValue } from '../../api/request.ts'
import type { Incident, Page } from '../../api/types.ts'
import { type IncidentFilters, queryOfFilters } from './incident-filters.ts'

const pageSize = 50
const countMax = 100

export function incidentListQuery(filters: IncidentFilters) {
  const query = queryOfFilters(filters)
  return infiniteQueryOptions({
    queryKey: keys.incidentList(query),
    queryFn: ({ pageParam, signal }) => listIncidents({ ...query, limit: pageSize, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: keepPreviousData,
  })
}

/** How many wait for somebody to take them; counted up to a hundred. */
export const openCountQuery = queryOptions({
  queryKey: keys.incidentList({ status: 'open', limit: countMax }),
  queryFn: ({ signal }) => listIncidents({ status: 'open', limit: countMax }, signal),
  select: (page) => page.items.length,
})

function listIncidents(query: Record<string, QueryValue>, signal: AbortSignal): Promise<Page<Incident>> {
  return getJson('/incidents', { query, signal })
}
