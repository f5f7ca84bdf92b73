/** Makes room for new groups of rules over streams: what is no longer in any window is forgotten. */
import type { Kysely } from 'kysely'
import { withPriority } from '../../shell/database/acquire-priority.ts'
import type { Schema } from '../../shell/database/schema.ts'
import type { EngineDeps } from '../../shell/engine/deps.ts'
import { deleteQuietGroups } from './stream.queries.ts'

export const STREAM_CLEAN_UP_MS = 60_000
const GROUPS_PER_STATEMENT = 1_000
const STATEMENTS_MAX = 100

export async function forgetQuietGroups(db: Kysely<Schema>, { clock }: Pick<EngineDeps, 'clock'>): Promise<void> {
  for (let count = 0; count < STATEMENTS_MAX; count++) {
    const gone = await withPriority('slow', () => deleteQuietGroups(db, clock.now(), GROUPS_PER_STATEMENT))
    if (gone < GROUPS_PER_STATEMENT) return
  }
}
