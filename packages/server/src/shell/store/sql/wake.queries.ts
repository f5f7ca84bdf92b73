import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import { type Kysely, sql } from 'kysely'
import { HOT } from '../../database/hot-statements.ts'
import type { Schema } from '../../database/schema.ts'
import type { ClaimedWake, WakeKind, WakeRow } from '../store.ts'

export async function saveWakes(db: Kysely<Schema>, rows: readonly WakeRow[]): Promise<void> {
  if (rows.length === 0) return
  await sql`${HOT} insert into wakes (key, kind, subject, due, body)
    select key, kind, subject, to_timestamp(due / 1000), body
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as w(key text, kind text, subject text, due float8, body jsonb)
    order by key
    on conflict (key) do update set kind = excluded.kind, subject = excluded.subject, due = excluded.due, body = excluded.body,
      attempts = 0, last_error = null`.execute(db)
}

export async function deleteWakes(db: Kysely<Schema>, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return
  await sql`${HOT} delete from wakes where key in
    (select key from wakes where key = any(${[...keys]}::text[]) order by key for update)`.execute(db)
}

export async function claimWakes(db: Kysely<Schema>, now: Instant, limit: number): Promise<ClaimedWake[]> {
  const { rows } = await sql<{
    key: string
    kind: WakeKind
    subject: string
    due: number
    body: unknown
    attempts: number
  }>`${HOT} select key, kind, subject, due, body, attempts from wakes where due <= ${formatInstant(now)}::timestamptz
    order by due, key limit ${limit} for update skip locked`.execute(db)
  return rows.map((row) => ({ ...row, due: row.due as Instant }))
}

export async function postponeWake(db: Kysely<Schema>, key: string, due: Instant, error: string): Promise<void> {
  await db
    .updateTable('wakes')
    .set((eb) => ({ due: formatInstant(due), attempts: eb('attempts', '+', 1), last_error: error }))
    .where('key', '=', key)
    .execute()
}

export async function nextWakeDue(db: Kysely<Schema>): Promise<Instant | null> {
  const { rows } = await sql<{ due: number }>`${HOT} select due from wakes order by due, key limit 1`.execute(db)
  return (rows[0]?.due ?? null) as Instant | null
}
