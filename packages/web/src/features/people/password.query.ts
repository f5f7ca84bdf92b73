import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { keys } from '../../api/keys.ts'
import { sendJson } from '../../api/request.ts'
import type { operations } from '../../api/schema.ts'

export type PasswordLink = operations['readPasswordLink']['responses'][200]['content']['application/json']

/** Whose link it is; asked once each time the page is opened, for it works once. */
export function passwordLinkQuery(token: string) {
  return queryOptions({
    queryKey: keys.passwordLink(token),
    queryFn: () => sendJson('POST', '/password/link', { token }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    enabled: token !== '',
  })
}

/** Sets the password of whoever holds the link. All their sessions end, perhaps the one of this browser too. */
export function useChoosePassword() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (form: { token: string; password: string }) => sendJson('POST', '/password/reset', form),
    onSuccess: () => client.resetQueries({ queryKey: keys.session }),
  })
}

/** Asks for a link by mail. The answer is the same whether the address is known or not. */
export function useAskForPassword() {
  return useMutation({
    mutationFn: (email: string) => sendJson('POST', '/password/forgotten', { email }),
  })
}

/** Changes one's own password; the session goes on. */
export function useChangePassword() {
  return useMutation({
    mutationFn: (form: { current_password: string; password: string }) => sendJson('PUT', '/password', form),
  })
}
