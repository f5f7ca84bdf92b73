/** When a source last brought something new: a repeat of what is known leaves no trace of its own. */
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { type Kysely, sql } from 'kysely'
import type { Schema } from '../shell/database/schema.ts'

/** By source; one that never brought anything is not there. */
export async function findLastSignals(
  db: Kysely<Schema>,
  sources: readonly string[],
): Promise<ReadonlyMap<string, Instant>> {
  if (sources.length === 0) return new Map()
  const { rows } = await sql<{ id: string; at: Instant | null }>`
    select s.id, greatest(d.received_at, h.last_beat_at) as at
    from unnest(${[...sources]}::text[]) as s(id)
    left join lateral (
      select received_at from deliveries where source_id = s.id order by received_at desc limit 1
    ) d on true
    left join heartbeats h on h.source_id = s.id`.execute(db)
  return new Map(rows.flatMap(({ id, at }) => (at === null ? [] : [[id, at] as const])))
}

export interface Activity {
  source: string
  /** Named by a label; empty where none was, or where the source has a service of its own. */
  service: string
  at: Instant
}

/** When each source last brought anything, repeats too, by the service that its label named. Some seconds late. */
export async function listActivity(db: Kysely<Schema>): Promise<Activity[]> {
  const rows = await db
    .selectFrom('source_activity')
    .select(['source_id as source', 'service_id as service', 'last_signal_at as at'])
    .execute()
  return rows.map((row) => ({ ...row, at: row.at as Instant }))
}

/** Whether anything ever came in, however long ago: deliveries are forgotten after a while, incidents later. */
export async function hasEverReceived(db: Kysely<Schema>): Promise<boolean> {
  const { rows } = await sql<{ has: boolean }>`select
    exists (select from deliveries) or exists (select from alerts) or exists (select from heartbeats)
    or exists (select from incidents where source_id is not null and not is_test) as has`.execute(db)
  return rows[0]?.has === true
}
