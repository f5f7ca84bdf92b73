/** Time off that came from a person's calendar, and the events that they ignore. */
import type { Instant, UserId } from '@tocsin/core/kernel/brand.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import type { KnownTimeOff, TimeOffPlan } from '@tocsin/core/respond/time-off-sync.ts'
import { type Kysely, type RawBuilder, type Selectable, sql } from 'kysely'
import type { Schema } from '../../shell/database/schema.ts'
import { timestamptz } from '../../shell/database/timestamptz.ts'

type Db = Kysely<Schema>

/** What `source` says of it. */
export const FROM_CALENDAR = 'calendar' as const

/**
 * What came from the calendar and is not over at `now`, the ignored included. In one statement: an event that somebody ignores between two
 * would be in both lists, and leave neither alone.
 */
export function listKnown(db: Db, user: string, now: Instant): Promise<KnownTimeOff[]> {
  return listFrom(sql`(${countedOf(user)} union all ${ignoredOf(user)})`, db, now)
}

export function listIgnored(db: Db, user: string, now: Instant): Promise<KnownTimeOff[]> {
  return listFrom(sql`(${ignoredOf(user)})`, db, now)
}

function countedOf(user: string): RawBuilder<unknown> {
  return sql`select id, event_key, starts_at, ends_at, coalesce(title, '') as title, false as is_ignored
    from time_off where user_id = ${user} and event_key is not null`
}

function ignoredOf(user: string): RawBuilder<unknown> {
  return sql`select id, event_key, starts_at, ends_at, title, true as is_ignored from time_off_ignored where user_id = ${user}`
}

async function listFrom(events: RawBuilder<unknown>, db: Db, now: Instant): Promise<KnownTimeOff[]> {
  const { rows } = await sql<Selectable<Schema['time_off_ignored']> & { is_ignored: boolean }>`
    select * from ${events} e where ends_at > ${formatInstant(now)}::timestamptz
    order by is_ignored, starts_at, id`.execute(db)
  return rows.map(({ id, event_key: key, title, is_ignored: isIgnored, starts_at, ends_at }) => ({
    ...{ id, key, title, isIgnored, startsAt: starts_at as Instant, endsAt: ends_at as Instant },
  }))
}

/** Carries out a plan; `newId` names what is added. What is past keeps its row and loses its event. */
export async function applyTimeOffPlan(
  db: Db,
  { user, now, newId }: { user: UserId; now: Instant; newId: () => string },
  plan: TimeOffPlan,
): Promise<void> {
  await forgetPast(db, user, now)
  const dropped = plan.removed.map(({ id }) => id)
  if (dropped.length > 0) {
    await db.deleteFrom('time_off').where('id', 'in', dropped).execute()
    await db.deleteFrom('time_off_ignored').where('id', 'in', dropped).execute()
  }
  for (const { id } of plan.ended)
    await db
      .updateTable('time_off')
      .set({ ends_at: formatInstant(now), event_key: null })
      .where('id', '=', id)
      .execute()
  // Two events that change places would meet at the unique key on their way.
  const renamed = plan.changed.map(({ id }) => id)
  if (renamed.length > 0)
    for (const table of ['time_off', 'time_off_ignored'] as const)
      await sql`update ${sql.table(table)} set event_key = 'moving ' || id where id = any(${renamed})`.execute(db)
  for (const { id, isIgnored, ...event } of plan.changed)
    await db
      .updateTable(isIgnored ? 'time_off_ignored' : 'time_off')
      .set(columnsOf(event))
      .where('id', '=', id)
      .execute()
  if (plan.added.length === 0) return
  const made = { user_id: user, note: '', source: FROM_CALENDAR, created_at: formatInstant(now) }
  await db
    .insertInto('time_off')
    .values(plan.added.map((event) => ({ id: newId(), ...made, ...columnsOf(event) })))
    .execute()
}

function columnsOf({ key, title, startsAt, endsAt }: Omit<KnownTimeOff, 'id' | 'isIgnored'>) {
  return { event_key: key, title, starts_at: formatInstant(startsAt), ends_at: formatInstant(endsAt) }
}

/** Undefined: there is no such one of this person that is not over. */
export async function ignoreTimeOff(db: Db, user: string, id: string, now: Instant): Promise<'ignored' | undefined> {
  const at = formatInstant(now)
  return undisturbed(db, user, async (tx) => {
    const { rows } = await sql`
    with gone as (
      delete from time_off where id = ${id} and user_id = ${user} and event_key is not null and ends_at > ${at}::timestamptz
      returning id, user_id, event_key, starts_at, ends_at, coalesce(title, '') as title, created_at)
    insert into time_off_ignored (id, user_id, event_key, starts_at, ends_at, title, created_at) select * from gone
    returning id`.execute(tx)
    return rows.length > 0 ? 'ignored' : undefined
  })
}

/** Undefined: there is no such one of this person that is not over. */
export async function restoreTimeOff(db: Db, user: string, id: string, now: Instant): Promise<'restored' | undefined> {
  return undisturbed(db, user, async (tx) => {
    const { rows } = await sql`
    with back as (
      delete from time_off_ignored where id = ${id} and user_id = ${user} and ends_at > ${formatInstant(now)}::timestamptz
      returning id, user_id, event_key, starts_at, ends_at, title, created_at)
    insert into time_off (id, user_id, event_key, starts_at, ends_at, title, created_at, note, source)
    select id, user_id, event_key, starts_at, ends_at, title, created_at, '', ${FROM_CALENDAR} from back
    returning id`.execute(tx)
    return rows.length > 0 ? 'restored' : undefined
  })
}

/** While nobody reads the calendar: whoever does holds it, and would go by what it found before. */
function undisturbed<Done>(db: Db, user: string, change: (tx: Db) => Promise<Done>): Promise<Done> {
  return db.transaction().execute(async (tx) => {
    await tx.selectFrom('time_off_calendars').select('user_id').where('user_id', '=', user).forUpdate().execute()
    return change(tx)
  })
}

/** What is over stays for good, and is no longer looked for in the calendar. */
async function forgetPast(db: Db, user: UserId, now: Instant): Promise<void> {
  const isOver = timestamptz(now)
  await db
    .updateTable('time_off')
    .set({ event_key: null })
    .where('user_id', '=', user)
    .where('event_key', 'is not', null)
    .where('ends_at', '<=', isOver)
    .execute()
  await db.deleteFrom('time_off_ignored').where('user_id', '=', user).where('ends_at', '<=', isOver).execute()
}

/**
 * Ends what came from calendars that are read no more: what lies ahead goes, what runs ends now, what is past stays. Returns how many
 * people that concerned.
 */
export async function endOrphanedTimeOff(db: Db, now: Instant): Promise<number> {
  const { rows: people } = await sql<{ user_id: string }>`
    select distinct t.user_id from (
      select user_id from time_off where event_key is not null union select user_id from time_off_ignored) t
    where not exists (select 1 from time_off_calendars c where c.user_id = t.user_id)`.execute(db)
  const at = formatInstant(now)
  for (const { user_id: user } of people) {
    await sql`delete from time_off where user_id = ${user} and event_key is not null and starts_at >= ${at}::timestamptz`.execute(
      db,
    )
    await sql`update time_off set event_key = null, ends_at = least(ends_at, ${at}::timestamptz)
      where user_id = ${user} and event_key is not null`.execute(db)
    await db.deleteFrom('time_off_ignored').where('user_id', '=', user).execute()
  }
  return people.length
}
