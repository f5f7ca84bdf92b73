import { queryOptions } from '@tanstack/react-query'
import { keys } from '../../api/keys.ts'
import { getJson } from '../../api/request.ts'

export const peopleQuery = queryOptions({
  queryKey: keys.people,
  queryFn: ({ signal }) => getJson('/users', { query: { limit: 200 }, signal }),
  select: (page) => page.items,
  staleTime: 5 * 60_000,
})
