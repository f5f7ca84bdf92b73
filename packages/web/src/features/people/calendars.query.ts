import { queryOptions } from '@tanstack/react-query'
import { keys } from '../../api/keys.ts'
import type { AnswerOf } from '../../api/paths.ts'
import { getJson } from '../../api/request.ts'

export type Calendar = AnswerOf<'get', '/calendars'>['items'][number]

export const calendarsQuery = queryOptions({
  queryKey: keys.calendars,
  queryFn: ({ signal }) => getJson('/calendars', { query: { limit: 200 }, signal }),
  select: (page) => page.items,
})
