import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { IncidentGrouping, IncidentView } from '@tocsin/core/record/query/incident-views.ts'
import { keys } from '../../../api/keys.ts'
import { changesSoFar } from '../../../api/live/incident-changes.ts'
import { getJson } from '../../../api/request.ts'
import type { components } from '../../../api/schema.ts'

export type KeptView = components['schemas']['IncidentView']

/** Few enough that a page is there at once, many enough that a wheel does not outrun it. */
const pageSize = 100
export const idsMax = 1_000

/** Kept apart from other lists of incidents: a live change renews single rows of this one. */
const listKeys = {
  rows: (listing: object) => [...keys.incidentRows, 'rows', listing] as const,
  count: (query: string, by: string | null) => [...keys.incidentRows, 'count', query, by] as const,
  counts: [...keys.incidentRows, 'count'] as const,
  views: [...keys.incidentRows, 'views'] as const,
}
export const countsKey = listKeys.counts
export const viewsKey = listKeys.views

export function rowsQuery({ query, order }: Pick<IncidentView, 'query' | 'order'>) {
  return infiniteQueryOptions({
    queryKey: listKeys.rows({ query, order }),
    queryFn: async ({ pageParam, signal }) => {
      // What changes while the answer is on its way is asked for again.
      const asOf = changesSoFar()
      const asked = { query, order, limit: pageSize, cursor: pageParam }
      return { ...(await getJson('/incidents', { query: asked, signal })), asOf }
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: keepPreviousData,
  })
}

export function countQuery(query: string, by: IncidentGrouping | null) {
  return queryOptions({
    queryKey: listKeys.count(query, by),
    queryFn: ({ signal }) => getJson('/incidents/count', { query: { query, by: by ?? undefined }, signal }),
    placeholderData: keepPreviousData,
  })
}

export const viewsQuery = queryOptions({
  queryKey: listKeys.views,
  queryFn: ({ signal }) => getJson('/incident-views', { signal }),
  select: ({ items }) => items,
  // Nothing tells of views that others keep.
  refetchOnMount: 'always',
})

/** Those of these ids that the list still holds, as they are now. */
export async function findRows({ query, order }: Pick<IncidentView, 'query' | 'order'>, ids: readonly string[]) {
  const { items } = await getJson('/incidents', { query: { query, order, ids: ids.join(','), limit: ids.length } })
  return items
}

/** The ids of all that match, up to a thousand. */
export function findIds({ query, order }: Pick<IncidentView, 'query' | 'order'>) {
  return getJson('/incidents/ids', { query: { query, order, limit: idsMax } })
}
