import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { keys } from '../../api/keys.ts'
import { getJson, sendJson } from '../../api/request.ts'
import type { components, operations } from '../../api/schema.ts'
import type { Session } from '../../api/types.ts'

type Schemas = components['schemas']
export type User = Schemas['User']
export type Contact = Schemas['Contact']
export type MessageUse = Schemas['MessageUse']
export type NotificationRule = Schemas['NotificationRule']
type BodyOf<Id extends keyof operations> = operations[Id] extends {
  requestBody?: { content: { 'application/json': infer Body } }
}
  ? Body
  : never

const path = '/users/me'
const contactPath = (id: string) => `${path}/contacts/${encodeURIComponent(id)}` as const

export const bundlingQuery = queryOptions({
  queryKey: keys.settings,
  queryFn: ({ signal }) => getJson('/settings', { signal }),
  select: ({ settings }) => settings.page_bundling,
})

export const ownContactsQuery = queryOptions({
  queryKey: keys.ownContacts,
  queryFn: ({ signal }) => getJson(`${path}/contacts`, { signal }),
  select: ({ items }) => items,
})

/** Whether a page can reach the reader: the server knows what it would try. */
export const isReachedQuery = queryOptions({ ...ownContactsQuery, select: ({ is_reached }) => is_reached })

export const ownRulesQuery = queryOptions({
  queryKey: keys.ownRules,
  queryFn: ({ signal }) => getJson(`${path}/rules`, { signal }),
  select: ({ items }) => items,
})

/** Counted anew while somebody looks. */
export const ownMessageUseQuery = queryOptions({
  queryKey: keys.ownMessageUse,
  queryFn: ({ signal }) => getJson(`${path}/message-use`, { signal }),
  select: ({ items }) => items,
  refetchInterval: 30_000,
})

/** Name, zone, language and working hours of one’s own. */
export function useSaveProfile() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (form: BodyOf<'updateUser'>) => sendJson('PATCH', path, form),
    onSuccess: (user) => {
      client.setQueryData(keys.session, (session: Session | null | undefined) => session && { ...session, user })
      return client.invalidateQueries({ queryKey: keys.people })
    },
  })
}

export function useAddContact() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (form: BodyOf<'addContact'>) => sendJson('POST', `${path}/contacts`, form),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.ownContacts }),
  })
}

export function useRemoveContact() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => sendJson('DELETE', contactPath(id)),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.ownContacts }),
  })
}

export function useSendCode() {
  return useMutation({ mutationFn: (id: string) => sendJson('POST', `${contactPath(id)}/code`) })
}

export function useVerifyContact() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ id, code }: { id: string; code: string }) => sendJson('POST', `${contactPath(id)}/verify`, { code }),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.ownContacts }),
  })
}

/** Replaces all of one’s rules; the list shows them in the order in which the server keeps them. */
export function useSaveRules() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (items: readonly NotificationRule[]) => sendJson('PUT', `${path}/rules`, { items: [...items] }),
    onSuccess: (rules) => client.setQueryData(keys.ownRules, rules),
  })
}
