import {
  type InfiniteData,
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query'
import { keys } from '../../api/keys.ts'
import type { BodyOf } from '../../api/paths.ts'
import { getJson, getText, replaceJson, sendJson } from '../../api/request.ts'
import type { Source } from '../../api/types.ts'

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

/** What to paste into the sender, with the address in place. */
export function sourceGuideQuery(id: string) {
  return queryOptions({
    queryKey: [...keys.sourceAddress(id), 'guide'],
    queryFn: ({ signal }) => getJson(`${pathOf(id)}/guide`, { signal }),
    select: ({ parts }) => parts,
  })
}

/** What is asked for again every few seconds is the first page: the page waits for the first signal. What was paged to stays. */
const watched = <Page>({ state }: { state: { data?: InfiniteData<Page> | undefined } }) =>
  (state.data?.pages.length ?? 0) > 1 ? false : 5_000

export function deliveriesQuery(id: string) {
  return infiniteQueryOptions({
    queryKey: keys.deliveries(id),
    queryFn: ({ pageParam, signal }) =>
      getJson(`${pathOf(id)}/deliveries`, { query: { limit: trafficShown, cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    select: ({ pages }) => pages.flatMap((page) => page.items),
    refetchInterval: watched,
  })
}

export function problemsQuery(id: string) {
  return infiniteQueryOptions({
    queryKey: keys.problems(id),
    queryFn: ({ pageParam, signal }) =>
      getJson(`${pathOf(id)}/problems`, { query: { limit: trafficShown, cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    select: ({ pages }) => pages.flatMap((page) => page.items),
    refetchInterval: watched,
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

/** `grace`: how long the former key works on; none ends it at once. */
export function useRotateKey() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ id, grace }: { id: string; grace: string | undefined }) =>
      sendJson('POST', `${pathOf(id)}/rotate-key`, grace === undefined ? {} : { grace }),
    onSuccess: (_, { id }) => client.invalidateQueries({ queryKey: keys.sourceAddress(id) }),
  })
}

export function useRevokeFormerKey() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => sendJson('DELETE', `${pathOf(id)}/former-key`),
    onSuccess: (_, id) => client.invalidateQueries({ queryKey: keys.sourceAddress(id) }),
  })
}

/** When more came than is taken as it comes. */
export function sourceNoticesQuery(id: string) {
  return queryOptions({
    queryKey: keys.sourceNotices(id),
    queryFn: ({ signal }) => getJson(`${pathOf(id)}/notices`, { signal }),
    select: (page) => page.items,
    refetchInterval: 30_000,
  })
}

/** The last day by the hour. */
export function sourceHoursQuery(id: string) {
  return queryOptions({
    queryKey: keys.sourceHours(id),
    queryFn: ({ signal }) => getJson(`${pathOf(id)}/hours`, { signal }),
    select: (page) => page.items,
    refetchInterval: 30_000,
  })
}

/** A body as it came; it never changes. */
export function deliveryBodyQuery(id: string) {
  return queryOptions({
    queryKey: keys.delivery(id),
    queryFn: ({ signal }) => getText(`/deliveries/${encodeURIComponent(id)}/raw`, signal),
    staleTime: Number.POSITIVE_INFINITY,
  })
}

/** A request with its headers, which never change either. */
export function deliveryQuery(id: string) {
  return queryOptions({
    queryKey: keys.deliveryHead(id),
    queryFn: ({ signal }) => getJson(`/deliveries/${encodeURIComponent(id)}`, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  })
}

export interface Tried {
  payload: string
  map: Record<string, string>
  headers: Record<string, string>
}

/** What the server would make of a body with a mapping that is being written. Nothing is kept of it. */
export function sourcePreviewQuery(id: string, body: Tried) {
  return queryOptions({
    queryKey: keys.sourcePreview(id, body),
    queryFn: () => sendJson('POST', `${pathOf(id)}/preview`, body),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    retry: false,
  })
}

export type SourceBody = BodyOf<'put', '/sources/x'>

/** What a source is made of, as it is sent back when it is changed; its secret stays as it is. */
export function bodyOfSource(source: Source): SourceBody {
  const { name, system, resolves_when_clear, quiet_period, default_severity, active } = source
  const { service, group_by, group_window, map, every, grace, options, quiet } = source
  return {
    ...{ name, resolves_when_clear, quiet_period, active },
    system: system as SourceBody['system'],
    default_severity: default_severity as NonNullable<SourceBody['default_severity']>,
    ...(service !== undefined && { service }),
    ...(group_by !== undefined && { group_by }),
    ...(group_window !== undefined && { group_window }),
    ...(map !== undefined && { map }),
    ...(every !== undefined && { every }),
    ...(grace !== undefined && { grace }),
    ...(options !== undefined && { options }),
    ...(quiet !== undefined && { quiet }),
  }
}

export function useReplaceSource() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ id, body, version }: { id: string; body: SourceBody; version: number }) =>
      replaceJson(pathOf(id), version, body),
    onSuccess: (source) => {
      client.setQueryData(keys.source(source.id), source)
      return client.invalidateQueries({ queryKey: keys.sources })
    },
  })
}

export function useDeleteSource() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => sendJson('DELETE', pathOf(id)),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.sources }),
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
