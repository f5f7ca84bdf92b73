import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Permission } from '@tocsin/core/people/permissions.ts'
import { ApiError } from '../../api/api-error.ts'
import { keys } from '../../api/keys.ts'
import type { AnswerOf } from '../../api/paths.ts'
import { getJson, sendJson, setCsrfToken } from '../../api/request.ts'
import type { Session } from '../../api/types.ts'

/** Who is signed in; null when nobody is. */
export const sessionQuery = queryOptions({
  queryKey: keys.session,
  queryFn: async ({ signal }): Promise<Session | null> => {
    try {
      return begin(await getJson('/session', { signal }))
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) return null
      throw error
    }
  },
  staleTime: 5 * 60_000,
})

/** Whether the installation still has to be set up. */
export const setupQuery = queryOptions({
  queryKey: keys.setup,
  queryFn: ({ signal }) => getJson('/setup', { signal }),
  staleTime: 60_000,
})

/** Writes need the token of the session from now on. A session without a person would be an API key's: not ours. */
function begin({ user, ...session }: AnswerOf<'get', '/session'>): Session | null {
  setCsrfToken(session.csrf_token || cookieToken())
  return user && { ...session, user }
}

/** What is kept of a session for when the line is down is without its token; the browser has it as well. */
function cookieToken(): string | null {
  return /(?:^|; )(?:__Host-)?tocsin_csrf=([^;]+)/.exec(document.cookie)?.[1] ?? null
}

/** Whether the reader has one permission, by the server's word. */
export function usePermission(permission: Permission): boolean {
  const { data } = useQuery(sessionQuery)
  return data?.permissions.includes(permission) ?? false
}

export function useSignIn() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (form: { email: string; password: string }) => sendJson('POST', '/session', form),
    onSuccess: (session) => client.setQueryData(keys.session, begin(session)),
  })
}

export interface SetupForm {
  token: string
  email: string
  name: string
  password: string
  zone: string
  locale: string
}

export function useSetUp() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (form: SetupForm) => sendJson('POST', '/setup', form),
    onSuccess: (session) => {
      client.setQueryData(keys.setup, { is_needed: false })
      client.setQueryData(keys.session, begin(session))
    },
  })
}

/** Forgets everything that was loaded: the next reader of this browser may be somebody else. */
export function useSignOut() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: async () => {
      // Whoever leaves a browser is not paged there any more; that they leave does not hang on it.
      await import('./leave-browser.ts').then(({ leaveBrowser }) => leaveBrowser()).catch(() => undefined)
      return sendJson('DELETE', '/session')
    },
    onSuccess: () => {
      setCsrfToken(null)
      // The frame looks at the session and leaves by itself; it must not lose sight of it.
      client.setQueryData(keys.session, null)
      client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== keys.session[0] })
    },
  })
}
