import { clearSessionCookies } from '../shell/auth/cookies.ts'
import { actorOf } from '../shell/auth/principal.ts'
import { originOf } from '../shell/auth/request-origin.ts'
import { deleteSession } from '../shell/auth/session.queries.ts'
import { type ApiRoute, defineRoute } from '../shell/http/api.ts'
import { loginBody, sessionSchema } from './account.schema.ts'
import type { Accounts } from './accounts.ts'
import { checkLogin, describeSession, startSession } from './sign-in.ts'

export function sessionRoutes(accounts: Accounts): ApiRoute[] {
  return [
    defineRoute({
      id: 'getSession',
      tag: 'session',
      summary: 'Who is signed in, and what they may do.',
      method: 'GET',
      path: '/session',
      permission: 'signed_in',
      success: sessionSchema,
      handle: ({ principal }) => describeSession(accounts, principal),
    }),
    defineRoute({
      id: 'login',
      tag: 'session',
      summary: 'Signs a person in.',
      description: 'Sets the cookies of the session. Too many wrong passwords answer 429 with `Retry-After`.',
      method: 'POST',
      path: '/session',
      permission: 'anyone',
      body: loginBody,
      success: sessionSchema,
      async handle({ body, at, request, reply }) {
        const userId = await checkLogin(accounts, body, originOf(request, at))
        return startSession(accounts, userId, request, reply)
      },
    }),
    defineRoute({
      id: 'logout',
      tag: 'session',
      summary: 'Ends the session.',
      method: 'DELETE',
      path: '/session',
      permission: 'signed_in',
      async handle({ principal, at, request, reply }) {
        if (principal.kind !== 'user') return undefined
        const { db, accessLog } = accounts
        await deleteSession(db, principal.sessionId)
        const actor = actorOf(principal)
        await accessLog.record(db, { act: 'signed_out', user: principal.id, actor, origin: originOf(request, at) })
        accounts.sessions.forget(principal.id)
        clearSessionCookies(reply, accounts.publicUrl)
        return undefined
      },
    }),
  ]
}
