import { GUIDE_NAMES, guideOfSystem } from '@tocsin/adapters/in/registry.ts'
import { z } from 'zod'
import { type ApiRoute, defineRoute } from '../http/api.ts'
import { textSchema } from '../http/text-schema.ts'
import type { ConfigurationDeps } from './configuration-deps.ts'
import { addressesOf, keyOfSource, sourceKind } from './source-configuration.ts'

const guideSchema = z
  .object({
    parts: z.array(
      z.object({
        name: z.enum(GUIDE_NAMES).describe('What it is for; the console has words for each.'),
        text: z.string().describe('To be pasted as it stands: the address of the source is in it.'),
      }),
    ),
  })
  .meta({ id: 'SourceGuide' })

/** What to paste into senders. It holds the key, so only those who may see that are shown it. */
export function sourceGuideRoute(deps: ConfigurationDeps): ApiRoute {
  return defineRoute({
    id: 'getSourceGuide',
    tag: 'sources',
    summary: 'Show what to paste into the sender of a source',
    description: 'Nothing while the key of the source cannot be decrypted.',
    method: 'GET',
    path: '/sources/:id/guide',
    permission: 'source.read_key',
    params: z.object({ id: textSchema(100) }),
    success: guideSchema,
    async handle({ params: { id } }) {
      const row = await sourceKind.find(deps.db, id)
      if (!row) return { rejected: { code: 'not_found' } }
      const key = keyOfSource(row, deps)
      if (key === undefined) return { parts: [] }
      const door = {
        key,
        addresses: addressesOf(row, key, deps),
        hasSecret: row.secret_sealed !== null,
      }
      const parts = Object.entries(guideOfSystem(row.system)).map(([name, make]) => ({
        name: name as (typeof GUIDE_NAMES)[number],
        text: make(door),
      }))
      return { parts: parts.filter(({ text }) => text !== '') }
    },
  })
}
