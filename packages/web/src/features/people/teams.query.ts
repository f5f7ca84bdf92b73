import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { keys } from '../../api/keys.ts'
import { getJson, replaceJson, sendJson } from '../../api/request.ts'
import type { Team } from '../../api/types.ts'

const pathOf = (id: string) => `/teams/${encodeURIComponent(id)}` as const

export interface TeamForm {
  id: string
  name: string
  members: string[]
  /** What every member has to have set up to be reached; absent: nothing is asked. */
  minimum?: NonNullable<Team['minimum']>
}

export function teamQuery(id: string) {
  return queryOptions({
    queryKey: [...keys.teams, id],
    queryFn: ({ signal }) => getJson(pathOf(id), { signal }),
  })
}

/** What each member lacks of what the team asks for. */
export function teamReadinessQuery(id: string) {
  return queryOptions({
    queryKey: [...keys.teams, id, 'readiness'],
    queryFn: ({ signal }) => getJson(`/teams/${encodeURIComponent(id)}/readiness` as '/teams/x/readiness', { signal }),
  })
}

export function useCreateTeam() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (form: TeamForm) => sendJson('POST', '/teams', form),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.teams }),
  })
}

export function useReplaceTeam() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ form: { id, ...body }, version }: { form: TeamForm; version: number }) =>
      replaceJson(pathOf(id), version, body),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.teams }),
  })
}

export function useDeleteTeam() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => sendJson('DELETE', pathOf(id)),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.teams }),
  })
}
