/** What the people of the demo look up beside what the API tells them: which incident came of what a monitor said. */
import type { IncidentId, Instant } from '@tocsin/core/kernel/brand.ts'
import type { Kysely } from 'kysely'
import type { Schema } from '../database/schema.ts'
import { timestamptz } from '../database/timestamptz.ts'

/** An incident that somebody still has to do something about. */
export interface Unfinished {
  id: IncidentId
  updatedAt: Instant
  isSnoozed: boolean
}

interface Wanted {
  title: string
  since: Instant
  source: string | undefined
}

/** The incident of the newest alert of that title, or the newest that was declared with it; of a muted alert there is none. */
export async function findIncidentByTitle(
  db: Kysely<Schema>,
  { title, since, source }: Wanted,
): Promise<IncidentId | undefined> {
  const placed = await db
    .selectFrom('alerts')
    .innerJoin('placements', 'placements.alert_id', 'alerts.id')
    .select('placements.incident_id')
    .where('alerts.title', '=', title)
    .where('alerts.received_at', '>=', timestamptz(since))
    .$if(source !== undefined, (query) => query.where('alerts.source_id', '=', source ?? ''))
    .orderBy('alerts.received_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (placed) return (placed.incident_id ?? undefined) as IncidentId | undefined
  const declared = await db
    .selectFrom('incidents')
    .select('id')
    .where('title', '=', title)
    .where('recorded_at', '>=', timestamptz(since))
    .orderBy('recorded_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return declared?.id as IncidentId | undefined
}

const UNFINISHED_MAX = 200

export async function listUnfinished(db: Kysely<Schema>, at: Instant): Promise<Unfinished[]> {
  const rows = await db
    .selectFrom('incidents')
    .select(['id', 'updated_at', 'snoozed_until'])
    .where('status', 'in', ['open', 'acknowledged', 'mitigated'])
    .orderBy('id')
    .limit(UNFINISHED_MAX)
    .execute()
  return rows.map((row) => ({
    id: row.id as IncidentId,
    updatedAt: row.updated_at as Instant,
    isSnoozed: row.snoozed_until !== null && row.snoozed_until > at,
  }))
}
