import { queryOptions } from '@tanstack/react-query'
import { keys } from '../../api/keys.ts'
import type { AnswerOf } from '../../api/paths.ts'
import { getJson } from '../../api/request.ts'

export type PagingHealth = AnswerOf<'get', '/paging-health'>

export const pagingHealthQuery = (days: number) =>
  queryOptions({
    queryKey: keys.pagingHealth(days),
    queryFn: ({ signal }) => getJson('/paging-health', { signal, query: { days } }),
  })
