import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { actorOf, type PersonPrincipal } from '../shell/auth/principal.ts'
import { originOf, type RequestOrigin } from '../shell/auth/request-origin.ts'
import { deleteSessionOf, deleteSessionsOf, listSessionsOf } from '../shell/auth/session.queries.ts'
import { IDLE_MS_MAX } from '../shell/auth/sessions.ts'
import { type ApiRoute, defineRoute } from '../shell/http/api.ts'
import { readUuidPage } from '../shell/http/cursor-instant.ts'
import { accessListSchema, ownAccessQuery, ownSessionListSchema, ownSessionParams } from './access.schema.ts'
import { listAccess } from './access-log.queries.ts'
import type { Accounts } from './accounts.ts'
import { personOf } from './whose.ts'

const TAG = 'session'

/** Where one is signed in oneself, and what is known of how that came about. */
export function ownSessionRoutes(accounts: Accounts): ApiRoute[] {
  return [listRoute(accounts), endOthersRoute(accounts), endOneRoute(accounts), historyRoute(accounts)]
}

function listRoute({ db }: Accounts): ApiRoute {
  return defineRoute({
    id: 'listOwnSessions',
    tag: TAG,
    summary: 'Where one is signed in',
    method: 'GET',
    path: '/sessions',
    permission: 'profile.write',
    success: ownSessionListSchema,
    async handle({ principal, at }) {
      const person = personOf(principal)
      const rows = await listSessionsOf(db, person.id, (at - IDLE_MS_MAX) as Instant, at)
      return {
        items: rows.map(({ id, created_at, last_used_at, address, agent }) => ({
          ...{ id, address, agent },
          is_current: id === person.sessionId,
          signed_in_at: created_at as Instant,
          last_used_at: last_used_at as Instant,
        })),
        next: null,
      }
    },
  })
}

function endOthersRoute(accounts: Accounts): ApiRoute {
  return defineRoute({
    id: 'endOtherSessions',
    tag: TAG,
    summary: 'Sign out everywhere else',
    method: 'DELETE',
    path: '/sessions',
    permission: 'profile.write',
    async handle({ principal, at, request }) {
      const person = personOf(principal)
      await end(accounts, person, originOf(request, at), (tx) => deleteSessionsOf(tx, person.id, person.sessionId))
      return undefined
    },
  })
}

function endOneRoute(accounts: Accounts): ApiRoute {
  return defineRoute({
    id: 'endOwnSession',
    tag: TAG,
    summary: 'End one of one’s sessions',
    description: 'The one that makes the request is ended by `DELETE /session`.',
    method: 'DELETE',
    path: '/sessions/:id',
    permission: 'profile.write',
    params: ownSessionParams,
    async handle({ principal, params, at, request }) {
      const person = personOf(principal)
      if (params.id === person.sessionId) return { rejected: { code: 'not_found' } }
      const ended = await end(accounts, person, originOf(request, at), async (tx) =>
        (await deleteSessionOf(tx, person.id, params.id)) ? 1 : 0,
      )
      return ended > 0 ? undefined : { rejected: { code: 'not_found' } }
    },
  })
}

/** Ends sessions and says so in the log; returns how many. */
async function end(
  { db, sessions, accessLog }: Accounts,
  person: PersonPrincipal,
  origin: RequestOrigin,
  remove: (tx: Accounts['db']) => Promise<number>,
): Promise<number> {
  const ended = await db.transaction().execute(async (tx) => {
    const count = await remove(tx)
    const event = { act: 'sessions_ended', user: person.id, actor: actorOf(person), detail: { ended: count } } as const
    if (count > 0) await accessLog.record(tx, { ...event, origin })
    return count
  })
  sessions.forget(person.id)
  return ended
}

function historyRoute({ db }: Accounts): ApiRoute {
  return defineRoute({
    id: 'listOwnAccess',
    tag: TAG,
    summary: 'One’s own sign-ins, and attempts at them',
    method: 'GET',
    path: '/sessions/history',
    permission: 'profile.write',
    query: ownAccessQuery,
    success: accessListSchema,
    handle: ({ principal, query }) => listAccess(db, { user: personOf(principal).id }, readUuidPage(query)),
  })
}
