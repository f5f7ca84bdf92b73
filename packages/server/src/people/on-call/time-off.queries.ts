/** When people are away. It shows where they are on call all the same, and takes nobody off. */
import type { Instant, UserId } from '@tocsin/core/kernel/brand.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import type { TimeOff } from '@tocsin/core/respond/coverage.ts'
import { type Kysely, type Selectable, sql } from 'kysely'
import type { Schema } from '../../shell/database/schema.ts'
import { timestamptz } from '../../shell/database/timestamptz.ts'
import { instantOfCursor } from '../../shell/http/cursor-instant.ts'
import { applyPage, type Page, pageOf } from '../../shell/http/paging.ts'

type Db = Kysely<Schema>

export interface TimeOffRow extends TimeOff {
  id: string
  note: string
  /** `calendar`: it came from the person's own; null: typed in. */
  source: string | null
  /** Of the event that it came from, for the person alone; null: typed in. */
  title: string | null
}

interface Overlap {
  from: Instant
  to: Instant
  /** Of one person alone. */
  user?: string | undefined
}

/** What overlaps [`from`, `to`), in order of its start: all of it, because whoever asks decides by it. Each person has a limited number. */
export async function listTimeOff(db: Db, from: Instant, to: Instant): Promise<TimeOffRow[]> {
  const rows = await overlapping(db, { from, to }).orderBy('starts_at').orderBy('id').execute()
  return rows.map(timeOffOf)
}

/** The same, a page at a time. */
export async function listTimeOffPage(
  db: Db,
  overlap: Overlap,
  page: Page,
): Promise<{ items: TimeOffRow[]; next: string | null }> {
  const keys = { value: sql.ref('starts_at'), id: sql.ref('id'), toValue: instantOfCursor }
  const rows = await applyPage(overlapping(db, overlap), page, keys).execute()
  return pageOf(rows.map(timeOffOf), page, ({ startsAt, id }) => ({ value: startsAt, id }))
}

function overlapping(db: Db, { from, to, user }: Overlap) {
  const all = db
    .selectFrom('time_off')
    .selectAll()
    .where('ends_at', '>', timestamptz(from))
    .where('starts_at', '<', timestamptz(to))
  return user === undefined ? all : all.where('user_id', '=', user)
}

/** One that was typed in. */
export async function insertTimeOff(db: Db, row: Omit<TimeOffRow, 'source' | 'title'>, at: Instant): Promise<void> {
  await db
    .insertInto('time_off')
    .values({
      ...{ id: row.id, user_id: row.user, note: row.note, source: null },
      starts_at: formatInstant(row.startsAt),
      ends_at: formatInstant(row.endsAt),
      created_at: formatInstant(at),
    })
    .execute()
}

export async function findTimeOff(db: Db, user: string, id: string): Promise<TimeOffRow | undefined> {
  const row = await db
    .selectFrom('time_off')
    .selectAll()
    .where('id', '=', id)
    .where('user_id', '=', user)
    .executeTakeFirst()
  return row && timeOffOf(row)
}

/** False: there is no such one of this person. */
export async function deleteTimeOff(db: Db, user: string, id: string): Promise<boolean> {
  const rows = await db
    .deleteFrom('time_off')
    .where('id', '=', id)
    .where('user_id', '=', user)
    .returning('id')
    .execute()
  return rows.length > 0
}

/** Of those that were typed in. */
export async function countTimeOff(db: Db, user: string): Promise<number> {
  const row = await db
    .selectFrom('time_off')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('user_id', '=', user)
    .where('source', 'is', null)
    .executeTakeFirst()
  return Number(row?.count ?? 0)
}

function timeOffOf(row: Selectable<Schema['time_off']>): TimeOffRow {
  return {
    id: row.id,
    user: row.user_id as UserId,
    startsAt: row.starts_at as Instant,
    endsAt: row.ends_at as Instant,
    note: row.note,
    source: row.source,
    title: row.title,
  }
}
