import { timingSafeEqual } from 'node:crypto'
import type { Kysely } from 'kysely'
import type { Schema } from '../database/schema.ts'
import type { Secrets } from '../secrets/secrets.ts'

/**
 * The set-up link proves that its holder reads the log of this installation. Its token is a signature, so that every node prints
 * and takes the same one and nothing has to be stored; it is worthless from the moment at which the first admin exists.
 */
const PURPOSE = 'set-up link'
const TEXT = 'first admin'

export function setupToken(secrets: Pick<Secrets, 'mac'>): string {
  return secrets.mac(PURPOSE, TEXT)
}

export function isSetupToken(secrets: Pick<Secrets, 'mac'>, token: string): boolean {
  const [given, own] = [Buffer.from(token), Buffer.from(setupToken(secrets))]
  return given.length === own.length && timingSafeEqual(given, own)
}

/** Whether there has never been an admin. */
export async function isSetupNeeded(db: Kysely<Schema>): Promise<boolean> {
  const admin = await db.selectFrom('users').select('id').where('role', '=', 'admin').limit(1).executeTakeFirst()
  return admin === undefined
}

/** The link that is printed at the start; undefined when the installation is set up. */
export async function findSetupLink(
  db: Kysely<Schema>,
  secrets: Pick<Secrets, 'mac'>,
  publicUrl: string,
): Promise<string | undefined> {
  if (!(await isSetupNeeded(db))) return undefined
  return new URL(`/setup?token=${setupToken(secrets)}`, publicUrl).href
}
