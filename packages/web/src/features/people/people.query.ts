import { queryOptions } from '@tanstack/react-query'
import { keys } from '../../api/keys.ts'
import { getJson } from '../../api/request.ts'
import type { Page, Person } from '../../api/types.ts'

export const peopleQuery = queryOptions({
  queryKey: keys.people,
  queryFn: ({ signal }) => getJson<Page<Person>>('/users', { query: { limit: 200 }, signal }),
  select: (page) => page.items,
  staleTime: 5 * 60_000,
})
