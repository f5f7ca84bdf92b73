/**
 * API keys, all of them in memory: they are few, and a request with a wrong one costs no query. They are read again after a few
 * seconds when somebody asks, and at once on the node that changed one.
 */
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { formatInstant, MINUTE, SECOND } from '@tocsin/core/kernel/instant.ts'
import type { Role } from '@tocsin/core/people/directory.ts'
import type { Kysely } from 'kysely'
import type { Schema } from '../database/schema.ts'
import type { KeyPrincipal } from './principal.ts'
import type { RequestOrigin } from './request-origin.ts'
import { hashSecret } from './secret-hash.ts'

export interface ApiKeyRing {
  /** Whose key it is; undefined when there is no such key or it has expired. */
  find(key: string, origin: RequestOrigin): Promise<KeyPrincipal | undefined>
  /** To be called after the commit that changed a key. */
  forgetAll(): void
}

const READ_AGAIN_MS = 5 * SECOND
const USE_WRITTEN_EVERY_MS = 5 * MINUTE
const KEY_CHARS_MAX = 512

interface HeldKey {
  principal: KeyPrincipal
  expiresAt: number | null
  lastUsedAt: number
}

interface Held {
  keys: ReadonlyMap<string, HeldKey>
  until: number
}

/** `onFirstUse` is told of the first use of each key, once on all nodes. */
export function createApiKeyRing(
  db: Kysely<Schema>,
  onFirstUse: (key: KeyPrincipal, origin: RequestOrigin) => Promise<void>,
): ApiKeyRing {
  let held: Held | undefined
  let loading: Promise<Held> | undefined
  /** Counts what was forgotten: keys that were asked for before must not be held after. */
  let era = 0

  async function load(at: Instant): Promise<Held> {
    const eraBefore = era
    const loaded = { keys: await loadKeys(db), until: at + READ_AGAIN_MS }
    if (era === eraBefore) held = loaded
    return loaded
  }

  function current(at: Instant): Held | Promise<Held> {
    if (held && held.until > at) return held
    loading ??= load(at).finally(() => {
      loading = undefined
    })
    return loading
  }

  return {
    async find(key, origin) {
      const { at } = origin
      if (key.length === 0 || key.length > KEY_CHARS_MAX) return undefined
      const { keys } = await current(at)
      const found = keys.get(hashSecret(key))
      if (!found || (found.expiresAt !== null && at >= found.expiresAt)) return undefined
      if (at - found.lastUsedAt >= USE_WRITTEN_EVERY_MS) {
        const wasUsed = found.lastUsedAt > 0
        found.lastUsedAt = at
        if (wasUsed) await updateKeyUse(db, found.principal.id, at)
        else if (await insertFirstUse(db, found.principal.id, at)) await onFirstUse(found.principal, origin)
      }
      return found.principal
    },
    forgetAll() {
      era += 1
      held = undefined
      loading = undefined
    },
  }
}

async function loadKeys(db: Kysely<Schema>): Promise<ReadonlyMap<string, HeldKey>> {
  const rows = await db.selectFrom('api_keys').selectAll().execute()
  return new Map(
    rows.map((row) => [
      row.key_hash,
      {
        principal: { kind: 'key', id: row.id, name: row.name, role: row.role as Role, scopes: row.scopes },
        expiresAt: row.expires_at,
        lastUsedAt: row.last_used_at ?? 0,
      },
    ]),
  )
}

/** Whether it was not used before; of two nodes one is told so. */
async function insertFirstUse(db: Kysely<Schema>, id: string, at: Instant): Promise<boolean> {
  const first = await db
    .updateTable('api_keys')
    .set({ last_used_at: formatInstant(at) })
    .where('id', '=', id)
    .where('last_used_at', 'is', null)
    .returning('id')
    .executeTakeFirst()
  return first !== undefined
}

async function updateKeyUse(db: Kysely<Schema>, id: string, at: Instant): Promise<void> {
  await db
    .updateTable('api_keys')
    .set({ last_used_at: formatInstant(at) })
    .where('id', '=', id)
    .execute()
}
