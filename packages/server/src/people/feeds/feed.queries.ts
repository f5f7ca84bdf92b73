import type { Instant, ScheduleId, UserId } from '@tocsin/core/kernel/brand.ts'
import { formatInstant, HOUR } from '@tocsin/core/kernel/instant.ts'
import { type Kysely, type Selectable, sql } from 'kysely'
import type { Schema } from '../../shell/database/schema.ts'

type Db = Kysely<Schema>
export type FeedRow = Selectable<Schema['calendar_feeds']>

/** Readers ask often; that one does is written down this seldom. */
const NOTED_EVERY_MS = HOUR

export async function listFeeds(db: Db, user: UserId): Promise<FeedRow[]> {
  return db.selectFrom('calendar_feeds').selectAll().where('user_id', '=', user).orderBy('id').execute()
}

export interface NewFeed {
  id: string
  user: UserId
  schedule: ScheduleId | null
  tokenHash: string
  at: Instant
}

/** False where the person has as many as there may be. */
export async function insertFeed(
  db: Db,
  { id, user, schedule, tokenHash, at }: NewFeed,
  max: number,
): Promise<boolean> {
  const { rows } = await sql`
    insert into calendar_feeds (id, user_id, schedule_id, token_hash, created_at)
    select ${id}::uuid, ${user}, ${schedule}, ${tokenHash}, ${formatInstant(at)}::timestamptz
    where (select count(*) from calendar_feeds where user_id = ${user}) < ${max}
    returning 1`.execute(db)
  return rows.length > 0
}

export async function deleteFeed(db: Db, user: UserId, id: string): Promise<boolean> {
  const deleted = await db
    .deleteFrom('calendar_feeds')
    .where(sql<string>`id::text`, '=', id)
    .where('user_id', '=', user)
    .returning('id')
    .execute()
  return deleted.length > 0
}

/** The feed behind an address, and a note that somebody read it. */
export async function readFeed(db: Db, tokenHash: string, at: Instant): Promise<FeedRow | undefined> {
  const feed = await db.selectFrom('calendar_feeds').selectAll().where('token_hash', '=', tokenHash).executeTakeFirst()
  if (!feed) return undefined
  await sql`update calendar_feeds set last_read_at = ${formatInstant(at)}::timestamptz
    where token_hash = ${tokenHash}
      and (last_read_at is null or last_read_at < ${formatInstant((at - NOTED_EVERY_MS) as Instant)}::timestamptz)`.execute(
    db,
  )
  return feed
}

export interface LastChange {
  version: number
  at: Instant
}

/** When who is on call may last have been changed by somebody. */
export async function findLastChange(db: Db): Promise<LastChange> {
  const { rows } = await sql<{ version: number | null; at: Instant | null }>`
    select max(version) as version, max(at) as at from config_history
    where kind in ('schedule', 'team', 'calendar')`.execute(db)
  return { version: Number(rows[0]?.version ?? 0), at: (rows[0]?.at ?? 0) as Instant }
}
