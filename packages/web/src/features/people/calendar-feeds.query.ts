import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { keys } from '../../api/keys.ts'
import type { AnswerOf } from '../../api/paths.ts'
import { getJson, sendJson } from '../../api/request.ts'

export type CalendarFeed = AnswerOf<'get', '/calendar-feeds'>['items'][number]

export const calendarFeedsQuery = queryOptions({
  queryKey: keys.calendarFeeds,
  queryFn: ({ signal }) => getJson('/calendar-feeds', { signal }),
  select: (page) => page.items,
})

/** `null`: one's own shifts in all schedules. */
export function useMakeFeed() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (schedule: string | null) => sendJson('POST', '/calendar-feeds', { schedule }),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.calendarFeeds }),
  })
}

export function useRevokeFeed() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => sendJson('DELETE', `/calendar-feeds/${encodeURIComponent(id)}`),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.calendarFeeds }),
  })
}
