import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { keys } from '../../api/keys.ts'
import type { AnswerOf, BodyOf } from '../../api/paths.ts'
import { getJson, sendJson } from '../../api/request.ts'
import type { AuditFilters } from './audit-words.ts'

export type Settings = AnswerOf<'get', '/settings'>
export type SettingsPatch = BodyOf<'patch', '/settings'>
export type SettingName = keyof Settings['settings']

export const settingsQuery = queryOptions({
  queryKey: keys.settings,
  queryFn: ({ signal }) => getJson('/settings', { signal }),
})

export function useChangeSettings() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (patch: SettingsPatch) => sendJson('PATCH', '/settings', patch),
    onSuccess: (settings) => client.setQueryData(keys.settings, settings),
  })
}

/** Lets a setting follow its default again. */
export function useResetSetting() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (name: SettingName) => sendJson('DELETE', `/settings/${name}`),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.settings }),
  })
}

export type ApiKey = AnswerOf<'get', '/api-keys'>['items'][number]
export type NewApiKey = AnswerOf<'post', '/api-keys'>

export const apiKeysQuery = queryOptions({
  queryKey: keys.apiKeys,
  queryFn: ({ signal }) => getJson('/api-keys', { query: { limit: 200 }, signal }),
  select: (page) => page.items,
})

export function useCreateApiKey() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (form: BodyOf<'post', '/api-keys'>) => sendJson('POST', '/api-keys', form),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.apiKeys }),
  })
}

export function useRevokeApiKey() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => sendJson('DELETE', `/api-keys/${encodeURIComponent(id)}`),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.apiKeys }),
  })
}

export type ConfigurationChange = AnswerOf<'get', '/configuration/changes'>['items'][number]

export function changesQuery({ kind, user, id }: AuditFilters, sinceMs: number | undefined) {
  const query = {
    ...{ kind, user, id, limit: 50 },
    since: since(sinceMs),
  }
  return infiniteQueryOptions({
    queryKey: keys.changes(query),
    queryFn: ({ pageParam, signal }) =>
      getJson('/configuration/changes', { query: { ...query, cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  })
}

function since(sinceMs: number | undefined): string | undefined {
  return sinceMs === undefined ? undefined : new Date(sinceMs).toISOString()
}

export function accessQuery({ act, user, address }: AuditFilters, sinceMs: number | undefined) {
  const query = { act, user, address, limit: 50, since: since(sinceMs) }
  return infiniteQueryOptions({
    queryKey: keys.accessLog(query),
    queryFn: ({ pageParam, signal }) => getJson('/access-log', { query: { ...query, cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  })
}

export function silenceLogQuery({ user }: AuditFilters, sinceMs: number | undefined) {
  const query = { user, limit: 50, since: since(sinceMs) }
  return infiniteQueryOptions({
    queryKey: keys.silenceLog(query),
    queryFn: ({ pageParam, signal }) => getJson('/silence-changes', { query: { ...query, cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  })
}
