import type { Instant } from '@tocsin/core/kernel/brand.ts'
import type { Role } from '@tocsin/core/people/directory.ts'
import { listPermissions } from '@tocsin/core/people/permissions.ts'
import type { z } from 'zod'
import { actorOf, type Principal } from '../shell/auth/principal.ts'
import { hashSecret } from '../shell/auth/secret-hash.ts'
import { changeConfiguration, getForChange } from '../shell/config/change-configuration.ts'
import { type ApiRoute, defineRoute } from '../shell/http/api.ts'
import { readPage } from '../shell/http/paging.ts'
import { invalidField, Refusal } from '../shell/http/refusal.ts'
import {
  apiKeyBody,
  apiKeyListQuery,
  apiKeyListSchema,
  apiKeyParams,
  type apiKeySchema,
  newApiKeySchema,
} from './account.schema.ts'
import type { Accounts } from './accounts.ts'
import { type ApiKeyRow, apiKeyKind } from './api-key-configuration.ts'
import { listApiKeys } from './people.queries.ts'

const TAG = 'api keys'
/** Tells scanners of repositories what was leaked. */
const KEY_PREFIX = 'tocsin_'
const KEY_BYTES = 32

export function apiKeyRoutes(accounts: Accounts): ApiRoute[] {
  return [
    defineRoute({
      id: 'listApiKeys',
      tag: TAG,
      summary: 'Lists API keys, never the keys themselves.',
      method: 'GET',
      path: '/api-keys',
      permission: 'api_key.read',
      query: apiKeyListQuery,
      success: apiKeyListSchema,
      async handle({ query }) {
        const { items, next } = await listApiKeys(accounts.db, readPage(query))
        return { items: items.map(apiKeyAnswer), next }
      },
    }),
    defineRoute({
      id: 'createApiKey',
      tag: TAG,
      summary: 'Creates an API key and shows it, this once.',
      method: 'POST',
      path: '/api-keys',
      permission: 'api_key.write',
      body: apiKeyBody,
      success: newApiKeySchema,
      status: 201,
      handle: ({ principal, body, at }) => createApiKey(accounts, principal, body, at),
    }),
    defineRoute({
      id: 'revokeApiKey',
      tag: TAG,
      summary: 'Revokes an API key.',
      method: 'DELETE',
      path: '/api-keys/:id',
      permission: 'api_key.write',
      params: apiKeyParams,
      async handle({ principal, params, at }) {
        const outcome = await changeConfiguration(accounts.db, { actor: actorOf(principal), at }, async (editor) => {
          await getForChange(editor, apiKeyKind, params.id)
          await editor.drop(apiKeyKind, params.id)
        })
        accounts.apiKeys.forgetAll()
        return 'rejected' in outcome ? outcome : undefined
      },
    }),
  ]
}

async function createApiKey(accounts: Accounts, principal: Principal, body: z.output<typeof apiKeyBody>, at: Instant) {
  const { db, ids } = accounts
  if (body.expires_at !== undefined && body.expires_at <= at) throw invalidField('expires_at', 'lies in the past')
  refuseMoreThanOwn(principal, body)
  const key = `${KEY_PREFIX}${ids.token(KEY_BYTES)}`
  const row: ApiKeyRow = {
    id: ids.next(),
    name: body.name,
    key_hash: hashSecret(key),
    role: body.role,
    scopes: [...new Set(body.scopes)],
    expires_at: body.expires_at ?? null,
    last_used_at: null,
    owned_by: 'app',
    created_at: at,
  }
  const outcome = await changeConfiguration(db, { actor: actorOf(principal), at }, async (editor) => {
    const taken = await editor.db.selectFrom('api_keys').select('id').where('name', '=', body.name).executeTakeFirst()
    if (taken) editor.reject('already_exists', { field: 'name' })
    await editor.put(apiKeyKind, row)
  })
  accounts.apiKeys.forgetAll()
  return 'rejected' in outcome ? outcome : { api_key: apiKeyAnswer(row), key }
}

/** A key with few scopes must not make itself a better one. Throws `forbidden`. */
function refuseMoreThanOwn(principal: Principal, { role, scopes }: { role: Role; scopes: readonly string[] }): void {
  const own = new Set(listPermissions(principal))
  const excess = listPermissions({ kind: 'key', role, scopes }).filter((permission) => !own.has(permission))
  if (excess.length === 0) return
  const problem = `would allow what you may not do yourself: ${excess.join(', ')}`
  throw new Refusal('forbidden', { details: [{ field: 'scopes', problem }] })
}

function apiKeyAnswer(row: ApiKeyRow): z.output<typeof apiKeySchema> {
  return {
    id: row.id,
    name: row.name,
    role: row.role as Role,
    scopes: row.scopes,
    expires_at: row.expires_at as Instant | null,
    last_used_at: row.last_used_at as Instant | null,
    owned_by: row.owned_by === 'file' ? 'file' : 'app',
    created_at: row.created_at as Instant,
  }
}
