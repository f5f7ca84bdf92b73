/** What receivers know that follow who is on call, in the database. */
import type { ScheduleId } from '@tocsin/core/kernel/brand.ts'
import { type Kysely, sql } from 'kysely'
import type { OnCallWebhookRow } from '../../shell/config/on-call-webhook-configuration.ts'
import type { Schema } from '../../shell/database/schema.ts'

type Db = Kysely<Schema>

export interface Untold {
  receiver: string
  schedule: ScheduleId
  /** It was told before, at another address. */
  isMoved: boolean
}

/** Of which schedules there is something newer than a receiver was sent, or nothing yet at its address. */
export async function listUntold(db: Db, receivers: readonly OnCallWebhookRow[], limit: number): Promise<Untold[]> {
  const pairs = receivers.flatMap(({ id, url, schedules }) => schedules.map((schedule) => ({ id, url, schedule })))
  if (pairs.length === 0) return []
  const { rows } = await sql<{ receiver: string; schedule: string; is_moved: boolean | null }>`
    select p.receiver, p.schedule, t.url <> p.url as is_moved
    from unnest(${pairs.map(({ id }) => id)}::text[], ${pairs.map(({ schedule }) => schedule)}::text[],
      ${pairs.map(({ url }) => url)}::text[]) as p(receiver, schedule, url)
    cross join lateral (
      select f.seq from on_call_facts f where f.schedule_id = p.schedule order by f.seq desc limit 1) last
    left join on_call_told t on t.receiver_id = p.receiver and t.schedule_id = p.schedule
    where t.seq is null or t.seq < last.seq or t.url <> p.url
    order by p.receiver, p.schedule limit ${limit}`.execute(db)
  return rows.map(({ receiver, schedule, is_moved }) => ({
    ...{ receiver, schedule: schedule as ScheduleId, isMoved: is_moved === true },
  }))
}

export async function noteTold(
  db: Db,
  { receiver, schedule, seq, url }: { receiver: string; schedule: string; seq: number; url: string },
): Promise<void> {
  await db
    .insertInto('on_call_told')
    .values({ receiver_id: receiver, schedule_id: schedule, seq, url })
    .onConflict((conflict) => conflict.columns(['receiver_id', 'schedule_id']).doUpdateSet({ seq, url }))
    .execute()
}

/** Who is on call in each of its schedules is sent again. */
export async function forgetTold(db: Db, receiver: string): Promise<void> {
  await db.updateTable('on_call_told').set({ url: '' }).where('receiver_id', '=', receiver).execute()
}
