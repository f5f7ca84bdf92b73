import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { z } from 'zod'
import { actorOf, type Principal } from '../auth/principal.ts'
import { type ApiRoute, defineRoute } from '../http/api.ts'
import { textSchema } from '../http/text-schema.ts'
import { changeConfiguration, getForChange } from './change-configuration.ts'
import type { ConfigurationDeps } from './configuration-deps.ts'
import {
  addressesOf,
  keyColumns,
  keyOfSource,
  newSourceKey,
  type SourceRow,
  sourceKind,
} from './source-configuration.ts'

const params = z.object({ id: textSchema(100) })

const addressSchema = z
  .object({
    key: z
      .string()
      .nullable()
      .describe('Null when it is encrypted with a key that is not at hand; rotating mends that.'),
    addresses: z.array(z.string()).describe('Where senders reach it; the first is the usual one.'),
  })
  .meta({ id: 'SourceAddress' })

export function sourceKeyRoutes(deps: ConfigurationDeps): ApiRoute[] {
  return [
    defineRoute({
      id: 'getSourceAddress',
      tag: 'sources',
      summary: 'Show the key of a source, and the addresses that hold it',
      method: 'GET',
      path: '/sources/:id/address',
      permission: 'source.read_key',
      params,
      success: addressSchema,
      async handle({ params: { id } }) {
        const row = await sourceKind.find(deps.db, id)
        return row ? presentAddress(deps, row) : { rejected: { code: 'not_found' } }
      },
    }),
    defineRoute({
      id: 'rotateSourceKey',
      tag: 'sources',
      summary: 'Give a source a new key',
      description: 'The former key stops working at once: senders have to be given the new address.',
      method: 'POST',
      path: '/sources/:id/rotate-key',
      permission: 'configuration.write',
      params,
      success: addressSchema,
      handle: ({ params: { id }, principal, at }) => rotate(deps, id, principal, at),
    }),
  ]
}

async function rotate(deps: ConfigurationDeps, id: string, principal: Principal, at: Instant) {
  const outcome = await changeConfiguration(deps.db, { actor: actorOf(principal), at }, async (editor) => {
    const row = await getForChange(editor, sourceKind, id)
    const rotated = { ...row, ...keyColumns(newSourceKey(deps.ids), row, deps) }
    await editor.put(sourceKind, rotated)
    return rotated
  })
  if ('rejected' in outcome) return outcome
  await deps.configurationChanged()
  return presentAddress(deps, outcome.result)
}

function presentAddress(deps: ConfigurationDeps, row: SourceRow): z.output<typeof addressSchema> {
  const key = keyOfSource(row, deps)
  return { key: key ?? null, addresses: key === undefined ? [] : addressesOf(row, key, deps.publicUrl()) }
}
