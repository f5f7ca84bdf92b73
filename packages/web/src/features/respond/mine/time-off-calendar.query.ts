import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { keys } from '../../../api/keys.ts'
import type { AnswerOf, BodyOf } from '../../../api/paths.ts'
import { askJson, getJson, sendJson } from '../../../api/request.ts'
import { useRefresh } from './my-on-call.query.ts'

export type TimeOffCalendar = NonNullable<AnswerOf<'get', '/users/x/time-off-calendar'>['calendar']>
export type CalendarRules = BodyOf<'put', '/users/x/time-off-calendar'>
export type CalendarPreview = AnswerOf<'post', '/users/x/time-off-calendar/preview'>

const PATH = '/users/me/time-off-calendar'

/** Asked for again each minute, because it is read meanwhile. */
export const timeOffCalendarQuery = queryOptions({
  queryKey: [...keys.onCall, 'time-off-calendar'],
  queryFn: ({ signal }) => getJson(PATH, { signal }),
  select: (answer) => answer.calendar,
  refetchInterval: 60_000,
})

/** What would count; nothing is kept. */
export function usePreviewCalendar() {
  return useMutation({ mutationFn: (body: CalendarRules) => askJson(`${PATH}/preview`, { body }) })
}

export function useSaveCalendar() {
  const keep = useKeep()
  return useMutation({ mutationFn: (body: CalendarRules) => sendJson('PUT', PATH, body), onSuccess: keep })
}

export function useReadCalendar() {
  const keep = useKeep()
  return useMutation({ mutationFn: () => sendJson('POST', `${PATH}/read`), onSuccess: keep })
}

export function useRemoveCalendar() {
  const refresh = useRefresh()
  return useMutation({ mutationFn: () => sendJson('DELETE', PATH), onSuccess: refresh })
}

export function useIgnoreTimeOff() {
  const refresh = useRefresh()
  return useMutation({
    mutationFn: ({ id, isIgnored }: { id: string; isIgnored: boolean }) => {
      const path = `/users/me/time-off/${encodeURIComponent(id)}` as const
      return isIgnored ? sendJson('POST', `${path}/ignore`) : sendJson('POST', `${path}/restore`)
    },
    onSuccess: refresh,
  })
}

/** The answer says how reading went; what follows from it is asked for again. */
function useKeep() {
  const client = useQueryClient()
  const refresh = useRefresh()
  return (answer: AnswerOf<'get', '/users/x/time-off-calendar'>) => {
    client.setQueryData(timeOffCalendarQuery.queryKey, answer)
    return refresh()
  }
}
