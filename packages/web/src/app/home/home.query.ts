import { queryOptions } from '@tanstack/react-query'
import { keys } from '../../api/keys.ts'
import { getJson } from '../../api/request.ts'

/** Live by the stream; asked for again each minute as well, because a handoff is no event. */
export const homeQuery = queryOptions({
  queryKey: keys.home,
  queryFn: ({ signal }) => getJson('/home', { signal }),
  refetchInterval: 60_000,
})
