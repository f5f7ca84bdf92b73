import {
  infiniteQueryOptions,
  keepPreviousData,
  type QueryClient,
  type QueryKey,
  queryOptions,
} from '@tanstack/react-query'
import { keys } from '../../api/keys.ts'
import { pacedRead } from '../../api/paced-read.ts'
import type { AnswerOf } from '../../api/paths.ts'
import { getJson, getText } from '../../api/request.ts'
import { type AlertFilters, type AlertGrouping, queryOfAlertFilters } from './alert-filters.ts'

/** Few enough that a page is there at once, many enough that a wheel does not outrun it. */
const pageSize = 100
/** As many as one question may name. */
const renewedMax = 100
const newestShown = 50

export type AlertQuery = ReturnType<typeof queryOfAlertFilters> & { in_group?: string }

/** The newest of them, for lists that show no more. */
export function newestAlertsQuery(filters: AlertFilters) {
  const query = { ...queryOfAlertFilters(filters), limit: newestShown }
  return queryOptions({
    queryKey: keys.alertList(query),
    queryFn: ({ signal }) => getJson('/alerts', { query, signal }),
    placeholderData: keepPreviousData,
  })
}

export function alertRowsQuery(query: AlertQuery) {
  return infiniteQueryOptions({
    queryKey: keys.alertRows(query),
    queryFn: ({ pageParam, signal }) =>
      getJson('/alerts', { query: { ...query, limit: pageSize, cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: keepPreviousData,
    // What the live events make stale of it is renewed by row.
    refetchOnMount: 'always',
  })
}

/** These alerts as they are now, whether the list would still hold them or not. */
export async function findAlertRows(ids: readonly string[]) {
  const some = ids.slice(0, renewedMax)
  const { items } = await getJson('/alerts', { query: { ids: some.join(','), limit: some.length } })
  return items
}

type CountRead = (context: { client: QueryClient }) => Promise<AnswerOf<'get', '/alerts/count'>>

const countReads = new Map<string, CountRead>()
const countReadsMax = 100

/** One for each count that is shown, so that its pace is its own. */
function countReadOf(queryKey: QueryKey, read: () => ReturnType<CountRead>): CountRead {
  const name = JSON.stringify(queryKey)
  const known = countReads.get(name)
  if (known) return known
  if (countReads.size >= countReadsMax) countReads.clear()
  const paced = pacedRead(queryKey, 1_000, read)
  countReads.set(name, paced)
  return paced
}

/** How many there are, and of each group; asked for once a second at most while alerts pour in. */
export function alertCountQuery(query: AlertQuery, by: AlertGrouping | undefined) {
  const asked = { ...query, by }
  const queryKey = keys.alertCount(asked)
  return queryOptions({
    queryKey,
    queryFn: countReadOf(queryKey, () => getJson('/alerts/count', { query: asked })),
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

const ofIncidentMax = 100

/** Alerts of one incident, those that fire first, however old they are among hundreds that cleared. */
export function incidentAlertsQuery(incidentId: string) {
  const path = `/incidents/${encodeURIComponent(incidentId)}/alerts` as const
  return queryOptions({
    queryKey: keys.incidentAlerts(incidentId),
    queryFn: async ({ signal }) => {
      const [firing, resolved] = await Promise.all(
        (['firing', 'resolved'] as const).map((state) =>
          getJson(path, { query: { state, limit: ofIncidentMax }, signal }),
        ),
      )
      return [...(firing?.items ?? []), ...(resolved?.items ?? [])].slice(0, ofIncidentMax)
    },
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
