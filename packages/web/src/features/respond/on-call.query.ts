import { queryOptions } from '@tanstack/react-query'
import { keys } from '../../api/keys.ts'
import { getJson } from '../../api/request.ts'

/** Asked for again each minute as well: a handoff is no event. */
export const onCallQuery = queryOptions({
  queryKey: keys.onCall,
  queryFn: ({ signal }) => getJson('/on-call', { signal }),
  select: (page) => page.items,
  refetchInterval: 60_000,
})
