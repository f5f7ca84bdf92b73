import { z } from 'zod'
import { type ApiRoute, defineRoute } from '../http/api.ts'
import { textSchema } from '../http/text-schema.ts'
import type { HomeDeps } from './home.ts'
import { FOUND_KINDS, search } from './search.ts'

const OF_EACH = 5
const OF_EACH_MAX = 20
const SEARCH_CHARS_MAX = 200

const foundSchema = z
  .object({
    kind: z.enum(FOUND_KINDS),
    id: z.string(),
    name: z.string().describe('The title of an incident or an alert.'),
    detail: z
      .string()
      .nullable()
      .describe('The status of an incident, the state of an alert, the address of a person.'),
  })
  .meta({ id: 'Found' })

export function searchRoutes(deps: HomeDeps): ApiRoute[] {
  return [
    defineRoute({
      id: 'search',
      tag: 'home',
      summary: 'Find anything by a few letters',
      description:
        'Of every kind that the caller may see, the nearest first; the newest of incidents, and of alerts those that fire.',
      method: 'GET',
      path: '/search',
      permission: 'incident.read',
      query: z.strictObject({
        q: textSchema(SEARCH_CHARS_MAX)
          .refine((text) => text.trim() !== '', { error: 'must hold a letter' })
          .describe('Words that all stand in the name or the id.'),
        limit: z.coerce.number().int().min(1).max(OF_EACH_MAX).default(OF_EACH).describe('Of each kind.'),
      }),
      success: z.object({ items: z.array(foundSchema), next: z.null() }),
      async handle({ query: { q, limit }, principal, at }) {
        return { items: await search(deps, { q: q.trim(), limit, principal, at }), next: null }
      },
    }),
  ]
}
