import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { keys } from '../../api/keys.ts'
import { getJson, sendJson } from '../../api/request.ts'

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
  team?: string
  policy?: string
}

export function useCreateService() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (form: ServiceForm) => sendJson('POST', '/services', form),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.services }),
  })
}
