/** Receivers that follow who is on call, in the database. */
import type { DurationMs, Instant } from '@tocsin/core/kernel/brand.ts'
import { after, formatInstant } from '@tocsin/core/kernel/instant.ts'
import { type Kysely, type Selectable, sql } from 'kysely'
import type { Schema } from '../../../shell/database/schema.ts'

type Db = Kysely<Schema>

export type WebhookRow = Selectable<Schema['on_call_webhooks']>

export async function listWebhooks(db: Db): Promise<WebhookRow[]> {
  return db.selectFrom('on_call_webhooks').selectAll().orderBy('created_at').orderBy('id').execute()
}

export async function insertWebhook(
  db: Db,
  { id, schedule, url, sealed, at }: { id: string; schedule: string; url: string; sealed: string; at: Instant },
): Promise<WebhookRow> {
  const now = formatInstant(at)
  return db
    .insertInto('on_call_webhooks')
    .values({
      ...{ id, schedule_id: schedule, url, secret_sealed: sealed, told_seq: 0, attempts: 0, last_error: null },
      ...{ due_at: now, created_at: now },
    })
    .returningAll()
    .executeTakeFirstOrThrow()
}

/** False: there is no such one. */
export async function deleteWebhook(db: Db, id: string): Promise<boolean> {
  return (await db.deleteFrom('on_call_webhooks').where('id', '=', id).returning('id').execute()).length > 0
}

/** Takes those that have something to tell until `leaseMs` from now: a crash gives them back. */
export async function leaseWebhooks(db: Db, now: Instant, leaseMs: DurationMs, limit: number): Promise<WebhookRow[]> {
  const { rows } = await sql<WebhookRow>`
    update on_call_webhooks set due_at = ${formatInstant(after(now, leaseMs))}::timestamptz, attempts = attempts + 1
    where id in (
      select w.id from on_call_webhooks w
      where w.due_at <= ${formatInstant(now)}::timestamptz
        and exists (select 1 from on_call_facts f where f.schedule_id = w.schedule_id and f.seq > w.told_seq)
      order by w.due_at, w.id limit ${limit} for update skip locked)
    returning *`.execute(db)
  return rows
}

/** The receiver has it, unless it was told something newer meanwhile. */
export async function noteTold(db: Db, id: string, seq: number, at: Instant): Promise<void> {
  const now = formatInstant(at)
  await db
    .updateTable('on_call_webhooks')
    .set({ told_seq: seq, attempts: 0, due_at: now, last_error: null, last_told_at: now })
    .where('id', '=', id)
    .where('told_seq', '<', seq)
    .execute()
}

export async function noteFailed(db: Db, id: string, dueAt: Instant, error: string): Promise<void> {
  await db
    .updateTable('on_call_webhooks')
    .set({ due_at: formatInstant(dueAt), last_error: error.slice(0, 500) })
    .where('id', '=', id)
    .execute()
}
