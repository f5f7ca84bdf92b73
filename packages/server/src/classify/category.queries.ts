import { type Kysely, sql } from 'kysely'
import type { Schema } from '../shell/database/schema.ts'

/** What was recorded longer ago says little of how an organisation classifies today, and a list must not read every incident. */
const LOOKED_AT = 5_000

export interface CategoryRow {
  category: string[]
  count: number
}

/** The categories of the newest incidents, most used first; equals by name. */
export async function listUsedCategories(db: Kysely<Schema>, max: number): Promise<CategoryRow[]> {
  const { rows } = await sql<CategoryRow>`
    select category, count(*)::int as count
    from (select category from incidents order by recorded_at desc, id desc limit ${LOOKED_AT}) newest
    where cardinality(category) > 0
    group by category order by count(*) desc, category limit ${max}`.execute(db)
  return rows
}
