/**
 * The pair of keys with which this installation tells push services who it is (VAPID). It is made at the first start, because browsers
 * are bound to it from their subscription on: another pair would silence all of them. An admin may bring a pair of their own in the
 * settings of the channel, which then counts.
 */
import { webpushConfigSchema } from '@tocsin/adapters/out/webpush/send.ts'
import { isVapidPair, type VapidKeys, vapidKeysOf } from '@tocsin/adapters/out/webpush/vapid.ts'
import { present } from '@tocsin/core/kernel/assert.ts'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import type { Kysely } from 'kysely'
import type { Schema } from '../database/schema.ts'
import type { Ids } from '../ports/ids.ts'
import { type Secrets, tryUnseal } from './secrets.ts'

const NAME = 'vapid'
const KEY_BYTES = 32
/** One number in four thousand million is no key of the curve; a second one after it has never been seen. */
const TRIES_MAX = 8

export interface PushKeyDeps {
  db: Kysely<Schema>
  secrets: Pick<Secrets, 'seal' | 'unseal'>
  ids: Pick<Ids, 'token'>
}

/** The installation's own pair; undefined before the first start, and where it was sealed with a key that is not at hand. */
export async function findPushKeys(
  db: Kysely<Schema>,
  secrets: Pick<Secrets, 'unseal'>,
): Promise<VapidKeys | undefined> {
  const row = await db.selectFrom('house_keys').select('sealed').where('name', '=', NAME).executeTakeFirst()
  const text = row && tryUnseal(secrets, row.sealed)
  if (text === undefined) return undefined
  const keys = JSON.parse(text) as VapidKeys
  return isVapidPair(keys) ? keys : undefined
}

/** Makes the pair unless there is one. Nodes that start together agree on that of the first. */
export async function ensurePushKeys({ db, secrets, ids }: PushKeyDeps, at: Instant): Promise<void> {
  const isThere = await db.selectFrom('house_keys').select('name').where('name', '=', NAME).executeTakeFirst()
  if (isThere) return
  await db
    .insertInto('house_keys')
    .values({ name: NAME, sealed: secrets.seal(JSON.stringify(makePair(ids))), created_at: formatInstant(at) })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute()
}

/**
 * The public key that browsers are subscribed with. A pair that nobody can read any more, because the key of the installation was
 * lost, is replaced here: the browsers that it served are silent already, and the next one must not be.
 */
export async function publicPushKey({ db, secrets, ids }: PushKeyDeps, at: Instant): Promise<string> {
  const given = await givenPushKeys(db, secrets)
  if (given) return given.public_key
  await ensurePushKeys({ db, secrets, ids }, at)
  const own = await findPushKeys(db, secrets)
  if (own) return own.public_key
  const made = makePair(ids)
  const row = { sealed: secrets.seal(JSON.stringify(made)), created_at: formatInstant(at) }
  await db.updateTable('house_keys').set(row).where('name', '=', NAME).execute()
  return made.public_key
}

/** The pair in the channel's settings. */
async function givenPushKeys(db: Kysely<Schema>, secrets: Pick<Secrets, 'unseal'>): Promise<VapidKeys | undefined> {
  const query = db.selectFrom('channels').select('config_sealed').where('channel', '=', 'webpush')
  const row = await query.executeTakeFirst()
  const text = row && tryUnseal(secrets, row.config_sealed)
  if (text === undefined) return undefined
  const config = webpushConfigSchema.safeParse(JSON.parse(text))
  return config.success ? config.data.vapid : undefined
}

function makePair(ids: Pick<Ids, 'token'>): VapidKeys {
  const tries = Array.from({ length: TRIES_MAX }, () => vapidKeysOf(Buffer.from(ids.token(KEY_BYTES), 'base64url')))
  return present(
    tries.find((pair) => pair !== undefined),
    'a pair of keys',
  )
}
