import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { keys } from '../../../api/keys.ts'
import type { BodyOf } from '../../../api/paths.ts'
import { getJson, replaceJson, sendJson } from '../../../api/request.ts'
import type { Inhibition, Maintenance } from '../../../api/types.ts'
import { notifyDone, notifyFailed } from '../../../ui/notify.ts'
import { useErrorWords } from '../../../ui/page-states.tsx'
import '../../../messages/quiet-texts.ts'

/** Nothing tells that an occurrence began: it is asked for again. */
const askAgainMs = 30_000
const hourMs = 3_600_000

export type MaintenanceBody = BodyOf<'post', '/maintenance'>
export type InhibitionBody = BodyOf<'post', '/inhibitions'>

export const maintenanceQuery = queryOptions({
  queryKey: keys.maintenance,
  queryFn: ({ signal }) => getJson('/maintenance', { query: { limit: 200 }, signal }),
  select: (page) => page.items,
  refetchInterval: askAgainMs,
})

/** What takes place within a span; of a service what covers it. */
export function calendarQuery(query: { from: string; to: string; service?: string }) {
  return queryOptions({
    queryKey: keys.maintenanceCalendar(query),
    queryFn: ({ signal }) => getJson('/maintenance-calendar', { query, signal }),
    select: (page) => page.items,
    refetchInterval: askAgainMs,
  })
}

export const inhibitionsQuery = queryOptions({
  queryKey: keys.inhibitions,
  queryFn: ({ signal }) => getJson('/inhibitions', { query: { limit: 200 }, signal }),
  select: (page) => page.items,
  refetchInterval: askAgainMs,
})

export function noiseQuery(query: { days: number; source?: string | undefined; team?: string | undefined }) {
  return queryOptions({
    queryKey: keys.noise(query),
    queryFn: ({ signal }) => getJson('/noise', { query, signal }),
    select: (page) => page.items,
  })
}

export function alertNoiseQuery(id: string) {
  return queryOptions({
    queryKey: keys.alertNoise(id),
    queryFn: ({ signal }) => getJson(`/alerts/${encodeURIComponent(id)}/noise`, { signal }),
    select: ({ mark }) => mark,
  })
}

/** New without `known`; else in the version that the form was filled with. */
export function useSaveMaintenance() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ body: { id, ...body }, known }: { body: MaintenanceBody; known: Maintenance | undefined }) =>
      known
        ? replaceJson(`/maintenance/${encodeURIComponent(id)}`, known.version, body)
        : sendJson('POST', '/maintenance', { id, ...body }),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.maintenance }),
  })
}

export function useDeleteMaintenance() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => sendJson('DELETE', `/maintenance/${encodeURIComponent(id)}`),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.maintenance }),
  })
}

/** Ends or extends what is under way. */
export function useChangeEnd() {
  const { t } = useTranslation()
  const client = useQueryClient()
  const wordsOf = useErrorWords()
  return useMutation({
    mutationFn: ({ id, how }: { id: string; how: 'end' | 'extend' }) =>
      how === 'end'
        ? sendJson('POST', `/maintenance/${encodeURIComponent(id)}/end`)
        : sendJson('POST', `/maintenance/${encodeURIComponent(id)}/extend`, { by_ms: hourMs }),
    onSuccess: (_, { how }) => {
      notifyDone(t(how === 'end' ? 'maintenance.ended' : 'maintenance.extended'))
      return client.invalidateQueries({ queryKey: keys.maintenance })
    },
    onError: (error) => notifyFailed(wordsOf(error)),
  })
}

export function useSaveInhibition() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ body: { id, ...body }, known }: { body: InhibitionBody; known: Inhibition | undefined }) =>
      known
        ? replaceJson(`/inhibitions/${encodeURIComponent(id)}`, known.version, body)
        : sendJson('POST', '/inhibitions', { id, ...body }),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.inhibitions }),
  })
}

export function useDeleteInhibition() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => sendJson('DELETE', `/inhibitions/${encodeURIComponent(id)}`),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.inhibitions }),
  })
}

export function useMarkNoise(id: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (reason: string | null) =>
      reason === null
        ? sendJson('DELETE', `/alerts/${encodeURIComponent(id)}/noise`)
        : sendJson('PUT', `/alerts/${encodeURIComponent(id)}/noise`, { reason }),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.alertNoise(id) }),
  })
}
