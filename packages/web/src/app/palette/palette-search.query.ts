import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { getJson } from '../../api/request.ts'

/** One letter finds everything; from two on it is worth asking. */
export const SEARCHED_LETTERS_MIN = 2

/** Everything that the reader may see, of every kind. What was found goes stale at once, and stays until the next finds are there. */
export function everythingSearch(q: string) {
  return queryOptions({
    queryKey: ['search', q],
    queryFn: ({ signal }) => getJson('/search', { query: { q }, signal }),
    select: ({ items }) => items,
    staleTime: 10_000,
    placeholderData: keepPreviousData,
  })
}
