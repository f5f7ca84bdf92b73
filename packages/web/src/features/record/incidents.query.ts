import { queryOptions } from '@tanstack/react-query'
import { keys } from '../../api/keys.ts'
import { getJson } from '../../api/request.ts'

const query = { query: 'status:open' } as const

/** How many wait for somebody to take them. */
export const openCountQuery = queryOptions({
  queryKey: keys.incidentList({ ...query, count: true }),
  queryFn: ({ signal }) => getJson('/incidents/count', { query, signal }),
  select: ({ count }) => count,
})
