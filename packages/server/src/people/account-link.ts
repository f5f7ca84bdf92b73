import type { DurationMs, Instant } from '@tocsin/core/kernel/brand.ts'
import { after, DAY, HOUR } from '@tocsin/core/kernel/instant.ts'
import type { Kysely } from 'kysely'
import { replaceAccountToken } from '../shell/auth/account-token.queries.ts'
import { hashSecret } from '../shell/auth/secret-hash.ts'
import type { Schema } from '../shell/database/schema.ts'
import type { Accounts } from './accounts.ts'

export interface AccountLink {
  url: string
  expiresAt: Instant
}

type LinkPurpose = 'invite' | 'password_reset'

const VALID_MS: Record<LinkPurpose, DurationMs> = { invite: (7 * DAY) as DurationMs, password_reset: HOUR }
const TOKEN_BYTES = 32

/** Makes a link with which a person chooses a password, once; an older one of the same purpose stops working. */
export async function makeAccountLink(
  { ids, linkUrl }: Pick<Accounts, 'ids' | 'linkUrl'>,
  db: Kysely<Schema>,
  { userId, purpose, at }: { userId: string; purpose: LinkPurpose; at: Instant },
): Promise<AccountLink> {
  const token = ids.token(TOKEN_BYTES)
  const validMs = VALID_MS[purpose]
  await replaceAccountToken(db, { userId, purpose, subject: '', secretHash: hashSecret(token), at, validMs })
  return { url: new URL(`/set-password?token=${token}`, linkUrl()).href, expiresAt: after(at, validMs) }
}
