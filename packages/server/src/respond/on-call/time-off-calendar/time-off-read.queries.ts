/** How reading people's calendars goes: which are due, and what came of it. */
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import { type Kysely, sql } from 'kysely'
import type { CalendarFailure, Validators } from '../../../people/calendars/fetch-calendar.ts'
import type { CalendarWarning } from '../../../people/calendars/read-ical.ts'
import type { TimeOffCalendarRow } from '../../../people/calendars/time-off-calendar.ts'
import type { Schema } from '../../../shell/database/schema.ts'

type Db = Kysely<Schema>

export interface ReadError {
  failure: CalendarFailure
  status?: number
}

export interface CalendarRead {
  due: Instant
  triedAt: Instant
  readAt: Instant | null
  error: ReadError | null
  /** In a row. */
  failures: number
  failingSince: Instant | null
  /** The person has a letter of its failing. */
  toldAt: Instant | null
  warnings: CalendarWarning[]
  digest: string | null
  validators: Validators
}

/** Takes calendars that are due, so that no other node reads them until the lease ends. Those of people who left are not read. */
export async function claimReads(
  db: Db,
  { now, leasedUntil, limit }: { now: Instant; leasedUntil: Instant; limit: number },
): Promise<string[]> {
  const { rows } = await sql<{ user_id: string }>`
    insert into time_off_reads as r (user_id, due, tried_at, failures, warnings)
    select c.user_id, ${formatInstant(leasedUntil)}::timestamptz, ${formatInstant(now)}::timestamptz, 0, '[]'::jsonb
      from time_off_calendars c
      join users u on u.id = c.user_id and u.is_active
      left join time_off_reads k on k.user_id = c.user_id
      where k.due is null or k.due <= ${formatInstant(now)}::timestamptz
      order by k.due nulls first, c.user_id limit ${limit}
    on conflict (user_id) do update set due = excluded.due, tried_at = excluded.tried_at
      where r.due <= excluded.tried_at
    returning user_id`.execute(db)
  return rows.map(({ user_id }) => user_id)
}

export async function findRead(db: Db, user: string): Promise<CalendarRead | undefined> {
  const row = await db.selectFrom('time_off_reads').selectAll().where('user_id', '=', user).executeTakeFirst()
  return (
    row && {
      ...{ due: row.due as Instant, triedAt: row.tried_at as Instant, readAt: row.read_at as Instant | null },
      ...{ error: row.error as ReadError | null, failures: row.failures, toldAt: row.told_at as Instant | null },
      failingSince: row.failing_since as Instant | null,
      ...{ warnings: row.warnings as CalendarWarning[], digest: row.digest },
      validators: (row.validators ?? {}) as Validators,
    }
  )
}

export async function saveRead(db: Db, user: string, read: CalendarRead): Promise<void> {
  const instant = (at: Instant | null) => at && formatInstant(at)
  const row = {
    ...{ due: formatInstant(read.due), tried_at: formatInstant(read.triedAt), read_at: instant(read.readAt) },
    ...{ error: read.error && JSON.stringify(read.error), failures: read.failures, digest: read.digest },
    ...{ failing_since: instant(read.failingSince), told_at: instant(read.toldAt) },
    ...{ warnings: JSON.stringify(read.warnings), validators: JSON.stringify(read.validators) },
  }
  await db
    .insertInto('time_off_reads')
    .values({ user_id: user, ...row })
    .onConflict((conflict) => conflict.column('user_id').doUpdateSet(row))
    .execute()
}

/**
 * The calendar, locked against whoever changes it at the same time. Undefined: there is none any more. Two who read it at once wait here
 * for each other.
 */
export async function lockCalendar(db: Db, user: string): Promise<TimeOffCalendarRow | undefined> {
  const row = await db
    .selectFrom('time_off_calendars')
    .selectAll()
    .where('user_id', '=', user)
    .forUpdate()
    .executeTakeFirst()
  return row as TimeOffCalendarRow | undefined
}
