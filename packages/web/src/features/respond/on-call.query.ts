import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { keys } from '../../api/keys.ts'
import { getJson } from '../../api/request.ts'

/** Asked for again each minute as well: a handoff is no event. */
export const onCallQuery = queryOptions({
  queryKey: keys.onCall,
  queryFn: ({ signal }) => getJson('/on-call', { signal }),
  select: (page) => page.items,
  refetchInterval: 60_000,
})

/** How the reader stands to it: of the same answer. */
export const dutyQuery = queryOptions({ ...onCallQuery, select: (page) => page.mine })

/** Everybody's shifts in a span; of one person when `user` is given. Instants in milliseconds. */
export function shiftsQuery({ fromMs, toMs, user }: { fromMs: number; toMs: number; user?: string }) {
  const query = { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString(), user }
  return queryOptions({
    queryKey: keys.shifts(query),
    queryFn: ({ signal }) => getJson('/on-call/shifts', { query, signal }),
    select: (answer) => answer.items,
    placeholderData: keepPreviousData,
  })
}
