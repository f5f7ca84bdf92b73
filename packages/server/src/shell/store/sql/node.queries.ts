import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import { type Kysely, sql } from 'kysely'
import type { Schema } from '../../database/schema.ts'
import type { NodeRow } from '../store.ts'

/** Nodes that are long gone are forgotten with it; a day is kept for whoever asks what happened. */
const FORGET_AFTER_MS = 86_400_000

export async function beatNode(
  db: Kysely<Schema>,
  node: NodeRow,
  deadBefore: Instant,
): Promise<{ nodes: NodeRow[]; freed: number }> {
  const seen = formatInstant(node.seenAt)
  await sql`insert into nodes (name, version, started_at, seen_at)
    values (${node.name}, ${node.version}, ${formatInstant(node.startedAt)}, ${seen})
    on conflict (name) do update set seen_at = excluded.seen_at`.execute(db)
  const freed = await freeLeasesQuery(node.seenAt, deadBefore).execute(db)
  const forgotten = formatInstant((node.seenAt - FORGET_AFTER_MS) as Instant)
  await sql`delete from nodes where seen_at < ${forgotten}::timestamptz`.execute(db)
  const rows = await db
    .selectFrom('nodes')
    .selectAll()
    .where(sql<boolean>`seen_at >= ${formatInstant(deadBefore)}::timestamptz`)
    .orderBy('name')
    .execute()
  const nodes = rows.map((row) => ({
    name: row.name,
    version: row.version,
    startedAt: row.started_at as Instant,
    seenAt: row.seen_at as Instant,
  }))
  return { nodes, freed: Number(freed.numAffectedRows ?? 0n) }
}

/** Every node asks this every second: what waits without a lease, 100,000 messages to a chat perhaps, is not looked at. */
export function freeLeasesQuery(seenAt: Instant, deadBefore: Instant) {
  return sql`update outbox set due = ${formatInstant(seenAt)}::timestamptz, leased_by = null
    where key in (select key from outbox where state = 'pending' and leased_by is not null
      and leased_by not in (select name from nodes where seen_at >= ${formatInstant(deadBefore)}::timestamptz)
      order by key for update skip locked)`
}
