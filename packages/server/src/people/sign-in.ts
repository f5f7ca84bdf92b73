import { present } from '@tocsin/core/kernel/assert.ts'
import type { Instant, UserId } from '@tocsin/core/kernel/brand.ts'
import { SECOND } from '@tocsin/core/kernel/instant.ts'
import { listPermissions } from '@tocsin/core/people/permissions.ts'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import { limitedAddress } from '../shell/auth/attempt-limit.ts'
import { setSessionCookies } from '../shell/auth/cookies.ts'
import { csrfTokenOf } from '../shell/auth/csrf.ts'
import type { Principal } from '../shell/auth/principal.ts'
import { originOf, type RequestOrigin } from '../shell/auth/request-origin.ts'
import { SESSION_MS_MAX } from '../shell/auth/sessions.ts'
import { Refusal } from '../shell/http/refusal.ts'
import type { sessionSchema } from './account.schema.ts'
import type { Accounts } from './accounts.ts'
import { findAccount, findUser } from './people.queries.ts'

export type SessionAnswer = z.output<typeof sessionSchema>

/**
 * Whose the address and the password are. Throws `rate_limited`, `busy`, or `login_failed`, which does not say what of it was
 * wrong.
 */
export async function checkLogin(
  accounts: Accounts,
  { email, password }: { email: string; password: string },
  origin: RequestOrigin,
): Promise<UserId> {
  const { at } = origin
  const giveBack = await takeOrLogAttempt(accounts, email, origin)
  const account = await findAccount(accounts.db, email)
  const outcome = await accounts.passwords.check(accounts.db, account?.id, password, at)
  if (outcome === 'busy') throw new Refusal('busy', { retryAfterS: 5 })
  if (outcome === 'wrong' || !account?.is_active) {
    await accounts.accessLog.countAttempt(accounts.db, { act: 'sign_in_failed', user: account?.id ?? null, origin })
    throw new Refusal('login_failed')
  }
  giveBack()
  return account.id as UserId
}

/** As {@link takeLoginAttempt}; that there were too many is logged. */
async function takeOrLogAttempt(accounts: Accounts, email: string, origin: RequestOrigin): Promise<() => void> {
  try {
    return takeLoginAttempt(accounts, email, origin.address, origin.at)
  } catch (refusal) {
    await accounts.accessLog.countAttempt(accounts.db, { act: 'sign_in_failed', user: null, origin, isRefused: true })
    throw refusal
  }
}

/** Counts an attempt on the account from the address, and returns how to take it back. Throws `rate_limited`. */
export function takeLoginAttempt({ limits }: Accounts, email: string, address: string, at: Instant): () => void {
  const from = limitedAddress(address)
  const account = email.toLowerCase()
  const counters = [
    [limits.loginsByAddress, from],
    [limits.loginsByAddressAndAccount, `${from} ${account}`],
    [limits.loginsByAccount, account],
  ] as const
  const waitMs = Math.max(...counters.map(([limit, key]) => limit.take(key, at)))
  if (waitMs > 0) throw new Refusal('rate_limited', { retryAfterS: Math.ceil(waitMs / SECOND) })
  return () => {
    for (const [limit, key] of counters) limit.giveBack(key)
  }
}

/** Begins a session for somebody who has proven who they are, and sets its cookies. */
export async function startSession(
  accounts: Accounts,
  userId: UserId,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<SessionAnswer> {
  const { db, clock, sessions, accessLog } = accounts
  const at = clock.now()
  const origin = originOf(request, at)
  const { id, token } = await db.transaction().execute(async (tx) => {
    const actor = { kind: 'user' as const, id: userId, via: 'console' as const }
    await accessLog.record(tx, { act: 'signed_in', user: userId, actor, origin })
    return sessions.start(tx, userId, origin)
  })
  giveCookies(accounts, reply, { id, token })
  const person = present(await sessions.find(token, at), 'the session that was just begun')
  return describeSession(accounts, person)
}

export function giveCookies(
  { secrets, publicUrl }: Accounts,
  reply: FastifyReply,
  session: { id: string; token: string },
): void {
  const csrfToken = csrfTokenOf(secrets, session.id)
  setSessionCookies(reply, publicUrl, { token: session.token, csrfToken, maxAgeS: SESSION_MS_MAX / SECOND })
}

export async function describeSession(accounts: Accounts, principal: Principal): Promise<SessionAnswer> {
  const { role } = principal
  const permissions = listPermissions(principal)
  if (principal.kind === 'key') {
    const { name, scopes } = principal
    return { user: null, key: { name, scopes: [...scopes] }, role, permissions, csrf_token: null }
  }
  const user = present(await findUser(accounts.db, principal.id), 'the person who is signed in')
  return { user, key: null, role, permissions, csrf_token: csrfTokenOf(accounts.secrets, principal.sessionId) }
}
