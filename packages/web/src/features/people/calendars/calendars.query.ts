import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { keys } from '../../../api/keys.ts'
import type { AnswerOf, BodyOf } from '../../../api/paths.ts'
import { getJson, replaceJson, sendJson } from '../../../api/request.ts'

export type Calendar = AnswerOf<'get', '/calendars'>['items'][number]
export type CalendarBody = BodyOf<'put', '/calendars/x'>

const pathOf = (id: string) => `/calendars/${encodeURIComponent(id)}` as const

export const calendarsQuery = queryOptions({
  queryKey: keys.calendars,
  queryFn: ({ signal }) => getJson('/calendars', { query: { limit: 200 }, signal }),
  select: (page) => page.items,
})

export function calendarQuery(id: string) {
  return queryOptions({
    queryKey: [...keys.calendars, id],
    queryFn: ({ signal }) => getJson(pathOf(id), { signal }),
  })
}

/** Countries; the states of one; the regions of a state. They never change while the version runs. */
export function placesQuery(place: { country?: string; state?: string }) {
  return queryOptions({
    queryKey: ['holiday-places', place],
    queryFn: ({ signal }) => getJson('/holiday-places', { query: { ...place }, signal }),
    select: (page) => page.items,
    staleTime: Number.POSITIVE_INFINITY,
  })
}

export function useCreateCalendar() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (form: CalendarBody & { id: string }) => sendJson('POST', '/calendars', form),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.calendars }),
  })
}

export function useReplaceCalendar() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ id, body, version }: { id: string; body: CalendarBody; version: number }) =>
      replaceJson(pathOf(id), version, body),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.calendars }),
  })
}

export function useDeleteCalendar() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => sendJson('DELETE', pathOf(id)),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.calendars }),
  })
}
