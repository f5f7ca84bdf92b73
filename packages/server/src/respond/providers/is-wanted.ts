/** Whether pages are still asked for when their second provider would be: the first may have been waited for long enough for an answer. */
import type { PersonMessage } from '@tocsin/core/kernel/decision.ts'
import { type Kysely, sql } from 'kysely'
import type { Schema } from '../../shell/database/schema.ts'

/**
 * Of the pages in one message: whether any of them is, in one question, for the second provider waits for the answer. One page too many is
 * better than one too few: where nobody can say, it goes out.
 */
export function createIsAnyWanted(db: Kysely<Schema>, failed: (error: unknown) => void) {
  return async (pages: readonly PersonMessage[]): Promise<boolean> => {
    const [incidents, names] = [pages.map(({ incident }) => incident), pages.map(({ page }) => page)]
    try {
      const { rows } = await sql<{ is_any_open: boolean }>`
        select bool_or(coalesce(i.state->'response'->'openPages' ? p.name, true)) as is_any_open
        from unnest(${incidents}::text[], ${names}::text[]) as p(incident, name)
        left join incidents i on i.id = p.incident`.execute(db)
      return rows[0]?.is_any_open ?? true
    } catch (error) {
      failed(error)
      return true
    }
  }
}
