import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query'
import { keys } from '../../../api/keys.ts'
import type { AnswerOf, BodyOf } from '../../../api/paths.ts'
import { askJson, getJson, replaceJson, sendJson } from '../../../api/request.ts'

export type ScheduleState = AnswerOf<'get', '/on-call/schedules'>['items'][number]
export type Timeline = AnswerOf<'get', '/schedules/x/timeline'>
export type SchedulePreview = AnswerOf<'post', '/schedules/x/preview'>
export type ScheduleBody = BodyOf<'put', '/schedules/x'>
export type OverrideBody = BodyOf<'post', '/schedules/x/overrides'>
export type TemporaryBody = BodyOf<'post', '/schedules/x/temporary'>
export type ShownOverride = Timeline['overrides'][number]
export type ShownTemporary = Timeline['temporary'][number]
export type OnCallWhy = AnswerOf<'get', '/schedules/x/why'>
export type OnCallLoad = AnswerOf<'get', '/on-call/load'>['items'][number]

const PAGE_SIZE = 50
const pathOf = (id: string) => `/schedules/${encodeURIComponent(id)}` as const

function spanOf({ fromMs, toMs }: { fromMs: number; toMs: number }) {
  return { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() }
}

/** Asked for again each minute as well: a handoff is no event. */
export function scheduleStatesQuery(filters: { q?: string | undefined; team?: string | undefined }) {
  return infiniteQueryOptions({
    queryKey: [...keys.onCall, 'states', filters],
    queryFn: ({ signal, pageParam }) =>
      getJson('/on-call/schedules', { query: { ...filters, limit: PAGE_SIZE, cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    refetchInterval: 60_000,
    placeholderData: keepPreviousData,
  })
}

/** Of one schedule: who is on now, and what leans on it. */
export function scheduleStateQuery(id: string) {
  return queryOptions({
    queryKey: [...keys.onCall, 'states', 'one', id],
    queryFn: ({ signal }) => getJson('/on-call/schedules', { query: { schedule: id }, signal }),
    select: (page) => page.items[0],
  })
}

export function scheduleQuery(id: string) {
  return queryOptions({
    queryKey: [...keys.schedules, id],
    queryFn: ({ signal }) => getJson(pathOf(id), { signal }),
  })
}

/** Instants in milliseconds. What was shown stays until the next window is there. */
export function timelineQuery(id: string, span: { fromMs: number; toMs: number }) {
  const query = spanOf(span)
  return queryOptions({
    queryKey: [...keys.schedules, id, 'timeline', query],
    queryFn: ({ signal }) => getJson(`${pathOf(id)}/timeline`, { query, signal }),
    placeholderData: keepPreviousData,
  })
}

/** Who is on call in a span, overrides included. */
export function finalQuery(id: string, span: { fromMs: number; toMs: number }) {
  const query = spanOf(span)
  return queryOptions({
    queryKey: [...keys.schedules, id, 'final', query],
    queryFn: ({ signal }) => getJson(`${pathOf(id)}/final`, { query, signal }),
    select: (answer) => answer.shifts,
  })
}

/**
 * What a schedule would be; asked once the typing pauses. `span`: the window that is shown, else the next 90 days; with `hasBalance` also
 * what it does to the balance.
 */
export function previewQuery(
  id: string,
  body: ScheduleBody,
  span?: { fromMs: number; toMs: number; hasBalance?: boolean },
) {
  const query = span ? { ...spanOf(span), ...(span.hasBalance && { balance: 'true' as const }) } : {}
  return queryOptions({
    queryKey: [...keys.schedules, id, 'preview', query, body],
    queryFn: ({ signal }) => askJson(`${pathOf(id)}/preview`, { query, body, signal }),
    placeholderData: keepPreviousData,
    retry: false,
  })
}

/** Who is on call at an instant and why, with who made what it stands on. */
export function whyQuery(id: string, atMs: number) {
  const at = new Date(atMs).toISOString()
  return queryOptions({
    queryKey: [...keys.schedules, id, 'why', at],
    queryFn: ({ signal }) => getJson(`${pathOf(id)}/why`, { query: { at }, signal }),
    retry: false,
  })
}

export function loadQuery(query: {
  from: string
  days: number
  schedule?: string | undefined
  team?: string | undefined
}) {
  return queryOptions({
    queryKey: [...keys.onCall, 'load', query],
    queryFn: ({ signal }) => getJson('/on-call/load', { query, signal }),
    placeholderData: keepPreviousData,
  })
}

/** Everything that follows from a schedule is asked for again. */
export function useRefreshSchedules() {
  const client = useQueryClient()
  return () =>
    Promise.all([
      client.invalidateQueries({ queryKey: keys.schedules }),
      client.invalidateQueries({ queryKey: keys.onCall }),
    ])
}

export function useCreateSchedule() {
  const refresh = useRefreshSchedules()
  return useMutation({
    mutationFn: (form: ScheduleBody & { id: string }) => sendJson('POST', '/schedules', form),
    onSuccess: refresh,
  })
}

export function useReplaceSchedule() {
  const refresh = useRefreshSchedules()
  return useMutation({
    mutationFn: ({ id, body, version }: { id: string; body: ScheduleBody; version: number }) =>
      replaceJson(pathOf(id), version, body),
    onSuccess: refresh,
  })
}

export function useUndoEdit() {
  const refresh = useRefreshSchedules()
  return useMutation({
    /** `begins`: the edit that is taken back, by when it begins; without it the last. */
    mutationFn: ({ id, begins }: { id: string; begins?: string }) => {
      const query = begins === undefined ? '' : `?begins=${encodeURIComponent(begins)}`
      return sendJson('POST', `${pathOf(id)}/undo${query}` as '/schedules/x/undo')
    },
    onSuccess: refresh,
  })
}

/** Whoever deletes one leaves its page before everything is asked for again: it is there no more. */
export function useDeleteSchedule() {
  return useMutation({ mutationFn: (id: string) => sendJson('DELETE', pathOf(id)) })
}

export function useAddOverride(schedule: string) {
  const refresh = useRefreshSchedules()
  return useMutation({
    mutationFn: (body: OverrideBody) => sendJson('POST', `${pathOf(schedule)}/overrides`, body),
    onSuccess: refresh,
  })
}

export function useDropOverride(schedule: string) {
  const refresh = useRefreshSchedules()
  return useMutation({
    mutationFn: (id: string) => sendJson('DELETE', `${pathOf(schedule)}/overrides/${encodeURIComponent(id)}`),
    onSuccess: refresh,
  })
}

export function useAddTemporary(schedule: string) {
  const refresh = useRefreshSchedules()
  return useMutation({
    mutationFn: (body: TemporaryBody) => sendJson('POST', `${pathOf(schedule)}/temporary`, body),
    onSuccess: refresh,
  })
}

export function useDropTemporary(schedule: string) {
  const refresh = useRefreshSchedules()
  return useMutation({
    mutationFn: (id: string) => sendJson('DELETE', `${pathOf(schedule)}/temporary/${encodeURIComponent(id)}`),
    onSuccess: refresh,
  })
}
