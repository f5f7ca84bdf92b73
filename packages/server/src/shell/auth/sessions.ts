/**
 * Sessions of people. The token is 256 random bits and only its hash is kept. A session ends 30 days after signing in, or after 7
 * days without use; signing in and a new password make a new token, so one that leaked before is worth nothing.
 *
 * What a token stands for is remembered for a few seconds, so that a page that asks ten things asks the database once. Whoever
 * ends a session or changes a person calls `forget…` and this node knows at once; other nodes after those seconds.
 */
import type { DurationMs, Instant, UserId } from '@tocsin/core/kernel/brand.ts'
import { after, DAY, MINUTE, SECOND, since } from '@tocsin/core/kernel/instant.ts'
import type { Kysely } from 'kysely'
import type { Schema } from '../database/schema.ts'
import type { Ids } from '../ports/ids.ts'
import type { PersonPrincipal } from './principal.ts'
import type { RequestOrigin } from './request-origin.ts'
import { hashSecret } from './secret-hash.ts'
import {
  deleteOldSessionsOf,
  findSession,
  insertSession,
  type SessionRow,
  updateSessionToken,
  updateSessionUse,
} from './session.queries.ts'

export const SESSION_MS_MAX = (30 * DAY) as DurationMs
export const IDLE_MS_MAX = 7 * DAY
const REMEMBERED_MS = 5 * SECOND
const USE_WRITTEN_EVERY_MS = 5 * MINUTE
const REMEMBERED_MAX = 10_000
const SESSIONS_PER_PERSON_MAX = 50
const TOKEN_BYTES = 32
const TOKEN = /^[A-Za-z0-9_-]{43}$/
const AGENT_CHARS_MAX = 256

export interface StartedSession {
  id: string
  token: string
  expiresAt: Instant
}

export interface Sessions {
  /** Begins a session in `db`, which may be a transaction. */
  start(db: Kysely<Schema>, userId: UserId, from: RequestOrigin): Promise<StartedSession>
  /** The person whose session it is; undefined when it ended or never was. The person may be deactivated. */
  find(token: string, at: Instant): Promise<PersonPrincipal | undefined>
  /** Gives a session another token and returns it. */
  renew(db: Kysely<Schema>, sessionId: string): Promise<string>
  /** To be called after the commit that ended or changed anything of this person. */
  forget(userId: string): void
  forgetAll(): void
}

interface Remembered {
  row: SessionRow
  until: number
}

export function createSessions(db: Kysely<Schema>, ids: Ids): Sessions {
  const remembered = new Map<string, Remembered>()
  /** Counts what was forgotten: an answer that was asked for before must not be remembered after. */
  let era = 0

  function forgetWhere(isGone: (row: SessionRow) => boolean): void {
    era += 1
    for (const [hash, { row }] of remembered) if (isGone(row)) remembered.delete(hash)
  }

  async function load(hash: string, at: Instant): Promise<SessionRow | undefined> {
    const eraBefore = era
    const row = await findSession(db, hash)
    if (!row || isOver(row, at)) return undefined
    if (since(row.lastUsedAt, at) >= USE_WRITTEN_EVERY_MS) await updateSessionUse(db, row.person.sessionId, at)
    if (era === eraBefore) remember(remembered, hash, { row, until: at + REMEMBERED_MS })
    return row
  }

  return {
    async start(trx, userId, { at, address, agent }) {
      const session = { id: ids.next(), token: ids.token(TOKEN_BYTES), expiresAt: after(at, SESSION_MS_MAX) }
      await deleteOldSessionsOf(trx, userId, SESSIONS_PER_PERSON_MAX - 1)
      await insertSession(trx, {
        id: session.id,
        userId,
        tokenHash: hashSecret(session.token),
        at,
        expiresAt: session.expiresAt,
        address,
        agent: agent.slice(0, AGENT_CHARS_MAX),
      })
      return session
    },
    async find(token, at) {
      if (!TOKEN.test(token)) return undefined
      const hash = hashSecret(token)
      const known = remembered.get(hash)
      const row = known && known.until > at && !isOver(known.row, at) ? known.row : await load(hash, at)
      return row?.person
    },
    async renew(trx, sessionId) {
      const token = ids.token(TOKEN_BYTES)
      await updateSessionToken(trx, sessionId, hashSecret(token))
      return token
    },
    forget: (userId) => forgetWhere((row) => row.person.id === userId),
    forgetAll: () => forgetWhere(() => true),
  }
}

function isOver({ expiresAt, lastUsedAt }: SessionRow, at: Instant): boolean {
  return at >= expiresAt || since(lastUsedAt, at) >= IDLE_MS_MAX
}

function remember(entries: Map<string, Remembered>, hash: string, entry: Remembered): void {
  entries.delete(hash)
  entries.set(hash, entry)
  for (const oldest of entries.keys()) {
    if (entries.size <= REMEMBERED_MAX) return
    entries.delete(oldest)
  }
}
