/** How receivers are doing, in the database. */
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import { type Kysely, type Selectable, sql } from 'kysely'
import type { Schema } from '../../shell/database/schema.ts'
import { ON_CALL_TEST } from './on-call-body.ts'

type Db = Kysely<Schema>

type WebhookHealth = Selectable<Schema['webhook_health']>

async function listHealth(db: Db): Promise<Map<string, WebhookHealth>> {
  const rows = await db.selectFrom('webhook_health').selectAll().execute()
  return new Map(rows.map((row) => [row.webhook_id, row]))
}

/** Deliveries that wait, and those that were given up, of each webhook. Who is on call is never given up: only a test of it can fail. */
async function countDeliveries(db: Db): Promise<Map<string, { waiting: number; failed: number }>> {
  const { rows } = await sql<{ webhook_id: string; waiting: number; failed: number }>`
    select webhook_id, count(*) filter (where state = 'pending')::int as waiting,
      count(*) filter (where state = 'failed' and event_type <> ${ON_CALL_TEST})::int as failed
    from webhook_deliveries where state in ('pending', 'failed') group by webhook_id`.execute(db)
  return new Map(rows.map(({ webhook_id, ...counts }) => [webhook_id, counts]))
}

/** How each is doing as the API shows it, by the name that deliveries have for it. */
export async function loadHealth(db: Db) {
  const [healths, counts] = [await listHealth(db), await countDeliveries(db)]
  return (key: string, isActive: boolean) => {
    const [health, counted] = [healths.get(key), counts.get(key)]
    return {
      // The description says that there is one; nobody gets to see it.
      secret: undefined,
      ...{ waiting: counted?.waiting ?? 0, failed: counted?.failed ?? 0 },
      ...{ failing_since: health?.failing_since ?? null, last_taken_at: health?.last_taken_at ?? null },
      last_error: health?.last_error ?? null,
      disabled_at: (!isActive && health?.disabled_at) || null,
      disabled_because: isActive ? null : (health?.disabled_because ?? null),
    }
  }
}

export async function noteTaken(db: Db, webhook: string, at: Instant): Promise<void> {
  const now = formatInstant(at)
  await sql`insert into webhook_health (webhook_id, last_taken_at) values (${webhook}, ${now}::timestamptz)
    on conflict (webhook_id) do update set last_taken_at = excluded.last_taken_at, failing_since = null, last_error = null,
      disabled_at = null, disabled_because = null`.execute(db)
}

/** Returns since when it has failed without a break. */
export async function noteFailed(db: Db, webhook: string, at: Instant, error: string): Promise<Instant> {
  const now = formatInstant(at)
  const { rows } = await sql<{ since: number }>`
    insert into webhook_health (webhook_id, failing_since, last_failed_at, last_error)
    values (${webhook}, ${now}::timestamptz, ${now}::timestamptz, ${error})
    on conflict (webhook_id) do update set failing_since = coalesce(webhook_health.failing_since, excluded.failing_since),
      last_failed_at = excluded.last_failed_at, last_error = excluded.last_error
    returning failing_since as since`.execute(db)
  return (rows[0]?.since ?? at) as Instant
}

/** Whoever switches it on again gives it as long as before. */
export async function noteDisabled(db: Db, webhook: string, at: Instant, because: string): Promise<void> {
  await db
    .updateTable('webhook_health')
    .set({ disabled_at: formatInstant(at), disabled_because: because, failing_since: null })
    .where('webhook_id', '=', webhook)
    .execute()
}
