import type { Signal } from '@tocsin/core/detect/signal.ts'
import type { AlertId, IncidentId, Instant, SourceId } from '@tocsin/core/kernel/brand.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import type { SourceSeverity } from '@tocsin/core/kernel/scales.ts'
import { type Kysely, sql } from 'kysely'
import { HOT } from '../../database/hot-statements.ts'
import type { Schema } from '../../database/schema.ts'
import type { RoutedRow } from '../rule-tx.ts'
import type { AlertWork, ClaimedAlert, PlacementRow, Transition, WorkRank } from '../store.ts'
import { storableJson } from './storable-json.ts'

interface SignalRow {
  alert_id: string
  seq: number
  kind: Transition
  episode: number
  because: string | null
}

const RANK: Record<WorkRank, number> = { first: 0, rest: 1 }

/**
 * An alert's first waiting signal is the lock on the alert: a later one is left alone as long as an earlier one is there, also
 * when that one is being dealt with elsewhere. Placements are read after they are locked, so that a check which ran meanwhile
 * is seen.
 */
export async function claimAlertWork(db: Kysely<Schema>, rank: WorkRank, limit: number): Promise<AlertWork[]> {
  const { rows } = await sql<SignalRow>`${HOT} select alert_id, seq, kind, episode, because
    from tocsin_claim_alert_work(${RANK[rank]}::int, ${limit}::int)`.execute(db)
  if (rows.length === 0) return []
  const ids = rows.map((row) => row.alert_id)
  const [, alerts] = await Promise.all([
    sql`${HOT} select 1 from placements where alert_id = any(${ids}::uuid[]) order by alert_id for update`.execute(db),
    loadAlerts(db, ids),
  ])
  const signalOf = new Map(rows.map((row) => [row.alert_id, row]))
  return alerts.flatMap((alert) => {
    const row = signalOf.get(alert.alert)
    if (!row) return []
    const { seq, kind, episode, because } = row
    return [{ ...alert, signal: { seq, kind, episode, ...(because && { because }) } }]
  })
}

export async function claimPlacementChecks(db: Kysely<Schema>, now: Instant, limit: number): Promise<ClaimedAlert[]> {
  const { rows } = await sql<{ alert_id: string }>`${HOT} select alert_id
    from tocsin_claim_placement_checks(${formatInstant(now)}::timestamptz, ${limit}::int)`.execute(db)
  return rows.length === 0
    ? []
    : loadAlerts(
        db,
        rows.map((row) => row.alert_id),
      )
}

interface AlertRow {
  id: string
  source_id: string
  key: string
  state: 'firing' | 'resolved'
  episode: number
  title: string
  severity: string
  labels: Record<string, string>
  record_only: string | null
  started_at: number
  received_at: number
  expires_at: number | null
  placed_episode: number | null
  incident_id: string | null
  because: string
  silence_id: string | null
  until: number | null
  check_at: number | null
  placed_at: number
  rule_id: string | null
  routed: RoutedRow | null
  muted_by: string | null
  causes: string[] | null
}

/** In the order in which they began to fire. */
async function loadAlerts(db: Kysely<Schema>, ids: readonly string[]): Promise<ClaimedAlert[]> {
  const { rows } =
    await sql<AlertRow>`${HOT} select a.id, a.source_id, a.key, a.state, a.episode, a.title, a.severity, a.labels,
      a.record_only, a.started_at, a.received_at, a.expires_at,
      p.episode as placed_episode, p.incident_id, p.because, p.silence_id, p.until, p.check_at, p.placed_at,
      p.muted_by, p.causes, p.rule_id, p.routed
    from alerts a left join placements p on p.alert_id = a.id
    where a.id = any(${[...ids]}::uuid[]) order by a.received_at, a.id`.execute(db)
  return rows.map(alertOf)
}

function alertOf(row: AlertRow): ClaimedAlert {
  return {
    alert: row.id as AlertId,
    source: row.source_id as SourceId,
    key: row.key,
    state: row.state,
    episode: row.episode,
    title: row.title,
    severity: row.severity as SourceSeverity,
    labels: row.labels,
    startedAt: row.started_at as Instant,
    receivedAt: row.received_at as Instant,
    ...(row.record_only && { recordOnly: row.record_only as NonNullable<Signal['recordOnly']> }),
    ...(row.expires_at !== null && { expiresAt: row.expires_at as Instant }),
    placement: row.placed_episode === null ? null : placementOf(row, row.placed_episode),
  }
}

function placementOf(row: AlertRow, episode: number): PlacementRow {
  return {
    alert: row.id as AlertId,
    episode,
    because: row.because,
    placedAt: row.placed_at as Instant,
    ...(row.incident_id && { incident: row.incident_id as IncidentId }),
    ...(row.silence_id && { silence: row.silence_id }),
    ...(row.until !== null && { until: row.until as Instant }),
    ...(row.check_at !== null && { checkAt: row.check_at as Instant }),
    ...(row.rule_id !== null && { rule: row.rule_id }),
    ...(row.routed !== null && { routed: row.routed }),
    ...(row.muted_by !== null && { mutedBy: row.muted_by }),
    ...(row.causes !== null && { causes: row.causes }),
  }
}

export async function finishAlertWork(
  db: Kysely<Schema>,
  done: readonly { alert: AlertId; seq: number }[],
): Promise<void> {
  if (done.length === 0) return
  const [alerts, seqs] = [done.map(({ alert }) => alert), done.map(({ seq }) => seq)]
  await sql`${HOT} select tocsin_finish_alert_work(${alerts}::uuid[], ${seqs}::int[])`.execute(db)
}

export async function savePlacements(db: Kysely<Schema>, rows: readonly PlacementRow[]): Promise<void> {
  if (rows.length === 0) return
  await sql`${HOT} insert into placements (alert_id, episode, incident_id, because, silence_id, until, check_at, placed_at,
      muted_by, causes, rule_id, routed)
    select r.alert, r.episode, r.incident, r.because, r.silence, to_timestamp(r.until / 1000),
      to_timestamp(r."checkAt" / 1000), to_timestamp(r."placedAt" / 1000), r."mutedBy", r.causes, r.rule, r.routed
    from jsonb_to_recordset(${storableJson(rows)}::jsonb) as r(alert uuid, episode int, incident text, because text,
      silence uuid, until float8, "checkAt" float8, "placedAt" float8, "mutedBy" text, causes text[], rule text, routed jsonb)
    order by r.alert
    on conflict (alert_id) do update set episode = excluded.episode, incident_id = excluded.incident_id,
      because = excluded.because, silence_id = excluded.silence_id, until = excluded.until, check_at = excluded.check_at,
      placed_at = excluded.placed_at, muted_by = excluded.muted_by, causes = excluded.causes,
      rule_id = excluded.rule_id, routed = excluded.routed`.execute(db)
}

export async function claimPlacementsOf(db: Kysely<Schema>, incident: IncidentId): Promise<PlacementRow[]> {
  const { rows } = await sql<
    Omit<AlertRow, 'id'> & { alert_id: string; episode: number }
  >`select alert_id, episode, incident_id,
      because, silence_id, until, check_at, placed_at, muted_by, causes, rule_id, routed
    from placements where incident_id = ${incident} order by alert_id for update`.execute(db)
  return rows.map((row) => placementOf({ ...row, id: row.alert_id }, row.episode))
}

export async function recheckMutedBy(db: Kysely<Schema>, silence: string, due: Instant): Promise<void> {
  await sql`${HOT} update placements set check_at = ${formatInstant(due)}::timestamptz where alert_id in
    (select alert_id from placements where silence_id = ${silence}::uuid order by alert_id for update)`.execute(db)
}

export async function nextPlacementCheck(db: Kysely<Schema>): Promise<Instant | null> {
  const { rows } = await sql<{
    check_at: number
  }>`${HOT} select check_at from placements where check_at is not null order by check_at limit 1`.execute(db)
  return (rows[0]?.check_at ?? null) as Instant | null
}
