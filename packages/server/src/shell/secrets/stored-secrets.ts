/** Every place of the database that holds something sealed. */
import type { Kysely } from 'kysely'
import type { Schema } from '../database/schema.ts'
import { type Secrets, tryUnseal } from './secrets.ts'

export interface StoredSecret {
  kind:
    | 'source'
    | 'contact'
    | 'channel'
    | 'house key'
    | 'marker'
    | 'monitor'
    | 'data source'
    | 'calendar'
    | 'webhook'
    | 'on-call webhook'
    | 'time-off calendar'
  /** Of a contact: `<e-mail>/<contact>`; of the secret of a source: `<source>/secret`. */
  id: string
  sealed: string
  replace(db: Kysely<Schema>, sealed: string): Promise<unknown>
}

/** In the settings: one sealed word, so that the key of an installation can be told from another. */
export const KEY_MARKER = 'secret_key_marker'

export async function listStoredSecrets(db: Kysely<Schema>): Promise<StoredSecret[]> {
  const sources = await db.selectFrom('sources').select(['id', 'key_sealed']).orderBy('id').execute()
  const sourceSecrets = await db
    .selectFrom('sources')
    .select(['id', 'secret_sealed'])
    .where('secret_sealed', 'is not', null)
    .orderBy('id')
    .execute()
  const former = await db
    .selectFrom('sources')
    .select(['id', 'former_key_sealed'])
    .where('former_key_sealed', 'is not', null)
    .orderBy('id')
    .execute()
  const channels = await db.selectFrom('channels').select(['channel', 'config_sealed']).orderBy('channel').execute()
  const contacts = await db
    .selectFrom('contacts')
    .innerJoin('users', 'users.id', 'contacts.user_id')
    .select(['contacts.user_id', 'users.email', 'contacts.id', 'contacts.secret'])
    .where('contacts.secret', 'is not', null)
    .orderBy('users.email')
    .execute()
  const houseKeys = await db.selectFrom('house_keys').select(['name', 'sealed']).orderBy('name').execute()
  const marker = await db.selectFrom('settings').select('value').where('key', '=', KEY_MARKER).execute()
  return [
    ...marker.map(({ value }): StoredSecret => markerOf(value)),
    ...sources.map(({ id, key_sealed: sealed }): StoredSecret => {
      const replace: StoredSecret['replace'] = (on, key_sealed) =>
        on.updateTable('sources').set({ key_sealed }).where('id', '=', id).execute()
      return { kind: 'source', id, sealed, replace }
    }),
    ...sourceSecrets.map(({ id, secret_sealed }): StoredSecret => {
      const replace: StoredSecret['replace'] = (on, sealed) =>
        on.updateTable('sources').set({ secret_sealed: sealed }).where('id', '=', id).execute()
      return { kind: 'source', id: `${id}/secret`, sealed: secret_sealed ?? '', replace }
    }),
    ...former.map(({ id, former_key_sealed: sealed }): StoredSecret => {
      const replace: StoredSecret['replace'] = (on, former_key_sealed) =>
        on.updateTable('sources').set({ former_key_sealed }).where('id', '=', id).execute()
      return { kind: 'source', id: `${id} (former key)`, sealed: sealed ?? '', replace }
    }),
    ...contacts.map(({ user_id, email, id, secret }): StoredSecret => {
      const replace: StoredSecret['replace'] = (on, sealed) =>
        on.updateTable('contacts').set({ secret: sealed }).where('user_id', '=', user_id).where('id', '=', id).execute()
      return { kind: 'contact', id: `${email}/${id}`, sealed: secret ?? '', replace }
    }),
    ...houseKeys.map(({ name: id, sealed }): StoredSecret => {
      const replace: StoredSecret['replace'] = (on, text) =>
        on.updateTable('house_keys').set({ sealed: text }).where('name', '=', id).execute()
      return { kind: 'house key', id, sealed, replace }
    }),
    ...(await sealedThings(db, 'monitors', 'monitor')),
    ...(await sealedThings(db, 'data_sources', 'data source')),
    ...(await sealedThings(db, 'calendars', 'calendar')),
    ...(await sealedThings(db, 'webhooks', 'webhook')),
    ...(await formerWebhookSecrets(db)),
    ...(await sealedThings(db, 'on_call_receivers', 'on-call webhook')),
    ...(await addressesOfTimeOff(db)),
    ...channels.map(({ channel: id, config_sealed: sealed }): StoredSecret => {
      const replace: StoredSecret['replace'] = (on, config_sealed) =>
        on.updateTable('channels').set({ config_sealed }).where('channel', '=', id).execute()
      return { kind: 'channel', id, sealed, replace }
    }),
  ]
}

async function sealedThings(
  db: Kysely<Schema>,
  table: 'monitors' | 'data_sources' | 'calendars' | 'webhooks' | 'on_call_receivers',
  kind: StoredSecret['kind'],
): Promise<StoredSecret[]> {
  const rows = await db
    .selectFrom(table)
    .select(['id', 'secret_sealed'])
    .where('secret_sealed', 'is not', null)
    .orderBy('id')
    .execute()
  return rows.map(({ id, secret_sealed: sealed }): StoredSecret => {
    const replace: StoredSecret['replace'] = (on, text) =>
      on.updateTable(table).set({ secret_sealed: text }).where('id', '=', id).execute()
    return { kind, id, sealed: sealed ?? '', replace }
  })
}

async function formerWebhookSecrets(db: Kysely<Schema>): Promise<StoredSecret[]> {
  const rows = await db
    .selectFrom('webhooks')
    .select(['id', 'former_secret_sealed'])
    .where('former_secret_sealed', 'is not', null)
    .orderBy('id')
    .execute()
  return rows.map(({ id, former_secret_sealed: sealed }): StoredSecret => {
    const replace: StoredSecret['replace'] = (on, text) =>
      on.updateTable('webhooks').set({ former_secret_sealed: text }).where('id', '=', id).execute()
    return { kind: 'webhook', id: `${id} (former secret)`, sealed: sealed ?? '', replace }
  })
}

async function addressesOfTimeOff(db: Kysely<Schema>): Promise<StoredSecret[]> {
  const rows = await db
    .selectFrom('time_off_calendars')
    .innerJoin('users', 'users.id', 'time_off_calendars.user_id')
    .select(['time_off_calendars.user_id', 'users.email', 'time_off_calendars.secret_sealed'])
    .orderBy('users.email')
    .execute()
  return rows.map(({ user_id, email, secret_sealed: sealed }): StoredSecret => {
    const replace: StoredSecret['replace'] = (on, text) =>
      on.updateTable('time_off_calendars').set({ secret_sealed: text }).where('user_id', '=', user_id).execute()
    return { kind: 'time-off calendar', id: email, sealed, replace }
  })
}

function markerOf(value: object): StoredSecret {
  const sealed = 'sealed' in value ? String(value.sealed) : ''
  const replace: StoredSecret['replace'] = (on, text) =>
    on
      .updateTable('settings')
      .set({ value: JSON.stringify({ sealed: text }) })
      .where('key', '=', KEY_MARKER)
      .execute()
  return { kind: 'marker', id: 'the key itself', sealed, replace }
}

/**
 * Seals with the current key whatever an older one sealed, and returns how many those were. Nodes that do not have the current key
 * can no longer read them, so every node gets both keys first.
 */
export async function resealSecrets(db: Kysely<Schema>, secrets: Secrets): Promise<number> {
  return db.transaction().execute(async (tx) => {
    // Nobody changes the configuration meanwhile.
    await tx.selectFrom('config_version').select('version').forUpdate().execute()
    let count = 0
    for (const { sealed, replace } of await listStoredSecrets(tx)) {
      const text = secrets.isOutdated(sealed) ? tryUnseal(secrets, sealed) : undefined
      if (text === undefined) continue
      await replace(tx, secrets.seal(text))
      count += 1
    }
    return count
  })
}
