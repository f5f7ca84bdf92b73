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

/** Everything of it that an edit sends back. */
export function bodyOfPolicy({ id: _, owned_by: __, version: ___, ...body }: Policy): PolicyBody {
  return body as PolicyBody
}

export const vendorsQuery = queryOptions({
  queryKey: keys.vendors,
  queryFn: ({ signal }) => getJson('/vendors', { query: { limit: 200 }, signal }),
  select: (page) => page.items,
})

/** What an edit of a policy touches, and what goes on with the version that it began with. */
export function reachQuery(id: string) {
  return queryOptions({
    queryKey: [...keys.policies, id, 'reach'],
    queryFn: ({ signal }) => getJson(`/policies/${encodeURIComponent(id)}/reach` as '/policies/x/reach', { signal }),
  })
}

export interface DryRunForm {
  policy: string
  priority: 'P1' | 'P2' | 'P3' | 'P4' | 'P5'
  at?: string
}

export function dryRunQuery(form: DryRunForm) {
  return queryOptions({
    queryKey: [...keys.policies, 'dry-run', form],
    queryFn: ({ signal }) => getJson('/escalation/dry-run', { query: { ...form }, signal }),
  })
}

export function pagingQuery(incident: string, user: string) {
  return queryOptions({
    queryKey: [...keys.incident(incident), 'paging', user],
    queryFn: ({ signal }) =>
      getJson(`/incidents/${encodeURIComponent(incident)}/paging` as '/incidents/x/paging', {
        query: { user },
        signal,
      }),
  })
}

/** Incidents of the day before an instant, and what each wanted of a person. */
export function pagedIncidentsQuery(user: string, at: string | undefined) {
  return queryOptions({
    queryKey: [...keys.incidentList({ pagedAbout: user, at: at ?? 'now' })],
    queryFn: ({ signal }) => getJson('/escalation/paged', { query: { user, ...(at !== undefined && { at }) }, signal }),
  })
}

/** How far incidents of the last thirty days went up. */
export const ladderReportQuery = queryOptions({
  queryKey: keys.incidentList({ report: 'ladder' }),
  queryFn: ({ signal }) => getJson('/escalation/report', { signal }),
})

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
