import { useMutation, useQueryClient } from '@tanstack/react-query'
import { keys } from '../../api/keys.ts'
import { sendJson } from '../../api/request.ts'
import type { operations } from '../../api/schema.ts'
import type { User } from './account.query.ts'

export type Invitation = operations['inviteUser']['responses'][201]['content']['application/json']
type Patch = NonNullable<operations['updateUser']['requestBody']>['content']['application/json']

const pathOf = (id: string) => `/users/${encodeURIComponent(id)}` as const

export function useInvite() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (form: { email: string; name: string; role: User['role']; zone: string; locale: string }) =>
      sendJson('POST', '/users', form),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.people }),
  })
}

/** A new link for somebody who has not chosen a password yet. */
export function useInviteAgain() {
  return useMutation({ mutationFn: (id: string) => sendJson('POST', `${pathOf(id)}/invite`) })
}

/** Role, or whether somebody may come in. One’s own session is asked for anew: its permissions may have changed. */
export function useChangeMember() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ id, patch }: { id: string; patch: Pick<Patch, 'role' | 'is_active'> }) =>
      sendJson('PATCH', pathOf(id), patch),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: keys.session })
      return client.invalidateQueries({ queryKey: keys.people })
    },
  })
}
