/**
 * The part of the configuration that is encrypted at rest: keys of sources (as hashes), secrets of contacts, configurations of
 * channels. Held in memory beside the directory and read again when the configuration's version moved on.
 */
import type { ContactId, Instant, SourceId, UserId } from '@tocsin/core/kernel/brand.ts'
import type { Kysely } from 'kysely'
import type { SourceSecret } from '../../detect/admission.ts'
import type { FormerKey } from '../../detect/door.ts'
import type { Schema } from '../database/schema.ts'
import { findPushKeys } from '../secrets/push-keys.ts'
import { type Secrets, tryUnseal } from '../secrets/secrets.ts'

export interface SealedConfiguration {
  version: number
  sourceOfKeyHash: ReadonlyMap<string, SourceId>
  /** Keys that were replaced and still work for a time. */
  sourceOfFormerKeyHash: ReadonlyMap<string, FormerKey>
  /** What a channel was configured with; undefined where it is not, or cannot be read with the key at hand. */
  channelConfig(channel: string): unknown
  /** Of its second provider, where it has one. */
  secondConfig(channel: string): unknown
  contactSecret(user: UserId, contact: ContactId): string | undefined
  sourceSecret(source: SourceId): SourceSecret
}

export async function loadSealedConfiguration(
  db: Kysely<Schema>,
  secrets: Secrets,
  version: number,
): Promise<SealedConfiguration> {
  const sources = await db
    .selectFrom('sources')
    .select(['id', 'key_hash', 'former_key_hash', 'former_key_ends_at', 'secret_sealed'])
    .execute()
  const contacts = await db
    .selectFrom('contacts')
    .select(['user_id', 'id', 'secret'])
    .where('secret', 'is not', null)
    .execute()
  const channels = await db.selectFrom('channels').select(['channel', 'config_sealed']).execute()
  const configs = new Map(channels.map((row) => [row.channel, readConfig(secrets, row.config_sealed)]))
  const vapid = await findPushKeys(db, secrets)
  if (vapid) configs.set('webpush', { vapid, ...configs.get('webpush') })
  const sourceSecrets = new Map(sources.map((row) => [row.id, readSecret(secrets, row.secret_sealed)]))
  const secretOf = new Map(contacts.map((row) => [`${row.user_id} ${row.id}`, row.secret ?? '']))
  return {
    version,
    sourceOfKeyHash: new Map(sources.map((row) => [row.key_hash, row.id as SourceId])),
    sourceOfFormerKeyHash: new Map(
      sources.flatMap(({ id, former_key_hash: hash, former_key_ends_at: endsAt }) =>
        hash === null || endsAt === null ? [] : [[hash, { source: id as SourceId, endsAt: endsAt as Instant }]],
      ),
    ),
    channelConfig: (channel) => withoutSecond(configs.get(channel)),
    secondConfig: (channel) => (configs.get(channel) as { second?: unknown } | undefined)?.second,
    contactSecret(user, contact) {
      const sealed = secretOf.get(`${user} ${contact}`)
      return sealed === undefined ? undefined : tryUnseal(secrets, sealed)
    },
    sourceSecret: (source) => sourceSecrets.get(source) ?? 'none',
  }
}

function readSecret(secrets: Secrets, sealed: string | null): SourceSecret {
  if (sealed === null) return 'none'
  const text = tryUnseal(secrets, sealed)
  return text === undefined ? 'unreadable' : { text }
}

/** The form of a channel’s settings knows nothing of a second provider. */
function withoutSecond(config: object | undefined): object | undefined {
  if (!config || !('second' in config)) return config
  const { second: _, ...first } = config
  return first
}

function readConfig(secrets: Secrets, sealed: string): object | undefined {
  const text = tryUnseal(secrets, sealed)
  return text === undefined ? undefined : JSON.parse(text)
}
