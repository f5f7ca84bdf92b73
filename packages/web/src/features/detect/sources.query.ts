import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { keys } from '../../api/keys.ts'
import type { BodyOf } from '../../api/paths.ts'
import { getJson, sendJson } from '../../api/request.ts'

const pathOf = (id: string) => `/sources/${encodeURIComponent(id)}` as const
const trafficShown = 10

export const sourcesQuery = queryOptions({
  queryKey: keys.sources,
  queryFn: ({ signal }) => getJson('/sources', { query: { limit: 200 }, signal }),
  select: (page) => page.items,
})

export function sourceQuery(id: string) {
  return queryOptions({
    queryKey: keys.source(id),
    queryFn: ({ signal }) => getJson(pathOf(id), { signal }),
  })
}

export function sourceAddressQuery(id: string) {
  return queryOptions({
    queryKey: keys.sourceAddress(id),
    queryFn: ({ signal }) => getJson(`${pathOf(id)}/address`, { signal }),
  })
}

/** Looked at again every few seconds: the page waits for the first signal. */
export function deliveriesQuery(id: string) {
  return queryOptions({
    queryKey: keys.deliveries(id),
    queryFn: ({ signal }) => getJson(`${pathOf(id)}/deliveries`, { query: { limit: trafficShown }, signal }),
    select: (page) => page.items,
    refetchInterval: 5_000,
  })
}

export function problemsQuery(id: string) {
  return queryOptions({
    queryKey: keys.problems(id),
    queryFn: ({ signal }) => getJson(`${pathOf(id)}/problems`, { query: { limit: trafficShown }, signal }),
    select: (page) => page.items,
    refetchInterval: 5_000,
  })
}

/** Opens a flagged incident that pages only who asked. */
export function useSendTest() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => sendJson('POST', `${pathOf(id)}/test`),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.incidents }),
  })
}

export function useRotateKey() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => sendJson('POST', `${pathOf(id)}/rotate-key`),
    onSuccess: (address, id) => client.setQueryData(keys.sourceAddress(id), address),
  })
}

export type SourceSystem = BodyOf<'post', '/sources'>['system']

export interface SourceForm {
  id: string
  name: string
  system: SourceSystem
  service?: string
  every?: string
  map?: Record<string, string>
}

export function useCreateSource() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (form: SourceForm) => sendJson('POST', '/sources', form),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.sources }),
  })
}
