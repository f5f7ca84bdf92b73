/** What receivers are told and how that went, in the database. */
import type { IncidentId, Instant, ScheduleId } from '@tocsin/core/kernel/brand.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import { type Kysely, type Selectable, sql } from 'kysely'
import type { Schema } from '../../shell/database/schema.ts'
import type { DeliveryState, DeliveryTry } from '../../shell/database/webhook-tables.ts'
import { instantOfCursor } from '../../shell/http/cursor-instant.ts'
import { applyPage, type Page, pageOf } from '../../shell/http/paging.ts'
import { TEST_EVENT } from './event-body.ts'
import { ON_CALL_TEST } from './on-call-body.ts'

type Db = Kysely<Schema>

/** What somebody sends to see whether a receiver hears us. */
export const TEST_EVENTS: readonly string[] = [TEST_EVENT, ON_CALL_TEST]

export type DeliveryRow = Selectable<Schema['webhook_deliveries']>

export interface NewDelivery {
  id: string
  webhook: string
  event: string
  type: string
  incident?: IncidentId
  schedule?: ScheduleId
  occurredAt: Instant
  body: string
  at: Instant
}

/** What was written down already is left as it is. */
export async function insertDeliveries(db: Db, deliveries: readonly NewDelivery[]): Promise<void> {
  if (deliveries.length === 0) return
  await db
    .insertInto('webhook_deliveries')
    .values(
      deliveries.map(({ id, webhook, event, type, incident, schedule, occurredAt, body, at }) => ({
        ...{ id, webhook_id: webhook, event_id: event, event_type: type, incident_id: incident ?? null },
        schedule_id: schedule ?? null,
        ...{ occurred_at: formatInstant(occurredAt), body, state: 'pending' as const, due_at: formatInstant(at) },
        ...{ attempts: 0, attempts_before: 0, tries: '[]', requested_at: formatInstant(at) },
      })),
    )
    .onConflict((conflict) => conflict.columns(['webhook_id', 'event_id']).doNothing())
    .execute()
}

export interface Room {
  webhook: string
  isActive: boolean
  /** How many more of its deliveries may be under way. */
  free: number
}

/** As the loop works on it. */
export type ClaimedDelivery = Pick<
  DeliveryRow,
  'id' | 'webhook_id' | 'event_id' | 'event_type' | 'body' | 'attempts' | 'attempts_before' | 'tries'
>

/**
 * Takes what is due, the longest due of each receiver first, until `leasedUntil`: a crash gives it back. A receiver that is switched
 * off is sent what somebody tests it with, and nothing else.
 */
export async function claimDeliveries(
  db: Db,
  { rooms, now, leasedUntil }: { rooms: readonly Room[]; now: Instant; leasedUntil: Instant },
): Promise<ClaimedDelivery[]> {
  if (rooms.length === 0) return []
  const { rows } = await sql<ClaimedDelivery>`
    update webhook_deliveries set due_at = ${formatInstant(leasedUntil)}::timestamptz, attempts = attempts + 1
    where id in (
      select due.id from unnest(${rooms.map(({ webhook }) => webhook)}::text[], ${rooms.map(({ free }) => free)}::int[],
        ${rooms.map(({ isActive }) => isActive)}::boolean[]) as room(webhook, free, is_active)
      cross join lateral (
        select d.id from webhook_deliveries d
        where d.webhook_id = room.webhook and d.state = 'pending' and d.due_at <= ${formatInstant(now)}::timestamptz
          and (room.is_active or d.event_type = any(${[...TEST_EVENTS]}::text[]))
        order by d.due_at, d.id limit room.free for update skip locked) due)
    returning id, webhook_id, event_id, event_type, body, attempts, attempts_before, tries`.execute(db)
  return rows
}

/** When the next one of those that may be told is due. */
export async function nextDeliveryDue(
  db: Db,
  receivers: readonly { key: string; isActive: boolean }[],
): Promise<Instant | null> {
  const active = receivers.filter(({ isActive }) => isActive).map(({ key }) => key)
  const { rows } = await sql<{ due: number | null }>`
    select min(due.due_at) as due from unnest(${active}::text[]) as receiver(key) cross join lateral (
      select d.due_at from webhook_deliveries d where d.webhook_id = receiver.key and d.state = 'pending'
      order by d.due_at limit 1) due`.execute(db)
  return (rows[0]?.due ?? null) as Instant | null
}

export type DeliveryEnd = { state: 'taken' | 'failed' } | { state: 'pending'; dueAt: Instant }

/** Attempts that the log keeps of one delivery. */
const TRIES_KEPT = 20

/** Writes down an attempt. The number of attempts is its fence: whoever claimed later counted on. */
export async function endTry(
  db: Db,
  delivery: ClaimedDelivery,
  tried: DeliveryTry,
  end: DeliveryEnd,
): Promise<boolean> {
  const endedAt = end.state === 'pending' ? null : formatInstant((tried.at + tried.ms) as Instant)
  const result = await db
    .updateTable('webhook_deliveries')
    .set({
      // What was replaced meanwhile is not tried again.
      state: end.state === 'taken' ? 'taken' : sql`case when state = 'replaced' then state else ${end.state} end`,
      ended_at: sql`coalesce(${endedAt}::timestamptz, ended_at)`,
      ...(end.state === 'pending' && { due_at: formatInstant(end.dueAt) }),
      tries: JSON.stringify([...delivery.tries, tried].slice(-TRIES_KEPT)),
    })
    .where('id', '=', delivery.id)
    .where('attempts', '=', delivery.attempts)
    .where('state', 'in', ['pending', 'replaced'])
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

export interface DeliveryFilter {
  state?: DeliveryState | undefined
  event?: string | undefined
  incident?: string | undefined
}

const LISTED = [
  ...([
    'id',
    'event_id',
    'event_type',
    'incident_id',
    'schedule_id',
    'occurred_at',
    'state',
    'due_at',
    'attempts',
  ] as const),
  ...(['tries', 'requested_at', 'ended_at'] as const),
]

export type ListedDelivery = Pick<DeliveryRow, (typeof LISTED)[number]>

export async function listDeliveries(db: Db, webhook: string, filter: DeliveryFilter, page: Page) {
  let query = db.selectFrom('webhook_deliveries').select(LISTED).where('webhook_id', '=', webhook)
  if (filter.state !== undefined) query = query.where('state', '=', filter.state)
  if (filter.event !== undefined) query = query.where('event_type', '=', filter.event)
  if (filter.incident !== undefined) query = query.where('incident_id', '=', filter.incident)
  const rows = await applyPage(query, page, {
    ...{ value: sql.ref('requested_at'), id: sql.ref('id'), toValue: instantOfCursor },
  }).execute()
  return pageOf(rows, page, (row) => ({ value: row.requested_at, id: row.id }))
}

export async function findDelivery(db: Db, webhook: string, id: string): Promise<DeliveryRow | undefined> {
  return db
    .selectFrom('webhook_deliveries')
    .selectAll()
    .where('webhook_id', '=', webhook)
    .where('id', '=', id)
    .executeTakeFirst()
}

/**
 * Lets deliveries go out again, with as many attempts as at first; what waits for an attempt goes at once. Returns how many.
 */
export async function replayDeliveries(
  db: Db,
  webhook: string,
  wanted: { id: string } | { event: string } | { failedSince: Instant },
  at: Instant,
): Promise<number> {
  const which =
    'id' in wanted
      ? sql`id = ${wanted.id}::uuid`
      : 'event' in wanted
        ? sql`event_id = ${wanted.event}`
        : sql`state = 'failed' and occurred_at >= ${formatInstant(wanted.failedSince)}::timestamptz`
  const { numAffectedRows } = await sql`update webhook_deliveries
    set state = 'pending', due_at = ${formatInstant(at)}::timestamptz, attempts_before = attempts, ended_at = null
    where webhook_id = ${webhook} and ${which}`.execute(db)
  return Number(numAffectedRows ?? 0n)
}

/** Of a schedule only the newest is still to be told: what waits besides `event` is not sent any more. */
export async function replaceWaiting(
  db: Db,
  { webhook, schedule, event, at }: { webhook: string; schedule: ScheduleId; event: string; at: Instant },
): Promise<void> {
  await db
    .updateTable('webhook_deliveries')
    .set({ state: 'replaced', ended_at: formatInstant(at) })
    .where('webhook_id', '=', webhook)
    .where('schedule_id', '=', schedule)
    .where('state', '=', 'pending')
    .where('event_id', '<>', event)
    .where('event_type', 'not in', [...TEST_EVENTS])
    .execute()
}
