import type { Actor } from '@tocsin/core/kernel/actor.ts'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import { type Kysely, type Selectable, sql } from 'kysely'
import type { Schema } from '../../shell/database/schema.ts'

export type BacktestRow = Selectable<Schema['event_rule_backtests']>
export type BacktestState = 'running' | 'done' | 'cancelled' | 'failed'

const KEPT_MAX = 20

/** Adds a run; of the ones that have ended only the newest are kept. */
export async function insertBacktest(
  db: Kysely<Schema>,
  { id, actor, at, request }: { id: string; actor: Actor; at: Instant; request: object },
): Promise<void> {
  const now = formatInstant(at)
  await db
    .insertInto('event_rule_backtests')
    .values({
      ...{ id, state: 'running', actor: JSON.stringify(actor), created_at: now, updated_at: now },
      ...{ request: JSON.stringify(request), signals_total: 0, signals_done: 0 },
    })
    .execute()
  await sql`delete from event_rule_backtests where id in (
    select id from event_rule_backtests order by created_at desc, id desc offset ${KEPT_MAX})`.execute(db)
}

export async function findBacktest(db: Kysely<Schema>, id: string): Promise<BacktestRow | undefined> {
  return db.selectFrom('event_rule_backtests').selectAll().where('id', '=', id).executeTakeFirst()
}

/** The newest first. */
export async function listBacktests(db: Kysely<Schema>): Promise<BacktestRow[]> {
  return db
    .selectFrom('event_rule_backtests')
    .selectAll()
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(KEPT_MAX)
    .execute()
}

/** False when it does not run any more: somebody cancelled it. */
export async function noteProgress(
  db: Kysely<Schema>,
  id: string,
  { done, total, at }: { done: number; total: number; at: Instant },
): Promise<boolean> {
  const { rows } = await sql`update event_rule_backtests
    set signals_done = ${done}::int, signals_total = ${total}::int, updated_at = ${formatInstant(at)}::timestamptz
    where id = ${id}::uuid and state = 'running' returning 1`.execute(db)
  return rows.length > 0
}

/** Ends a run, unless it has ended. */
export async function endBacktest(
  db: Kysely<Schema>,
  id: string,
  { state, at, report, error }: { state: BacktestState; at: Instant; report?: object; error?: string },
): Promise<void> {
  await sql`update event_rule_backtests set state = ${state}, updated_at = ${formatInstant(at)}::timestamptz,
      report = ${report === undefined ? null : JSON.stringify(report)}::jsonb, error = ${error ?? null}
    where id = ${id}::uuid and state = 'running'`.execute(db)
}
