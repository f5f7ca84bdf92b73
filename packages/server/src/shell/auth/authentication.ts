import type { FastifyRequest } from 'fastify'
import type { ApiDeps } from '../http/api.ts'
import { Refusal } from '../http/refusal.ts'
import type { Clock } from '../ports/clock.ts'
import type { Secrets } from '../secrets/secrets.ts'
import type { ApiKeyRing } from './api-key-ring.ts'
import { readSessionToken } from './cookies.ts'
import { demandCsrfToken, refuseForeignOrigin } from './csrf.ts'
import type { Principal } from './principal.ts'
import { originOf } from './request-origin.ts'
import type { Sessions } from './sessions.ts'

export interface AuthenticationDeps {
  clock: Pick<Clock, 'now'>
  secrets: Pick<Secrets, 'isMac'>
  sessions: Sessions
  apiKeys: ApiKeyRing
  publicUrl?: string | undefined
}

const BEARER = /^Bearer +(\S+)$/i

/** How requests prove who makes them: `Authorization: Bearer <key>`, else the session's cookie with its CSRF token. */
export function createAuthentication(deps: AuthenticationDeps): Pick<ApiDeps, 'authenticate' | 'refuseForeignOrigin'> {
  return {
    authenticate: async (request) =>
      request.headers.authorization === undefined ? authenticateSession(deps, request) : authenticateKey(deps, request),
    refuseForeignOrigin: (request) => refuseForeignOrigin(request, deps.publicUrl),
  }
}

/** A request that brings a key is judged by it alone: a wrong one is not saved by a cookie. */
async function authenticateKey({ clock, apiKeys }: AuthenticationDeps, request: FastifyRequest): Promise<Principal> {
  const [, key] = BEARER.exec(request.headers.authorization ?? '') ?? []
  const principal = key === undefined ? undefined : await apiKeys.find(key, originOf(request, clock.now()))
  if (!principal) throw new Refusal('unauthenticated', { message: 'The API key is unknown, revoked or expired.' })
  return principal
}

async function authenticateSession(deps: AuthenticationDeps, request: FastifyRequest): Promise<Principal> {
  const token = readSessionToken(request, deps.publicUrl)
  const person = token === undefined ? undefined : await deps.sessions.find(token, deps.clock.now())
  if (!person?.isActive) throw new Refusal('unauthenticated')
  refuseForeignOrigin(request, deps.publicUrl)
  demandCsrfToken(request, deps.secrets, person.sessionId)
  return person
}
