/** The record of who was on call, in the database: facts are inserted and read, never updated. */
import type { Instant, ScheduleId, UserId } from '@tocsin/core/kernel/brand.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import type { ScheduleOverride } from '@tocsin/core/people/schedule.ts'
import type { OnCallPerson } from '@tocsin/core/respond/layer.ts'
import type { OnCallCause, OnCallFact } from '@tocsin/core/respond/on-call-record.ts'
import { type Kysely, type Selectable, sql } from 'kysely'
import type { Schema } from '../../shell/database/schema.ts'

export type RecordedPerson = OnCallPerson & { name: string }

/** A fact as it is kept: with the names of then, and when it was written. */
export interface StoredOnCallFact extends OnCallFact {
  schedule: ScheduleId
  scheduleName: string
  people: RecordedPerson[]
  recordedAt: Instant
  configurationVersion: number
}

/** How far the record of a schedule goes. */
export interface OnCallRecord {
  schedule: ScheduleId
  until: Instant
  /** Null: the schedule is no longer there. */
  due: Instant | null
}

type Db = Kysely<Schema>

/** Locks the records that are due, leaving out those that another node works on unless `waits`. */
export async function claimDueRecords(db: Db, now: Instant, limit: number, waits = false): Promise<OnCallRecord[]> {
  const { rows } = await sql<Selectable<Schema['on_call_records']>>`
    select * from on_call_records where due_at < ${formatInstant(now)}::timestamptz
    order by due_at, schedule_id limit ${limit} for update ${waits ? sql`` : sql`skip locked`}`.execute(db)
  return rows.map(recordOf)
}

/** Begins the record of schedules that have none: nothing is known of before. */
export async function beginMissingRecords(db: Db, now: Instant): Promise<void> {
  await sql`insert into on_call_records (schedule_id, until_at, due_at)
    select id, ${formatInstant(now)}::timestamptz, ${formatInstant(now)}::timestamptz from schedules s
    where not exists (select 1 from on_call_records r where r.schedule_id = s.id)
    on conflict do nothing`.execute(db)
}

/** A layer by which a calendar decides, its own or that of a schedule that stands in its turns. */
const FOLLOWS_CALENDAR = '(exists (@.holidays) || exists (@.importedFrom) || exists (@.turns[*][*].schedule))'

/**
 * Schedules that follow calendars are looked at now: a calendar may have been read anew, which is no edit of them. So are those in which
 * another schedule has turns, whatever that one follows, and those whose layers of now are planned to be replaced by others.
 */
export async function hastenCalendarRecords(db: Db, now: Instant): Promise<void> {
  await sql`update on_call_records r set due_at = least(r.due_at, greatest(r.until_at, ${formatInstant(now)}::timestamptz))
    from schedules s where s.id = r.schedule_id and r.due_at is not null
      and (jsonb_path_exists(s.layers, ${`$[*] ? ${FOLLOWS_CALENDAR}`}::jsonpath)
        or jsonb_path_exists(s.earlier, ${`$[*].layers[*] ? ${FOLLOWS_CALENDAR}`}::jsonpath))`.execute(db)
}

export async function saveRecord(db: Db, { schedule, until, due }: OnCallRecord): Promise<void> {
  await db
    .updateTable('on_call_records')
    .set({ until_at: formatInstant(until), due_at: due === null ? null : formatInstant(due) })
    .where('schedule_id', '=', schedule)
    .execute()
}

/** From `at` on these schedules are looked at anew: something about them changes then. */
export async function touchRecords(db: Db, schedules: readonly string[], at: Instant): Promise<void> {
  if (schedules.length === 0) return
  const instant = formatInstant(at)
  await sql`insert into on_call_records (schedule_id, until_at, due_at)
    select id, ${instant}::timestamptz, ${instant}::timestamptz from unnest(${[...schedules]}::text[]) as id
    on conflict (schedule_id) do update set until_at = greatest(on_call_records.until_at, excluded.until_at),
      due_at = greatest(on_call_records.until_at, excluded.until_at)`.execute(db)
}

/** The schedules in whose layers, of today or before, another schedule stands for people (or a team, when a team changes). */
export async function listDependentSchedules(db: Db, kind: 'schedule' | 'team'): Promise<string[]> {
  const member = kind === 'team' ? '(@.schedule != null || @.team != null)' : '(@.schedule != null)'
  const { rows } = await sql<{ id: string }>`select id from schedules
    where jsonb_path_exists(layers, ${`$[*].turns[*][*] ? ${member}`}::jsonpath)
      or jsonb_path_exists(earlier, ${`$[*].layers[*].turns[*][*] ? ${member}`}::jsonpath)`.execute(db)
  return rows.map(({ id }) => id)
}

export async function nextRecordDue(db: Db): Promise<Instant | null> {
  const row = await db
    .selectFrom('on_call_records')
    .select(({ fn }) => fn.min('due_at').as('due'))
    .executeTakeFirst()
  return (row?.due ?? null) as Instant | null
}

export async function findRecord(db: Db, schedule: string): Promise<OnCallRecord | undefined> {
  const row = await db.selectFrom('on_call_records').selectAll().where('schedule_id', '=', schedule).executeTakeFirst()
  return row && recordOf(row)
}

export async function listRecords(db: Db): Promise<OnCallRecord[]> {
  return (await db.selectFrom('on_call_records').selectAll().orderBy('schedule_id').execute()).map(recordOf)
}

export async function listRecordsOf(db: Db, schedules: readonly ScheduleId[]): Promise<OnCallRecord[]> {
  const { rows } = await sql<Selectable<Schema['on_call_records']>>`
    select * from on_call_records where schedule_id = any(${[...schedules]}::text[])`.execute(db)
  return rows.map(recordOf)
}

export async function findLastFact(db: Db, schedule: string): Promise<StoredOnCallFact | undefined> {
  const row = await db
    .selectFrom('on_call_facts')
    .selectAll()
    .where('schedule_id', '=', schedule)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row && factOf(row)
}

/** The facts of a schedule from the one that held at `from` to the last one before `to`, in order. */
export async function listFacts(db: Db, schedule: string, from: Instant, to: Instant): Promise<StoredOnCallFact[]> {
  const { rows } = await sql<Selectable<Schema['on_call_facts']>>`
    select * from on_call_facts where schedule_id = ${schedule} and at < ${formatInstant(to)}::timestamptz
      and seq >= coalesce((select f.seq from on_call_facts f
        where f.schedule_id = ${schedule} and f.at <= ${formatInstant(from)}::timestamptz
        order by f.at desc, f.seq desc limit 1), 0)
    order by seq`.execute(db)
  return rows.map(factOf)
}

/** The same of many schedules. */
export async function listFactsOf(
  db: Db,
  schedules: readonly ScheduleId[],
  { from, to }: { from: Instant; to: Instant },
): Promise<StoredOnCallFact[]> {
  const { rows } = await sql<Selectable<Schema['on_call_facts']>>`
    select f.* from unnest(${[...schedules]}::text[]) as s(id) cross join lateral (
      select * from on_call_facts o where o.schedule_id = s.id and o.at < ${formatInstant(to)}::timestamptz
        and o.seq >= coalesce((select l.seq from on_call_facts l
          where l.schedule_id = s.id and l.at <= ${formatInstant(from)}::timestamptz
          order by l.at desc, l.seq desc limit 1), 0)
    ) f order by f.schedule_id, f.seq`.execute(db)
  return rows.map(factOf)
}

/** What was written since an instant, in that order. */
export async function listRecentlyRecorded(db: Db, since: Instant): Promise<StoredOnCallFact[]> {
  const { rows } = await sql<Selectable<Schema['on_call_facts']>>`
    select * from on_call_facts where recorded_at >= ${formatInstant(since)}::timestamptz
    order by recorded_at, schedule_id, seq limit 2000`.execute(db)
  return rows.map(factOf)
}

/** The fact that held at an instant, for each schedule that has one, and at most two after it. */
export async function listFactsAt(
  db: Db,
  at: Instant,
): Promise<{ fact: StoredOnCallFact; following: StoredOnCallFact[] }[]> {
  const { rows } = await sql<Selectable<Schema['on_call_facts']>>`
    select f.* from on_call_records r cross join lateral (
      (select * from on_call_facts o where o.schedule_id = r.schedule_id and o.at <= ${formatInstant(at)}::timestamptz
        order by o.at desc, o.seq desc limit 1)
      union all
      (select * from on_call_facts o where o.schedule_id = r.schedule_id and o.at > ${formatInstant(at)}::timestamptz
        order by o.at, o.seq limit 2)
    ) f order by f.schedule_id, f.seq`.execute(db)
  const facts = rows.map(factOf)
  return facts
    .filter((fact) => fact.at <= at)
    .map((fact) => ({
      fact,
      following: facts.filter((other) => other.schedule === fact.schedule && other.at > at),
    }))
}

export async function insertFacts(db: Db, facts: readonly StoredOnCallFact[]): Promise<void> {
  if (facts.length === 0) return
  await db.insertInto('on_call_facts').values(facts.map(rowOf)).execute()
}

function rowOf(fact: StoredOnCallFact) {
  return {
    schedule_id: fact.schedule,
    seq: fact.seq,
    at: formatInstant(fact.at),
    recorded_at: formatInstant(fact.recordedAt),
    cause: fact.cause,
    is_filled_in: fact.isFilledIn,
    schedule_name: fact.scheduleName,
    people: JSON.stringify(fact.people),
    configuration_version: fact.configurationVersion,
    layers_since_at: fact.layersSince === undefined ? null : formatInstant(fact.layersSince),
    overrides: JSON.stringify(fact.overrides),
  }
}

function factOf(row: Selectable<Schema['on_call_facts']>): StoredOnCallFact {
  return {
    schedule: row.schedule_id as ScheduleId,
    seq: row.seq,
    at: row.at as Instant,
    recordedAt: row.recorded_at as Instant,
    cause: row.cause as OnCallCause,
    isFilledIn: row.is_filled_in,
    scheduleName: row.schedule_name,
    people: (row.people as RecordedPerson[]).map((person) => ({ ...person, user: person.user as UserId })),
    configurationVersion: row.configuration_version,
    ...(row.layers_since_at !== null && { layersSince: row.layers_since_at as Instant }),
    overrides: row.overrides as ScheduleOverride[],
  }
}

function recordOf(row: Selectable<Schema['on_call_records']>): OnCallRecord {
  return {
    schedule: row.schedule_id as ScheduleId,
    until: row.until_at as Instant,
    due: row.due_at as Instant | null,
  }
}
