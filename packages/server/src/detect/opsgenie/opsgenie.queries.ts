/** Alerts as Opsgenie's clients know them, in the database. Statements about one alert lock it where it is going to be changed. */
import type { AlertTarget } from '@tocsin/adapters/in/opsgenie/operation.ts'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import { type Insertable, type Kysely, sql, type Updateable } from 'kysely'
import type { Schema } from '../../shell/database/schema.ts'
import { storableJson } from '../../shell/store/sql/storable-json.ts'
import type { OpsgenieRow } from './opsgenie-row.ts'

type Db = Kysely<Schema>

const UUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i
const TINY = /^\d{1,15}$/

/** The open alert of an alias, held until the end of the transaction. */
export async function lockOpenAlert(db: Db, source: string, alias: string): Promise<OpsgenieRow | undefined> {
  return db
    .selectFrom('opsgenie_alerts')
    .selectAll()
    .where('source_id', '=', source)
    .where('alias', '=', alias)
    .where('status', '=', 'open')
    .forUpdate()
    .executeTakeFirst()
}

/** An alias means the open alert of that name, else the latest one. */
export async function lockAlert(db: Db, source: string, target: AlertTarget): Promise<OpsgenieRow | undefined> {
  const id = await findAlertId(db, source, target)
  if (id === undefined) return undefined
  return db.selectFrom('opsgenie_alerts').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
}

/** Holds those that are still there until the end of the transaction; in one order, so that nodes do not wait for each other in a circle. */
export async function lockAlertsById(db: Db, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await sql`select 1 from opsgenie_alerts where id = any(${[...ids]}::uuid[]) order by id for update`.execute(db)
}

export async function findAlertId(db: Db, source: string, { by, value }: AlertTarget): Promise<string | undefined> {
  const query = db.selectFrom('opsgenie_alerts').select('id').where('source_id', '=', source)
  if (by === 'id') {
    if (!UUID.test(value)) return undefined
    return (await query.where('id', '=', value.toLowerCase()).executeTakeFirst())?.id
  }
  if (by === 'tiny') {
    if (!TINY.test(value)) return undefined
    return (await query.where('tiny_id', '=', Number(value)).executeTakeFirst())?.id
  }
  const latest = query.where('alias', '=', value).orderBy(sql`status = 'open'`, 'desc').orderBy('created_at', 'desc')
  return (await latest.orderBy('id', 'desc').limit(1).executeTakeFirst())?.id
}

/** Alerts of a source are numbered from 1; whoever takes a number holds the counter until the end of the transaction. */
export async function takeNumber(db: Db, source: string): Promise<number> {
  const { rows } = await sql<{ last: number }>`insert into opsgenie_numbers as n (source_id, last) values (${source}, 1)
    on conflict (source_id) do update set last = n.last + 1 returning last`.execute(db)
  return rows[0]?.last ?? 1
}

export async function insertAlert(db: Db, row: Insertable<Schema['opsgenie_alerts']>): Promise<OpsgenieRow> {
  return db.insertInto('opsgenie_alerts').values(row).returningAll().executeTakeFirstOrThrow()
}

export async function updateAlert(
  db: Db,
  id: string,
  changes: Updateable<Schema['opsgenie_alerts']>,
): Promise<OpsgenieRow | undefined> {
  return db.updateTable('opsgenie_alerts').set(changes).where('id', '=', id).returningAll().executeTakeFirst()
}

export async function deleteAlert(db: Db, id: string): Promise<void> {
  await db.deleteFrom('opsgenie_entries').where('opsgenie_alert_id', '=', id).execute()
  await db.deleteFrom('opsgenie_alerts').where('id', '=', id).execute()
}

/** The status of the incident that has this episode of the alert; undefined where none has, or not yet. */
export async function findIncidentStatus(db: Db, alert: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('placements')
    .innerJoin('incidents', 'incidents.id', 'placements.incident_id')
    .innerJoin('alerts', (join) =>
      join.onRef('alerts.id', '=', 'placements.alert_id').onRef('alerts.episode', '=', 'placements.episode'),
    )
    .select('incidents.status')
    .where('placements.alert_id', '=', alert)
    .executeTakeFirst()
  return row?.status
}

export interface NewEntry {
  id: string
  alert: string
  kind: 'note' | 'log'
  at: Instant
  owner: string
  text: string
}

export async function insertEntries(db: Db, entries: readonly NewEntry[]): Promise<void> {
  if (entries.length === 0) return
  const rows = entries.map(({ alert, at, ...entry }) => ({
    ...entry,
    opsgenie_alert_id: alert,
    at: formatInstant(at),
  }))
  await db.insertInto('opsgenie_entries').values(rows).execute()
}

export interface NewRequest {
  id: string
  source: string
  action: string
  at: Instant
  /** Absent while nobody knows what becomes of it. */
  outcome?: { isSuccess: boolean; status: string }
  alert?: string | undefined
  alias?: string | undefined
}

export async function insertRequest(db: Db, { source, at, outcome, alert, alias, ...rest }: NewRequest): Promise<void> {
  await db
    .insertInto('opsgenie_requests')
    .values({
      ...rest,
      source_id: source,
      requested_at: formatInstant(at),
      processed_at: outcome ? formatInstant(at) : null,
      is_success: outcome?.isSuccess ?? false,
      status: outcome?.status ?? '',
      opsgenie_alert_id: alert ?? null,
      alias: alias ?? '',
    })
    .execute()
}

export async function endRequest(
  db: Db,
  id: string,
  { isSuccess, status }: { isSuccess: boolean; status: string },
  at: Instant,
): Promise<void> {
  await db
    .updateTable('opsgenie_requests')
    .set({ processed_at: formatInstant(at), is_success: isSuccess, status })
    .where('id', '=', id)
    .execute()
}

export async function findRequest(db: Db, source: string, id: string) {
  if (!UUID.test(id)) return undefined
  return db
    .selectFrom('opsgenie_requests')
    .selectAll()
    .where('id', '=', id.toLowerCase())
    .where('source_id', '=', source)
    .executeTakeFirst()
}

export interface NewCommand {
  id: string
  source: string
  alert: OpsgenieRow
  request?: string
  command: object
  said: object
}

export async function insertCommands(db: Db, commands: readonly NewCommand[]): Promise<void> {
  if (commands.length === 0) return
  const rows = commands.map(({ id, source, alert, request, command, said }) => ({
    id,
    source_id: source,
    opsgenie_alert_id: alert.id,
    alert_id: alert.alert_id,
    request_id: request ?? null,
    command: storableJson(command),
    said: storableJson(said),
  }))
  await db.insertInto('opsgenie_commands').values(rows).execute()
}

export interface ClaimedCommand {
  id: string
  source_id: string
  opsgenie_alert_id: string
  request_id: string | null
  command: unknown
  said: unknown
  incident_id: string | null
}

/**
 * Locks the oldest command of each of at most `limit` alerts that the matcher has dealt with. What another transaction works at is
 * left to it, and with it what comes after it.
 */
export async function claimCommands(db: Db, limit: number): Promise<ClaimedCommand[]> {
  const { rows } =
    await sql<ClaimedCommand>`select c.id, c.source_id, c.opsgenie_alert_id, c.request_id, c.command, c.said,
      (select p.incident_id from placements p where p.alert_id = c.alert_id) as incident_id
    from opsgenie_commands c
    where not exists (select 1 from alert_work w where w.alert_id = c.alert_id)
      and not exists (select 1 from opsgenie_commands e where e.alert_id = c.alert_id and e.id < c.id)
    order by c.id limit ${limit} for update of c skip locked`.execute(db)
  return rows
}

export async function deleteCommands(db: Db, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await sql`delete from opsgenie_commands where id = any(${[...ids]}::uuid[])`.execute(db)
}

export async function hasCommands(db: Db): Promise<boolean> {
  return (await db.selectFrom('opsgenie_commands').select('id').limit(1).executeTakeFirst()) !== undefined
}
