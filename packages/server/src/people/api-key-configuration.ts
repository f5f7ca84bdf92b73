import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import { isScope, ROLES } from '@tocsin/core/people/permissions.ts'
import type { Selectable } from 'kysely'
import type { z } from 'zod'
import { hashSecret } from '../shell/auth/secret-hash.ts'
import { Hidden, kindOfTable } from '../shell/config/config-kind.ts'
import { form, instantField, list, oneOf, text } from '../shell/config/fields.ts'
import type { RowContext } from '../shell/config/row-context.ts'
import type { Schema } from '../shell/database/schema.ts'

export type ApiKeyRow = Selectable<Schema['api_keys']>

const scopeField = text('a scope', 'incident.read', 100).refine(isScope, 'expected a permission, an area or a verb')

export const apiKeyInput = form({
  name: text('a name', 'ci', 100),
  key: text('the key itself', 'a-long-random-key', 512),
  role: oneOf(ROLES),
  /** Without scopes it may do whatever its role may. */
  scopes: list(scopeField).default([]),
  expires_at: instantField.optional(),
})
export type ApiKeyInput = z.output<typeof apiKeyInput>

export const apiKeyKind = kindOfTable<ApiKeyRow>({
  name: 'api_key',
  table: 'api_keys',
  key: 'id',
  describe: ({ name, key_hash, role, scopes, expires_at }) => ({
    id: name,
    key: new Hidden(key_hash),
    role,
    ...(scopes.length > 0 && { scopes }),
    ...(expires_at !== null && { expires_at: formatInstant(expires_at as Instant) }),
  }),
})

/** Keys are known by their name; only their hash is kept. */
export function apiKeyRow(input: ApiKeyInput, existing: ApiKeyRow | undefined, { ids, at }: RowContext): ApiKeyRow {
  return {
    id: existing?.id ?? ids.next(),
    name: input.name,
    key_hash: hashSecret(input.key),
    role: input.role,
    scopes: input.scopes,
    expires_at: input.expires_at ?? null,
    last_used_at: existing?.last_used_at ?? null,
    owned_by: existing?.owned_by ?? 'app',
    created_at: existing?.created_at ?? at,
  }
}
