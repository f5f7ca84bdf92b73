import type { OpenIncident } from '@tocsin/core/detect/quiet/gathering.ts'
import type { AlertId, IncidentId, Instant, ServiceId, SourceId } from '@tocsin/core/kernel/brand.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import { type Kysely, sql } from 'kysely'
import { HOT } from '../../database/hot-statements.ts'
import type { Schema } from '../../database/schema.ts'
import type { QuietTx } from '../quiet-tx.ts'

export function quietTx(db: Kysely<Schema>): QuietTx {
  return {
    recheckMuted: (mutedBy, due) => recheckMuted(db, mutedBy, due),
    findFiringCauses: (keys, sources) => findFiringCauses(db, keys, sources),
    keepInhibitions: (fingerprint, due) => keepInhibitions(db, fingerprint, due),
    countFired: (asked) => countFired(db, asked),
    countChanges: (asked) => countChanges(db, asked),
    findOpenIncidents: (of) => findOpenIncidents(db, of),
    countOpened: (asked) => countOpened(db, asked),
  }
}

/**
 * See `QuietTx.recheckMuted`. What is over is left alone, however much of it there is; and so is what somebody else holds, who may wait
 * for us: the slow look finds it.
 */
export async function recheckMuted(db: Kysely<Schema>, mutedBy: readonly string[], due: Instant): Promise<void> {
  if (mutedBy.length === 0) return
  await sql`${HOT} update placements set check_at = ${formatInstant(due)}::timestamptz where alert_id in
    (select p.alert_id from placements p join alerts a on a.id = p.alert_id
     where p.muted_by = any(${[...mutedBy]}::text[]) and a.state = 'firing'
     order by p.alert_id for update of p skip locked)`.execute(db)
}

async function findFiringCauses(
  db: Kysely<Schema>,
  keys: readonly string[],
  sources: readonly SourceId[],
): Promise<Set<string>> {
  if (keys.length === 0) return new Set()
  const { rows } = await sql<{ key: string }>`${HOT} select k.key from unnest(${[...keys]}::text[]) as k(key)
    where exists (
      select 1 from placements p join alerts a on a.id = p.alert_id
      where p.causes is not null and p.causes @> array[k.key] and a.state = 'firing'
        and a.source_id = any(${[...sources]}::text[]))`.execute(db)
  return new Set(rows.map(({ key }) => key))
}

async function keepInhibitions(db: Kysely<Schema>, fingerprint: string, due: Instant): Promise<boolean> {
  const { numAffectedRows } = await sql`insert into inhibition_state as s ("only", fingerprint)
    select true, ${fingerprint} where ${fingerprint} <> '' or exists (select 1 from inhibition_state)
    on conflict ("only") do update set fingerprint = excluded.fingerprint where s.fingerprint <> excluded.fingerprint`.execute(
    db,
  )
  if (!numAffectedRows) return false
  await sql`update placements set check_at = ${formatInstant(due)}::timestamptz where alert_id in
    (select p.alert_id from placements p join alerts a on a.id = p.alert_id where a.state = 'firing'
     order by p.alert_id for update of p)`.execute(db)
  return true
}

async function countFired(
  db: Kysely<Schema>,
  asked: readonly { mutedBy: string; since: Instant }[],
): Promise<Map<string, number>> {
  if (asked.length === 0) return new Map()
  // Subqueries, because the planner takes a join for one of all placements with all signals, whatever the indexes.
  const { rows } = await sql<{ muted_by: string; count: number }>`${HOT} select q."mutedBy" as muted_by, (
      select coalesce(sum((
        select count(*) from signals s
        where s.alert_id = p.alert_id and s.kind = 'fired' and s.at > to_timestamp(q.since / 1000))), 0)::int
      from placements p where p.muted_by = q."mutedBy" and p.placed_at > to_timestamp(q.since / 1000)) as count
    from jsonb_to_recordset(${JSON.stringify(asked)}::jsonb) as q("mutedBy" text, since float8)`.execute(db)
  return new Map(rows.flatMap(({ muted_by, count }) => (count > 0 ? [[muted_by, count]] : [])))
}

async function countChanges(
  db: Kysely<Schema>,
  asked: readonly { alert: AlertId; since: Instant }[],
): Promise<Map<AlertId, number>> {
  if (asked.length === 0) return new Map()
  const { rows } = await sql<{ alert: AlertId; count: number }>`${HOT} select q.alert, count(*)::int as count
    from jsonb_to_recordset(${JSON.stringify(asked)}::jsonb) as q(alert uuid, since float8)
    join signals s on s.alert_id = q.alert and s.kind in ('fired', 'cleared') and s.at > to_timestamp(q.since / 1000)
    group by q.alert`.execute(db)
  return new Map(rows.map(({ alert, count }) => [alert, count]))
}

interface OpenRow {
  id: string
  status: string
  services: string[]
  source_id: string | null
  recorded_at: number
}

const OPEN_MAX = 2_000

/** Two indexes answer, one for services and one for sources. */
async function findOpenIncidents(
  db: Kysely<Schema>,
  { services, sources }: { services: readonly ServiceId[]; sources: readonly SourceId[] },
): Promise<OpenIncident[]> {
  if (services.length === 0 && sources.length === 0) return []
  const { rows } = await sql<OpenRow>`${HOT} select id, status, services, source_id, recorded_at from (
      select id, status, services, source_id, recorded_at from incidents
      where status in ('open', 'acknowledged', 'mitigated') and services && ${[...services]}::text[] and not is_test
      union
      select id, status, services, source_id, recorded_at from incidents
      where status in ('open', 'acknowledged', 'mitigated') and source_id = any(${[...sources]}::text[]) and not is_test
    ) found order by recorded_at, length(id), id limit ${OPEN_MAX}`.execute(db)
  return rows.map(openIncidentOf)
}

export function openIncidentOf({ id, status, services, source_id, recorded_at }: OpenRow): OpenIncident {
  return {
    id: id as IncidentId,
    status: status as OpenIncident['status'],
    services: services as ServiceId[],
    recordedAt: recorded_at as Instant,
    ...(source_id !== null && { source: source_id as SourceId }),
  }
}

async function countOpened(
  db: Kysely<Schema>,
  asked: readonly { source: SourceId; since: Instant }[],
): Promise<Map<SourceId, number>> {
  if (asked.length === 0) return new Map()
  const { rows } = await sql<{ source: SourceId; count: number }>`${HOT} select q.source, count(*)::int as count
    from jsonb_to_recordset(${JSON.stringify(asked)}::jsonb) as q(source text, since float8)
    join incidents i on i.source_id = q.source and i.recorded_at > to_timestamp(q.since / 1000)
    group by q.source`.execute(db)
  return new Map(rows.map(({ source, count }) => [source, count]))
}
