import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { keys } from '../../api/keys.ts'
import type { BodyOf } from '../../api/paths.ts'
import { getJson, replaceJson, sendJson } from '../../api/request.ts'
import type { Policy } from '../../api/types.ts'

const pathOf = (id: string) => `/policies/${encodeURIComponent(id)}` as const

export type PolicyBody = BodyOf<'put', '/policies/x'>

export function policyQuery(id: string) {
  return queryOptions({
    queryKey: [...keys.policies, id],
    queryFn: ({ signal }) => getJson(pathOf(id), { signal }),
  })
}

export const schedulesQuery = queryOptions({
  queryKey: keys.schedules,
  queryFn: ({ signal }) => getJson('/schedules', { query: { limit: 200 }, signal }),
  select: (page) => page.items,
})

export function bodyOfPolicy({ name, repeat, repeat_after, steps }: Policy): PolicyBody {
  return { name, repeat, repeat_after, steps }
}

export function useCreatePolicy() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (form: PolicyBody & { id: string }) => sendJson('POST', '/policies', form),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.policies }),
  })
}

export function useReplacePolicy() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ id, body, version }: { id: string; body: PolicyBody; version: number }) =>
      replaceJson(pathOf(id), version, body),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.policies }),
  })
}

export function useDeletePolicy() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => sendJson('DELETE', pathOf(id)),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.policies }),
  })
}
