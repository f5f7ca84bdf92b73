/** The channels of incidents in the database: what is to be done, by whom, and what was done. */
import type { IncidentId, Instant } from '@tocsin/core/kernel/brand.ts'
import type { ChannelNotice } from '@tocsin/core/kernel/decision.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import { type Kysely, type Selectable, sql, type Updateable } from 'kysely'
import type { Schema } from '../../shell/database/schema.ts'

type Db = Kysely<Schema>
export type ChannelRow = Selectable<Schema['incident_channels']>
export type ChannelChanges = Omit<Updateable<Schema['incident_channels']>, 'incident_id' | 'lease'>

const SYSTEM = 'slack'

/** It has something new to show. Told again it changes nothing: what is shown is made of the facts. */
export async function wantChannel(db: Db, { incident, version }: ChannelNotice, at: Instant): Promise<void> {
  const now = formatInstant(at)
  await sql`insert into incident_channels (incident_id, system, state, generation, is_pinned, told_version, telling_version, invited,
      wanted_version, due_at, lease, failures, requested_at)
    values (${incident}, ${SYSTEM}, 'wanted', 1, false, 0, 0, '{}', ${version}, ${now}::timestamptz, 0, 0, ${now}::timestamptz)
    on conflict (incident_id) do update set
      wanted_version = greatest(incident_channels.wanted_version, excluded.wanted_version),
      due_at = case when incident_channels.failures > 0 then coalesce(incident_channels.due_at, excluded.due_at)
        else excluded.due_at end`.execute(db)
}

export interface ChannelClaim {
  now: Instant
  leasedUntil: Instant
  limit: number
}

/** Takes what is due, the longest due first, until `leasedUntil`: a crash gives it back. */
export async function claimChannels(db: Db, { now, leasedUntil, limit }: ChannelClaim): Promise<ChannelRow[]> {
  const [at, until] = [formatInstant(now), formatInstant(leasedUntil)]
  const { rows } = await sql<ChannelRow>`
    update incident_channels set lease = lease + 1, leased_until = ${until}::timestamptz
    where incident_id = any(array(
      select incident_id from incident_channels
      where due_at <= ${at}::timestamptz and (leased_until is null or leased_until <= ${at}::timestamptz)
      order by due_at, incident_id limit ${limit} for update skip locked))
    returning *`.execute(db)
  return rows
}

export async function nextChannelDue(db: Db): Promise<Instant | null> {
  const { rows } = await sql<{ due: number | null }>`
    select min(greatest(due_at, coalesce(leased_until, due_at))) as due from incident_channels where due_at is not null`.execute(
    db,
  )
  return (rows[0]?.due ?? null) as Instant | null
}

/** Writes down one step that was done. False when somebody else works on it by now: the lease is the fence. */
export async function saveChannel(
  db: Db,
  { incident_id, lease }: Pick<ChannelRow, 'incident_id' | 'lease'>,
  changes: ChannelChanges,
): Promise<boolean> {
  const result = await db
    .updateTable('incident_channels')
    .set(changes)
    .where('incident_id', '=', incident_id)
    .where('lease', '=', lease)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/**
 * Ends the work on it for now. What has come in beyond `seen` meanwhile is looked at at once.
 * @param dueAt when it is to be looked at again, whatever happens
 */
export async function endWork(
  db: Db,
  { incident_id, lease }: Pick<ChannelRow, 'incident_id' | 'lease'>,
  { seen, dueAt, at, ...changes }: ChannelChanges & { seen: number; dueAt: Instant | null; at: Instant },
): Promise<void> {
  const due = dueAt === null ? null : formatInstant(dueAt)
  await db
    .updateTable('incident_channels')
    .set({
      ...changes,
      leased_until: null,
      due_at: sql`case when wanted_version > ${seen} and ${changes.failures ?? 0}::int = 0 then ${formatInstant(at)}::timestamptz
        else ${due}::timestamptz end`,
    })
    .where('incident_id', '=', incident_id)
    .where('lease', '=', lease)
    .execute()
}

/** Keeps a name for an incident. False when another has it. */
export async function takeName(
  db: Db,
  row: Pick<ChannelRow, 'incident_id' | 'lease'>,
  name: string,
): Promise<'taken' | 'by_other' | 'lost'> {
  const { rows } = await sql<{ other: boolean }>`select exists (select 1 from incident_channels
    where system = ${SYSTEM} and name = ${name} and incident_id <> ${row.incident_id}) as other`.execute(db)
  if (rows[0]?.other) return 'by_other'
  return (await saveChannel(db, row, { name })) ? 'taken' : 'lost'
}

/** The incident that a channel belongs to. */
export async function findIncidentOfChannel(db: Db, channel: string): Promise<IncidentId | undefined> {
  const row = await db
    .selectFrom('incident_channels')
    .select('incident_id')
    .where('system', '=', SYSTEM)
    .where('channel_id', '=', channel)
    .executeTakeFirst()
  return row?.incident_id as IncidentId | undefined
}

/** What stands in the way of keeping messages is shown with what stands in the way of the channel. */
export async function noteChannelProblem(
  db: Db,
  incident: IncidentId,
  { code, problem, at }: { code: string; problem: string; at: Instant },
): Promise<void> {
  await db
    .updateTable('incident_channels')
    .set({ problem_code: code.slice(0, 200), problem, problem_at: formatInstant(at) })
    .where('incident_id', '=', incident)
    .execute()
}

const PROBLEMS_MAX = 20

/** Channels that something is wrong with, the latest first. */
export async function listChannelProblems(db: Db): Promise<ChannelRow[]> {
  return db
    .selectFrom('incident_channels')
    .selectAll()
    .where('problem_at', 'is not', null)
    .orderBy('problem_at', 'desc')
    .limit(PROBLEMS_MAX)
    .execute()
}

/** Somebody has mended what was wrong: everything that failed is tried at once. */
export async function retryChannels(db: Db, at: Instant): Promise<number> {
  const { numAffectedRows } = await sql`update incident_channels
    set due_at = ${formatInstant(at)}::timestamptz, failures = 0, failing_since = null,
      invited = coalesce((select jsonb_object_agg(key, value) from jsonb_each(invited) where value = '"in"'), '{}')
    where problem_at is not null and state not in ('ended', 'gone')`.execute(db)
  return Number(numAffectedRows ?? 0n)
}
