import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { keys } from '../../api/keys.ts'
import type { AnswerOf } from '../../api/paths.ts'
import { getJson, sendJson } from '../../api/request.ts'

export type OwnSession = AnswerOf<'get', '/sessions'>['items'][number]
export type AccessEvent = AnswerOf<'get', '/access-log'>['items'][number]

const HISTORY_SHOWN = 12

export const ownSessionsQuery = queryOptions({
  queryKey: keys.ownSessions,
  queryFn: ({ signal }) => getJson('/sessions', { signal }),
  select: (page) => page.items,
})

export const ownAccessQuery = queryOptions({
  queryKey: keys.ownAccess,
  queryFn: ({ signal }) => getJson('/sessions/history', { query: { limit: HISTORY_SHOWN }, signal }),
  select: (page) => page.items,
})

function useEnd<Argument>(end: (argument: Argument) => Promise<undefined>) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: end,
    onSuccess: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: keys.ownSessions }),
        client.invalidateQueries({ queryKey: keys.ownAccess }),
      ]),
  })
}

export function useEndSession() {
  return useEnd((id: string) => sendJson('DELETE', `/sessions/${encodeURIComponent(id)}`))
}

export function useEndOtherSessions() {
  return useEnd(() => sendJson('DELETE', '/sessions'))
}
