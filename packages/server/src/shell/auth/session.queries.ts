import type { Instant, UserId } from '@tocsin/core/kernel/brand.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import type { Role } from '@tocsin/core/people/directory.ts'
import { type Kysely, type SqlBool, sql } from 'kysely'
import type { Schema } from '../database/schema.ts'
import type { PersonPrincipal } from './principal.ts'

export interface SessionRow {
  person: PersonPrincipal
  lastUsedAt: Instant
  expiresAt: Instant
}

export async function findSession(db: Kysely<Schema>, tokenHash: string): Promise<SessionRow | undefined> {
  const row = await db
    .selectFrom('sessions')
    .innerJoin('users', 'users.id', 'sessions.user_id')
    .select(['sessions.id as session_id', 'sessions.last_used_at', 'sessions.expires_at'])
    .select(['users.id', 'users.email', 'users.name', 'users.role', 'users.zone', 'users.locale', 'users.is_active'])
    .where('sessions.token_hash', '=', tokenHash)
    .executeTakeFirst()
  if (!row) return undefined
  return {
    lastUsedAt: row.last_used_at as Instant,
    expiresAt: row.expires_at as Instant,
    person: {
      kind: 'user',
      id: row.id as UserId,
      email: row.email,
      name: row.name,
      role: row.role as Role,
      zone: row.zone,
      locale: row.locale,
      isActive: row.is_active,
      sessionId: row.session_id,
    },
  }
}

export interface NewSession {
  id: string
  userId: UserId
  tokenHash: string
  at: Instant
  expiresAt: Instant
  address: string
  agent: string
}

export async function insertSession(db: Kysely<Schema>, session: NewSession): Promise<void> {
  const at = formatInstant(session.at)
  await db
    .insertInto('sessions')
    .values({
      id: session.id,
      user_id: session.userId,
      token_hash: session.tokenHash,
      created_at: at,
      last_used_at: at,
      expires_at: formatInstant(session.expiresAt),
      address: session.address,
      agent: session.agent,
    })
    .execute()
}

export async function updateSessionUse(db: Kysely<Schema>, id: string, at: Instant): Promise<void> {
  await db
    .updateTable('sessions')
    .set({ last_used_at: formatInstant(at) })
    .where('id', '=', id)
    .execute()
}

export async function updateSessionToken(db: Kysely<Schema>, id: string, tokenHash: string): Promise<void> {
  await db.updateTable('sessions').set({ token_hash: tokenHash }).where('id', '=', id).execute()
}

export async function deleteSession(db: Kysely<Schema>, id: string): Promise<void> {
  await db.deleteFrom('sessions').where('id', '=', id).execute()
}

/** One session of a person; false when they have none of that id. */
export async function deleteSessionOf(db: Kysely<Schema>, userId: string, id: string): Promise<boolean> {
  const sessions = db.deleteFrom('sessions').where('user_id', '=', userId).where('id', '=', id)
  return (await sessions.executeTakeFirst()).numDeletedRows > 0
}

/** All sessions of a person, but for the one that is named. Returns how many there were. */
export async function deleteSessionsOf(db: Kysely<Schema>, userId: string, exceptId?: string): Promise<number> {
  const sessions = db.deleteFrom('sessions').where('user_id', '=', userId)
  const gone = await (exceptId === undefined ? sessions : sessions.where('id', '!=', exceptId)).executeTakeFirst()
  return Number(gone.numDeletedRows)
}

/** The sessions of a person that go on, the one that was used last first. */
export async function listSessionsOf(db: Kysely<Schema>, userId: string, unusedSince: Instant, at: Instant) {
  return db
    .selectFrom('sessions')
    .select(['id', 'created_at', 'last_used_at', 'address', 'agent'])
    .where('user_id', '=', userId)
    .where(sql<SqlBool>`expires_at > ${formatInstant(at)}::timestamptz`)
    .where(sql<SqlBool>`last_used_at > ${formatInstant(unusedSince)}::timestamptz`)
    .orderBy('last_used_at', 'desc')
    .orderBy('id')
    .execute()
}

/** Keeps the newest `keep` sessions of a person. */
export async function deleteOldSessionsOf(db: Kysely<Schema>, userId: string, keep: number): Promise<void> {
  const newest = db
    .selectFrom('sessions')
    .select('id')
    .where('user_id', '=', userId)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(keep)
  await db.deleteFrom('sessions').where('user_id', '=', userId).where('id', 'not in', newest).execute()
}

/** What has expired: sessions, links and codes. For the daily clean-up. Returns how many rows went. */
export async function deleteExpiredAccess(db: Kysely<Schema>, at: Instant): Promise<number> {
  const isExpired = sql<SqlBool>`expires_at < ${formatInstant(at)}::timestamptz`
  const sessions = await db.deleteFrom('sessions').where(isExpired).executeTakeFirst()
  const tokens = await db.deleteFrom('account_tokens').where(isExpired).executeTakeFirst()
  return Number(sessions.numDeletedRows + tokens.numDeletedRows)
}
