import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { keys } from '../../api/keys.ts'
import { getJson, replaceJson, sendJson } from '../../api/request.ts'
import type { Service } from '../../api/types.ts'

const all = { limit: 200 }

export const servicesQuery = queryOptions({
  queryKey: keys.services,
  queryFn: ({ signal }) => getJson('/services', { query: all, signal }),
  select: (page) => page.items,
})

/** Names of teams and policies, for where a service refers to them by id. */
export const teamsQuery = queryOptions({
  queryKey: keys.teams,
  queryFn: ({ signal }) => getJson('/teams', { query: all, signal }),
  select: (page) => page.items,
})

export const policiesQuery = queryOptions({
  queryKey: keys.policies,
  queryFn: ({ signal }) => getJson('/policies', { query: all, signal }),
  select: (page) => page.items,
})

export interface ServiceForm {
  id: string
  name: string
  description?: string
  team?: string
  policy?: string
  depends_on?: string[]
  when_dependency_fails?: 'join' | 'page'
  active?: boolean
}

const pathOf = (id: string) => `/services/${encodeURIComponent(id)}` as const

export function serviceQuery(id: string) {
  return queryOptions({
    queryKey: keys.service(id),
    queryFn: ({ signal }) => getJson(pathOf(id), { signal }),
  })
}

/** What a service is made of, as it is sent back when it is changed. */
export function formOfService(service: Service): ServiceForm {
  const { id, name, description, team, policy, depends_on, when_dependency_fails, active } = service
  return {
    ...{ id, name, active },
    ...(description !== undefined && { description }),
    ...(team !== undefined && { team }),
    ...(policy !== undefined && { policy }),
    ...(depends_on !== undefined && { depends_on }),
    ...(when_dependency_fails !== undefined && { when_dependency_fails }),
  }
}

/** Replaces a service; `version` is the one that the form was filled with. */
export function useReplaceService() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ form: { id, ...body }, version }: { form: ServiceForm; version: number }) =>
      replaceJson(pathOf(id), version, body),
    onSuccess: (service) => {
      client.setQueryData(keys.service(service.id), service)
      return client.invalidateQueries({ queryKey: keys.services })
    },
  })
}

export function useDeleteService() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => sendJson('DELETE', pathOf(id)),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.services }),
  })
}

export function useCreateService() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (form: ServiceForm) => sendJson('POST', '/services', form),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.services }),
  })
}
