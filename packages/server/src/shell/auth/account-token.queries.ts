import type { DurationMs, Instant } from '@tocsin/core/kernel/brand.ts'
import { after, formatInstant } from '@tocsin/core/kernel/instant.ts'
import { type Kysely, type RawBuilder, type SqlBool, sql } from 'kysely'
import type { Schema } from '../database/schema.ts'
import { hashSecret } from './secret-hash.ts'

/** `invite` and `password_reset` are links; `contact_code` is a short code, with the contact as its subject. */
export type TokenPurpose = 'invite' | 'password_reset' | 'contact_code'

export interface NewAccountToken {
  userId: string
  purpose: TokenPurpose
  /** The contact; empty for links. */
  subject: string
  secretHash: string
  at: Instant
  validMs: DurationMs
}

/** Writes a token in the place of an older one of its kind. */
export async function replaceAccountToken(db: Kysely<Schema>, token: NewAccountToken): Promise<void> {
  const fresh = {
    secret_hash: token.secretHash,
    attempts: 0,
    created_at: formatInstant(token.at),
    expires_at: formatInstant(after(token.at, token.validMs)),
  }
  await db
    .insertInto('account_tokens')
    .values({ user_id: token.userId, purpose: token.purpose, subject: token.subject, ...fresh })
    .onConflict((conflict) => conflict.columns(['user_id', 'purpose', 'subject']).doUpdateSet(fresh))
    .execute()
}

export interface LinkOwner {
  userId: string
  purpose: TokenPurpose
}

/** Whose link it is, for as long as it is valid. */
export async function findLinkOwner(db: Kysely<Schema>, secret: string, at: Instant): Promise<LinkOwner | undefined> {
  const row = await db
    .selectFrom('account_tokens')
    .innerJoin('users', 'users.id', 'account_tokens.user_id')
    .select(['user_id', 'purpose'])
    .where('secret_hash', '=', hashSecret(secret))
    .where('purpose', 'in', ['invite', 'password_reset'])
    .where(isAfter('expires_at', at))
    .where('users.is_active', '=', true)
    .executeTakeFirst()
  return row && { userId: row.user_id, purpose: row.purpose as TokenPurpose }
}

/** Ends every link of a person: a new password makes all of them worthless. Returns false when there was none any more. */
export async function deleteLinksOf(db: Kysely<Schema>, userId: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('account_tokens')
    .where('user_id', '=', userId)
    .where('purpose', 'in', ['invite', 'password_reset'])
    .executeTakeFirst()
  return numDeletedRows > 0n
}

/**
 * Counts one attempt at a code and tells what it is compared with; undefined when there is none, it has expired, or it was tried
 * `attemptsMax` times. The attempt counts before anything is compared, so that attempts at once are all counted.
 */
export async function countCodeAttempt(
  db: Kysely<Schema>,
  key: { userId: string; subject: string },
  limits: { at: Instant; attemptsMax: number },
): Promise<string | undefined> {
  const row = await db
    .updateTable('account_tokens')
    .set((columns) => ({ attempts: columns('attempts', '+', 1) }))
    .where('user_id', '=', key.userId)
    .where('purpose', '=', 'contact_code')
    .where('subject', '=', key.subject)
    .where('attempts', '<', limits.attemptsMax)
    .where(isAfter('expires_at', limits.at))
    .returning('secret_hash')
    .executeTakeFirst()
  return row?.secret_hash
}

export async function deleteContactCode(db: Kysely<Schema>, userId: string, contactId: string): Promise<void> {
  await db
    .deleteFrom('account_tokens')
    .where('user_id', '=', userId)
    .where('purpose', '=', 'contact_code')
    .where('subject', '=', contactId)
    .execute()
}

function isAfter(column: string, at: Instant): RawBuilder<SqlBool> {
  return sql<SqlBool>`${sql.ref(column)} > ${formatInstant(at)}::timestamptz`
}
