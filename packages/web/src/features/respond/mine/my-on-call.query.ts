import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { keys } from '../../../api/keys.ts'
import type { AnswerOf, BodyOf } from '../../../api/paths.ts'
import { askJson, getJson, sendJson } from '../../../api/request.ts'

export type ShiftRequest = AnswerOf<'get', '/on-call/requests'>['items'][number]
export type RequestBody = BodyOf<'post', '/on-call/requests'>
export type TimeOff = AnswerOf<'get', '/on-call/time-off'>['items'][number]
export type ShiftLetters = AnswerOf<'get', '/users/x/shift-letters'>
export type CoverageProblem = AnswerOf<'get', '/schedules/x/coverage'>['problems'][number]

const scheduleOf = (id: string) => `/schedules/${encodeURIComponent(id)}` as const
const requestKey = [...keys.onCall, 'requests'] as const
const timeOffKey = [...keys.onCall, 'time-off'] as const

/** Mine and to me; asked for again each minute, because others answer. */
export const myRequestsQuery = queryOptions({
  queryKey: requestKey,
  queryFn: ({ signal }) => getJson('/on-call/requests', { query: { user: 'me' }, signal }),
  select: (page) => page.items,
  refetchInterval: 60_000,
})

export const myTimeOffQuery = infiniteQueryOptions({
  queryKey: timeOffKey,
  queryFn: ({ pageParam, signal }) =>
    getJson('/on-call/time-off', { query: { user: 'me', cursor: pageParam }, signal }),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.next ?? undefined,
})

export const shiftLettersQuery = queryOptions({
  queryKey: [...keys.onCall, 'letters'],
  queryFn: ({ signal }) => getJson('/users/me/shift-letters', { signal }),
})

export function handoverQuery(schedule: string) {
  return queryOptions({
    queryKey: [...keys.onCall, 'handover', schedule],
    queryFn: ({ signal }) => getJson(`${scheduleOf(schedule)}/handover`, { signal }),
  })
}

export function coverageQuery(schedule: string) {
  return queryOptions({
    queryKey: [...keys.onCall, 'coverage', schedule],
    queryFn: ({ signal }) => getJson(`${scheduleOf(schedule)}/coverage`, { signal }),
  })
}

/** Who could take a span of one's own. Instants in milliseconds. */
export function candidatesQuery(schedule: string, span: { fromMs: number; toMs: number }) {
  const query = { of: 'me', from: new Date(span.fromMs).toISOString(), to: new Date(span.toMs).toISOString() }
  return queryOptions({
    queryKey: [...keys.onCall, 'candidates', schedule, query],
    queryFn: ({ signal }) => getJson(`${scheduleOf(schedule)}/cover-candidates`, { query, signal }),
    select: (page) => page.items.map(({ user }) => user),
  })
}

/** Whether those who would be asked could accept; nobody is told. */
export function requestChecksQuery(body: RequestBody) {
  return queryOptions({
    queryKey: [...requestKey, 'preview', body],
    queryFn: ({ signal }) => askJson('/on-call/requests/preview', { body, signal }),
    select: (answer) => answer.checks,
    retry: false,
    staleTime: 0,
  })
}

/** What follows from who is on call is asked for again. */
export function useRefresh() {
  const client = useQueryClient()
  return () =>
    Promise.all([
      client.invalidateQueries({ queryKey: keys.onCall }),
      client.invalidateQueries({ queryKey: keys.schedules }),
      client.invalidateQueries({ queryKey: keys.shifts({}).slice(0, 1) }),
    ])
}

export function useAskForCover() {
  const refresh = useRefresh()
  return useMutation({
    mutationFn: (body: RequestBody) => sendJson('POST', '/on-call/requests', body),
    onSuccess: refresh,
  })
}

export function useAnswerRequest() {
  const refresh = useRefresh()
  return useMutation({
    mutationFn: ({ id, answer }: { id: string; answer: 'accept' | 'decline' | 'withdraw' }) => {
      const path = `/on-call/requests/${encodeURIComponent(id)}` as const
      if (answer === 'decline') return sendJson('POST', `${path}/decline`, {})
      return answer === 'accept' ? sendJson('POST', `${path}/accept`) : sendJson('POST', `${path}/withdraw`)
    },
    // Not waited for: the row of an answered request goes with the fresh list, and has to say first how it ended.
    onSettled: () => void refresh(),
  })
}

export function useAddTimeOff() {
  const refresh = useRefresh()
  return useMutation({
    mutationFn: (body: BodyOf<'post', '/users/x/time-off'>) => sendJson('POST', '/users/me/time-off', body),
    onSuccess: refresh,
  })
}

export function useDeleteTimeOff() {
  const refresh = useRefresh()
  return useMutation({
    mutationFn: (id: string) => sendJson('DELETE', `/users/me/time-off/${encodeURIComponent(id)}`),
    onSuccess: refresh,
  })
}

export function useSaveNote(schedule: string) {
  const refresh = useRefresh()
  return useMutation({
    mutationFn: (text: string) => sendJson('PUT', `${scheduleOf(schedule)}/handover-note`, { text }),
    onSuccess: refresh,
  })
}

export function useSaveLetters() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (letters: ShiftLetters) => sendJson('PUT', '/users/me/shift-letters', letters),
    onSuccess: (saved) => client.setQueryData(shiftLettersQuery.queryKey, saved),
  })
}
