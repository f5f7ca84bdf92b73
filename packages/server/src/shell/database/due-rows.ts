/**
 * Work that waits in a table of its own: `due_at` says when a row is to be worked on and, while somebody does, until when that is theirs; it
 * is null when nothing is left to be done. `attempts` counts who took it, so that whoever was too slow can tell.
 */
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import { type Kysely, sql } from 'kysely'
import type { Schema } from './schema.ts'

interface DueTable {
  table: 'chat_events' | 'hotline_recordings'
  /** Its primary key. */
  key: string
}

/** Takes what is due, the oldest first, until `leasedUntil`: a crash gives it back. */
export async function claimDueRows<Row>(
  db: Kysely<Schema>,
  { table, key }: DueTable,
  { now, leasedUntil, limit }: { now: Instant; leasedUntil: Instant; limit: number },
): Promise<Row[]> {
  const [rowsOf, id] = [sql.table(table), sql.ref(key)]
  const { rows } = await sql<Row>`
    update ${rowsOf} set due_at = ${formatInstant(leasedUntil)}::timestamptz, attempts = attempts + 1
    where ${id} = any(array(select ${id} from ${rowsOf} where due_at <= ${formatInstant(now)}::timestamptz
      order by due_at, ${id} limit ${limit} for update skip locked))
    returning *`.execute(db)
  return rows
}

/** When the next one is due; null: none waits. */
export async function nextDueRow(db: Kysely<Schema>, table: DueTable['table']): Promise<Instant | null> {
  const { rows } = await sql<{ due: number | null }>`
    select min(due_at) as due from ${sql.table(table)} where due_at is not null`.execute(db)
  return (rows[0]?.due ?? null) as Instant | null
}
