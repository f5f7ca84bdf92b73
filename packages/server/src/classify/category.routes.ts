/** The categories of the organisation: nobody keeps a list of them, it grows out of its event rules and of what was classified. */
import type { Directory } from '@tocsin/core/people/directory.ts'
import type { Kysely } from 'kysely'
import { z } from 'zod'
import type { Schema } from '../shell/database/schema.ts'
import type { EngineDeps } from '../shell/engine/deps.ts'
import { type ApiRoute, defineRoute } from '../shell/http/api.ts'
import { listOf } from '../shell/http/paging.ts'
import { type CategoryRow, listUsedCategories } from './category.queries.ts'

const CATEGORIES_MAX = 500

const categorySchema = z
  .object({
    category: z.array(z.string()).describe('From the widest to the narrowest.'),
    count: z.int().describe('How many of the newest 5,000 incidents have it; 0: only an event rule names it.'),
  })
  .meta({ id: 'Category' })

interface CategoryDeps {
  db: Kysely<Schema>
  engine: EngineDeps
}

export function categoryRoutes({ db, engine }: CategoryDeps): ApiRoute[] {
  return [
    defineRoute({
      id: 'listCategories',
      tag: 'incidents',
      summary: 'List the categories that are in use, most used first',
      method: 'GET',
      path: '/incident-categories',
      permission: 'incident.read',
      success: listOf(categorySchema),
      async handle() {
        const used = await listUsedCategories(db, CATEGORIES_MAX)
        return { items: withRules(used, engine.directory.latest()).slice(0, CATEGORIES_MAX), next: null }
      },
    }),
  ]
}

/** What rules name and no incident has yet comes last. */
function withRules(used: readonly CategoryRow[], { eventRules }: Directory): CategoryRow[] {
  const known = new Set(used.map(({ category }) => keyOf(category)))
  const ruled = eventRules.flatMap(({ actions }) => (actions.category ? [actions.category] : []))
  const fresh = new Map(ruled.filter((category) => !known.has(keyOf(category))).map((each) => [keyOf(each), each]))
  return [...used, ...[...fresh.values()].map((category) => ({ category, count: 0 }))]
}

function keyOf(category: readonly string[]): string {
  return JSON.stringify(category)
}
