/** What a person has and has not finished, with the state that says what it asks of them. Tests are left out. */
import type { IncidentState } from '@tocsin/core/incident-state.ts'
import type { UserId } from '@tocsin/core/kernel/brand.ts'
import { type Kysely, sql } from 'kysely'
import type { Schema } from '../shell/database/schema.ts'

/** The gravest first, the newest of those before the others; `statuses` are of the work, or after it. */
export async function listOwnedStates(
  db: Kysely<Schema>,
  user: UserId,
  statuses: readonly IncidentState['status'][],
  limit: number,
): Promise<IncidentState[]> {
  const rows = await db
    .selectFrom('incidents')
    .select('state')
    .where('owner_id', '=', user)
    .where(sql<boolean>`status = any(${[...statuses]}::text[])`)
    .where('is_test', '=', false)
    .orderBy('priority')
    .orderBy('recorded_at', 'desc')
    .orderBy('id')
    .limit(limit)
    .execute()
  return rows.map(({ state }) => state as IncidentState)
}

/** Of these incidents, those whose category a person chose at some time. */
export async function listCategorisedByHand(db: Kysely<Schema>, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set()
  const rows = await db
    .selectFrom('facts')
    .select('stream')
    .distinct()
    .where('stream', 'in', [...ids])
    .where('type', '=', 'CategorySet')
    .where('because', '=', 'set_by_hand')
    .execute()
  return new Set(rows.map(({ stream }) => stream))
}
