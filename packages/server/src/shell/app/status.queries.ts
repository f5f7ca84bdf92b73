/** How the engine is doing, asked of the database with bounded queries: what waits, and how fast pages went out. */
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import { type Kysely, sql } from 'kysely'
import type { Schema } from '../database/schema.ts'

/** Nobody needs to know more exactly how long a queue is, and counting all of it would cost what it is long. */
export const QUEUE_COUNT_MAX = 10_000

export interface QueueDepth {
  queue: string
  count: number
}

const SEND_CLASSES = ['page', 'chat', 'status', 'digest', 'sync']

export async function countQueues(db: Kysely<Schema>, now: Instant): Promise<QueueDepth[]> {
  const at = sql`${formatInstant(now)}::timestamptz`
  const sends = SEND_CLASSES.map(
    (each) => sql`select ${`send:${each}`}::text as queue, (select count(*) from
      (select 1 from outbox where class = ${each} and state = 'pending' limit ${QUEUE_COUNT_MAX}) t) as count`,
  )
  const others = [
    sql`select 'alert_work', (select count(*) from (select 1 from alert_work limit ${QUEUE_COUNT_MAX}) t)`,
    sql`select 'wakes_due', (select count(*) from (select 1 from wakes where due <= ${at} limit ${QUEUE_COUNT_MAX}) t)`,
  ]
  const { rows } = await sql<QueueDepth>`${sql.join([...sends, ...others], sql` union all `)}`.execute(db)
  return rows
}

/** The newest so many pages are looked at. */
const PAGES_MAX = 10_000

export interface ChannelLatency {
  channel: string
  pages: number
  p50: number
  p99: number
  max: number
}

/**
 * From the receipt of the signal to the hand-over, of the pages that an incident asked for first each time it was opened: later
 * steps wait on purpose. Milliseconds.
 */
export async function measurePages(db: Kysely<Schema>, since: Instant): Promise<ChannelLatency[]> {
  const { rows } = await sql<ChannelLatency>`select channel, count(*) as pages,
      percentile_disc(0.5) within group (order by ms) as p50, percentile_disc(0.99) within group (order by ms) as p99,
      max(ms) as max
    from (
      select message->'target'->>'channel' as channel, requested_at,
        round(extract(epoch from ended_at) * 1000 - (message->>'signalReceivedAt')::numeric) as ms,
        min(requested_at) over (partition by incident_id, message->>'signalReceivedAt') as first_at
      from (select * from outbox where ended_at >= ${formatInstant(since)}::timestamptz and class = 'page' and state = 'done'
        order by ended_at desc limit ${PAGES_MAX}) newest
    ) measured
    where requested_at = first_at group by channel order by channel`.execute(db)
  return rows
}

export interface ChannelMisses {
  channel: string
  code: string
  count: number
}

/** Pages that were given up, by channel and the code of the last failure. */
export async function countMisses(db: Kysely<Schema>, since: Instant): Promise<ChannelMisses[]> {
  const { rows } = await sql<ChannelMisses>`select channel, code, count(*) as count from (
      select message->'target'->>'channel' as channel, split_part(last_error, ':', 1) as code
      from outbox where ended_at >= ${formatInstant(since)}::timestamptz and class = 'page' and state = 'dead'
      order by ended_at desc limit ${PAGES_MAX}
    ) missed group by channel, code order by channel, code`.execute(db)
  return rows
}

/** When the page that waits longest was due; null when none waits. */
export async function findOldestPage(db: Kysely<Schema>): Promise<Instant | null> {
  const row = await db
    .selectFrom('outbox')
    .select('due')
    .where('class', '=', 'page')
    .where('state', '=', 'pending')
    .orderBy('due')
    .limit(1)
    .executeTakeFirst()
  return (row?.due ?? null) as Instant | null
}

export async function measureDatabase(db: Kysely<Schema>): Promise<number> {
  const { rows } = await sql<{ bytes: number }>`select pg_database_size(current_database()) as bytes`.execute(db)
  return rows[0]?.bytes ?? 0
}
