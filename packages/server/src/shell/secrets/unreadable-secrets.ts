/**
 * A lost or different key is no crash: what was stored with it is named, so that it can be entered again, and everything else
 * works. The marker in the settings finds another key even before anything was sealed.
 */
import type { Kysely } from 'kysely'
import type { Schema } from '../database/schema.ts'
import { type Secrets, SecretUnreadable, tryUnseal } from './secrets.ts'

export interface UnreadableSecret {
  kind: 'source' | 'contact' | 'channel' | 'marker'
  /** Of a contact: `<e-mail>/<contact>`. */
  id: string
  because: SecretUnreadable['code']
  keyId?: string
}

/** Holds one sealed word, so that the key of an installation can be told from another. */
export const KEY_MARKER = 'secret_key_marker'
const MARKED = 'tocsin'

/** Tries every stored secret and lists those that this process cannot read. */
export async function listUnreadableSecrets(db: Kysely<Schema>, secrets: Secrets): Promise<UnreadableSecret[]> {
  const sources = await db.selectFrom('sources').select(['id', 'key_sealed as sealed']).orderBy('id').execute()
  const channels = await db.selectFrom('channels').select(['channel as id', 'config_sealed as sealed']).execute()
  const contacts = await db
    .selectFrom('contacts')
    .innerJoin('users', 'users.id', 'contacts.user_id')
    .select(['users.email', 'contacts.id', 'contacts.secret as sealed'])
    .where('contacts.secret', 'is not', null)
    .execute()
  const marker = await db.selectFrom('settings').select('value').where('key', '=', KEY_MARKER).executeTakeFirst()
  return [
    ...(marker ? problemOf(secrets, 'marker', 'the key itself', sealedOf(marker.value)) : []),
    ...sources.flatMap(({ id, sealed }) => problemOf(secrets, 'source', id, sealed)),
    ...contacts.flatMap(({ email, id, sealed }) => problemOf(secrets, 'contact', `${email}/${id}`, sealed ?? '')),
    ...channels.flatMap(({ id, sealed }) => problemOf(secrets, 'channel', id, sealed)),
  ]
}

/**
 * Marks the installation with the key at the first start, and again once nothing is left that needs another one. Returns what
 * cannot be read.
 */
export async function markKey(db: Kysely<Schema>, secrets: Secrets): Promise<UnreadableSecret[]> {
  const unreadable = await listUnreadableSecrets(db, secrets)
  if (unreadable.some(({ kind }) => kind !== 'marker')) return unreadable
  const value = JSON.stringify({ sealed: secrets.seal(MARKED) })
  const row = await db.selectFrom('settings').select('value').where('key', '=', KEY_MARKER).executeTakeFirst()
  const isNewest = row !== undefined && !secrets.isOutdated(sealedOf(row.value))
  if (isNewest) return unreadable
  await db
    .insertInto('settings')
    .values({ key: KEY_MARKER, value })
    .onConflict((conflict) =>
      row ? conflict.column('key').doUpdateSet({ value }) : conflict.column('key').doNothing(),
    )
    .execute()
  return []
}

/** Whether the installation was marked with a key that is not at hand: another node of it has another key, or the key was lost. */
export async function hasForeignKey(db: Kysely<Schema>, secrets: Secrets): Promise<boolean> {
  const row = await db.selectFrom('settings').select('value').where('key', '=', KEY_MARKER).executeTakeFirst()
  return row !== undefined && tryUnseal(secrets, sealedOf(row.value)) === undefined
}

/** Sentences for the log, the console and `doctor`; empty when everything can be read. */
export function explainUnreadable(unreadable: readonly UnreadableSecret[], secrets: Pick<Secrets, 'keyId'>): string[] {
  if (unreadable.length === 0) return []
  const keys = [...new Set(unreadable.flatMap(({ because, keyId = '' }) => (because === 'key_missing' ? keyId : [])))]
  const things = unreadable.filter(({ kind }) => kind !== 'marker').map(({ kind, id }) => `${kind} ${id}`)
  const lost =
    keys.length > 0
      ? `Secrets of this installation are encrypted with the key ${keys.join(', ')}; this process has the key ${secrets.keyId}.`
      : 'Some stored secrets are damaged.'
  const what =
    things.length > 0 ? `These cannot be read: ${things.join('; ')}.` : 'Nothing that is stored needs it so far.'
  return [
    lost,
    what,
    'Give this process the right key: TOCSIN_SECRET_KEY, or the file secret.key in the data folder. Keep both keys while you change over: the old one in TOCSIN_SECRET_KEY_OLD.',
    'If the key is lost for good, enter these secrets again in the console, or apply the configuration file: it writes them anew. Keys of sources still work for senders; only their address can no longer be shown. Links in messages that were sent before stop working.',
  ]
}

function problemOf(secrets: Secrets, kind: UnreadableSecret['kind'], id: string, sealed: string): UnreadableSecret[] {
  try {
    secrets.unseal(sealed)
    return []
  } catch (error) {
    if (!(error instanceof SecretUnreadable)) throw error
    return [{ kind, id, because: error.code, ...(error.keyId !== undefined && { keyId: error.keyId }) }]
  }
}

function sealedOf(value: object): string {
  return 'sealed' in value ? String(value.sealed) : ''
}
