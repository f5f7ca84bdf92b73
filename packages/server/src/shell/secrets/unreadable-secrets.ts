/**
 * A lost or different key is no crash: what was stored with it is named, so that it can be entered again, and everything else
 * works. The marker in the settings finds another key even before anything was sealed.
 */
import type { Kysely } from 'kysely'
import type { Schema } from '../database/schema.ts'
import { type Secrets, SecretUnreadable, tryUnseal } from './secrets.ts'
import { KEY_MARKER, listStoredSecrets, type StoredSecret } from './stored-secrets.ts'

export interface UnreadableSecret extends Pick<StoredSecret, 'kind' | 'id'> {
  because: SecretUnreadable['code']
  keyId?: string
}

const MARKED = 'tocsin'

/** Tries every stored secret and lists those that this process cannot read. */
export async function listUnreadableSecrets(db: Kysely<Schema>, secrets: Secrets): Promise<UnreadableSecret[]> {
  return (await listStoredSecrets(db)).flatMap((secret) => problemOf(secrets, secret))
}

/**
 * Marks the installation with the key at the first start, and again once nothing is left that needs another one. Returns what
 * cannot be read.
 */
export async function markKey(db: Kysely<Schema>, secrets: Secrets): Promise<UnreadableSecret[]> {
  const unreadable = await listUnreadableSecrets(db, secrets)
  if (unreadable.some(({ kind }) => kind !== 'marker')) return unreadable
  const marker = await findMarker(db)
  if (marker !== undefined && !secrets.isOutdated(marker.sealed)) return unreadable
  const sealed = secrets.seal(MARKED)
  if (marker) await marker.replace(db, sealed)
  else {
    await db
      .insertInto('settings')
      .values({ key: KEY_MARKER, value: JSON.stringify({ sealed }) })
      .onConflict((conflict) => conflict.column('key').doNothing())
      .execute()
  }
  return []
}

/** Whether the installation was marked with a key that is not at hand: another node of it has another key, or the key was lost. */
export async function hasForeignKey(db: Kysely<Schema>, secrets: Secrets): Promise<boolean> {
  const marker = await findMarker(db)
  return marker !== undefined && tryUnseal(secrets, marker.sealed) === undefined
}

async function findMarker(db: Kysely<Schema>): Promise<StoredSecret | undefined> {
  return (await listStoredSecrets(db)).find(({ kind }) => kind === 'marker')
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

function problemOf(secrets: Secrets, { kind, id, sealed }: StoredSecret): UnreadableSecret[] {
  try {
    secrets.unseal(sealed)
    return []
  } catch (error) {
    if (!(error instanceof SecretUnreadable)) throw error
    return [{ kind, id, because: error.code, ...(error.keyId !== undefined && { keyId: error.keyId }) }]
  }
}
