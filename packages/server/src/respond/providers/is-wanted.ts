/** Whether a page is still asked for when its second provider would be: the first may have been waited for long enough for an answer. */
import type { PersonMessage } from '@tocsin/core/kernel/decision.ts'
import { type Kysely, sql } from 'kysely'
import type { Schema } from '../../shell/database/schema.ts'

/** One page too many is better than one too few: where nobody can say, it goes out. */
export function createIsWanted(db: Kysely<Schema>, failed: (error: unknown) => void) {
  return async ({ incident, page }: PersonMessage): Promise<boolean> => {
    try {
      const { rows } = await sql<{ is_open: boolean }>`select state->'response'->'openPages' ? ${page} as is_open
        from incidents where id = ${incident}`.execute(db)
      return rows[0]?.is_open ?? true
    } catch (error) {
      failed(error)
      return true
    }
  }
}
