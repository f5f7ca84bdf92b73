import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import { type Kysely, type Selectable, sql } from 'kysely'
import type { Schema } from '../../shell/database/schema.ts'
import type { CalendarRow } from './calendar-configuration.ts'
import type { CalendarWarning } from './read-ical.ts'

type Db = Kysely<Schema>

export interface ClaimedCalendar {
  id: string
  /** What was read last time, if there was one. */
  digest: string | null
  readAt: Instant | null
}

/** Takes calendars that are due, so that no other node reads them until the lease ends. Those that are written down are never due. */
export async function claimCalendars(
  db: Db,
  { now, leasedUntil, limit }: { now: Instant; leasedUntil: Instant; limit: number },
): Promise<ClaimedCalendar[]> {
  const { rows } = await sql<{ id: string; digest: string | null; read_at: Instant | null }>`
    insert into calendar_reads as r (calendar_id, due, tried_at, warnings)
    select c.id, ${formatInstant(leasedUntil)}::timestamptz, ${formatInstant(now)}::timestamptz, '[]'::jsonb
      from calendars c left join calendar_reads k on k.calendar_id = c.id
      where c.source ->> 'from' <> 'days' and (k.due is null or k.due <= ${formatInstant(now)}::timestamptz)
      order by k.due nulls first, c.id limit ${limit}
    on conflict (calendar_id) do update set due = excluded.due, tried_at = excluded.tried_at
      where r.due <= excluded.tried_at
    returning calendar_id as id, digest, read_at`.execute(db)
  return rows.map(({ id, digest, read_at }) => ({ id, digest, readAt: read_at }))
}

export interface ReadOutcome {
  due: Instant
  triedAt: Instant
  /** Absent: as it was. */
  read?: { at: Instant; digest: string; warnings: readonly CalendarWarning[] }
  error: string | null
}

export async function saveRead(db: Db, id: string, { due, triedAt, read, error }: ReadOutcome): Promise<void> {
  const tried = { due: formatInstant(due), tried_at: formatInstant(triedAt), error }
  const known = read && {
    read_at: formatInstant(read.at),
    digest: read.digest,
    warnings: JSON.stringify(read.warnings),
  }
  await db
    .insertInto('calendar_reads')
    .values({ calendar_id: id, digest: null, warnings: '[]', ...tried, ...known })
    .onConflict((conflict) => conflict.column('calendar_id').doUpdateSet({ ...tried, ...known }))
    .execute()
}

export async function loadReads(db: Db): Promise<Map<string, Selectable<Schema['calendar_reads']>>> {
  const rows = await db.selectFrom('calendar_reads').selectAll().execute()
  return new Map(rows.map((row) => [row.calendar_id, row]))
}

/** Whether somebody has changed how a calendar is read since it was. */
export function isReadAlike(some: CalendarRow, other: CalendarRow): boolean {
  const how = ({ use, source, zone, people, secret_sealed }: CalendarRow) =>
    JSON.stringify([use, source, zone, Object.entries(people).sort(), secret_sealed])
  return how(some) === how(other)
}
