import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { keys } from '../../../api/keys.ts'
import type { AnswerOf } from '../../../api/paths.ts'
import { getJson, sendJson } from '../../../api/request.ts'

export type Readiness = AnswerOf<'get', '/on-call/readiness'>['items'][number]
export type EmergencyContacts = AnswerOf<'get', '/emergency-contacts'>
export type EmergencyPerson = EmergencyContacts['items'][number]
export type EmergencyVendor = EmergencyContacts['vendors'][number]

export const readinessQuery = queryOptions({
  queryKey: [...keys.onCall, 'readiness'],
  queryFn: ({ signal }) => getJson('/on-call/readiness', { query: { people: 'all' }, signal }),
  select: (page) => page.items,
  // Test pages are answered elsewhere.
  refetchInterval: 60_000,
})

/** Any source will do for a test page: only the person is paged, whoever the source would page otherwise. Null: there is none yet. */
export const testSourceQuery = queryOptions({
  queryKey: [...keys.sources, 'for-tests'],
  queryFn: ({ signal }) => getJson('/sources', { query: { limit: 1 }, signal }),
  select: (page) => page.items[0]?.id ?? null,
})

export function useSendTestPage() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ source, user }: { source: string; user: string }) =>
      sendJson('POST', `/sources/${encodeURIComponent(source)}/test`, { user }),
    onSuccess: () => client.invalidateQueries({ queryKey: readinessQuery.queryKey }),
  })
}

export const emergencyContactsQuery = queryOptions({
  queryKey: [...keys.people, 'emergency'],
  queryFn: ({ signal }) => getJson('/emergency-contacts', { signal }),
})

export const ownShownQuery = queryOptions({
  queryKey: [...keys.people, 'me', 'shown'],
  queryFn: ({ signal }) => getJson('/emergency-contacts/mine', { signal }),
  select: (page) => page.items,
})

export function useChooseShown() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (contacts: string[]) => sendJson('PUT', '/emergency-contacts/mine', { contacts }),
    onSuccess: (saved) => {
      client.setQueryData(ownShownQuery.queryKey, saved)
      return client.invalidateQueries({ queryKey: emergencyContactsQuery.queryKey })
    },
  })
}
