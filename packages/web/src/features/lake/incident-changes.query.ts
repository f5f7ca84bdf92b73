import { queryOptions } from '@tanstack/react-query'
import { keys } from '../../api/keys.ts'
import { getJson } from '../../api/request.ts'

/** Nothing tells that a change came in, so while the page is open it is asked for again, each minute. */
const askAgainMs = 60_000

/** Of a day before the incident began; the newest first. */
export function incidentChangesQuery(incidentId: string) {
  return queryOptions({
    queryKey: keys.incidentChanges(incidentId),
    queryFn: ({ signal }) =>
      getJson(`/incidents/${encodeURIComponent(incidentId)}/changes`, { query: { limit: 100 }, signal }),
    select: (page) => page.items,
    refetchInterval: askAgainMs,
  })
}
