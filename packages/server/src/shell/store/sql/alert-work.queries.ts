import type { Signal } from '@tocsin/core/detect/signal.ts'
import type { AlertId, IncidentId, Instant, SourceId } from '@tocsin/core/kernel/brand.ts'
import type { SourceSeverity } from '@tocsin/core/kernel/scales.ts'
import { type Kysely, sql } from 'kysely'
import type { Schema } from '../../database/schema.ts'
import type { AlertWork, PlacementRow, Transition } from '../store.ts'

export async function claimAlertWork(db: Kysely<Schema>, limit: number): Promise<AlertWork[]> {
  const waiting = await sql<{ alert_id: string }>`select distinct alert_id from
    (select alert_id from alert_work order by since, alert_id, seq limit ${limit}) t`.execute(db)
  const claimed = await claimAlerts(
    db,
    waiting.rows.map((row) => row.alert_id as AlertId),
  )
  return claimed.filter((work) => work.signals.length > 0)
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
  placed_episode: number
  incident_id: string | null
  because: string
  silence_id: string | null
  until: number | null
  placed_at: number
}

/** The placement's row is the lock. Signals are read after it is held, so that none of a transaction before ours is missed. */
export async function claimAlerts(db: Kysely<Schema>, ids: readonly AlertId[]): Promise<AlertWork[]> {
  if (ids.length === 0) return []
  const locked = await sql<{
    alert_id: string
  }>`select alert_id from placements where alert_id = any(${[...ids]}::text[])
    order by alert_id for update skip locked`.execute(db)
  const mine = locked.rows.map((row) => row.alert_id)
  if (mine.length === 0) return []
  const alerts = await sql<AlertRow>`select a.id, a.source_id, a.key, a.state, a.episode, a.title, a.severity, a.labels,
      a.record_only, a.started_at, a.received_at, a.expires_at,
      p.episode as placed_episode, p.incident_id, p.because, p.silence_id, p.until, p.placed_at
    from alerts a join placements p on p.alert_id = a.id where a.id = any(${mine}::text[]) order by a.received_at, a.id`.execute(
    db,
  )
  const signals = await sql<{
    alert_id: string
    seq: number
    kind: Transition
    episode: number
    because: string | null
  }>`
    select w.alert_id, w.seq, s.kind, s.episode, s.because from alert_work w
    join signals s on s.alert_id = w.alert_id and s.seq = w.seq where w.alert_id = any(${mine}::text[])
    order by w.alert_id, w.seq`.execute(db)
  const byAlert = Map.groupBy(signals.rows, (row) => row.alert_id)
  return alerts.rows.map((row) => ({
    ...workOf(row),
    signals: (byAlert.get(row.id) ?? []).map(({ seq, kind, episode, because }) => ({
      seq,
      kind,
      episode,
      ...(because && { because }),
    })),
  }))
}

function workOf(row: AlertRow): Omit<AlertWork, 'signals'> {
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
    placement: placementOf(row),
  }
}

function placementOf(row: AlertRow): PlacementRow {
  return {
    alert: row.id as AlertId,
    episode: row.placed_episode,
    because: row.because,
    placedAt: row.placed_at as Instant,
    ...(row.incident_id && { incident: row.incident_id as IncidentId }),
    ...(row.silence_id && { silence: row.silence_id }),
    ...(row.until !== null && { until: row.until as Instant }),
  }
}

export async function finishAlertWork(
  db: Kysely<Schema>,
  done: readonly { alert: AlertId; seq: number }[],
): Promise<void> {
  if (done.length === 0) return
  await sql`delete from alert_work w using jsonb_to_recordset(${JSON.stringify(done)}::jsonb) as d(alert text, seq int)
    where w.alert_id = d.alert and w.seq = d.seq`.execute(db)
}

export async function savePlacements(db: Kysely<Schema>, rows: readonly PlacementRow[]): Promise<void> {
  if (rows.length === 0) return
  await sql`update placements p set episode = r.episode, incident_id = r.incident, because = r.because, silence_id = r.silence,
      until = to_timestamp(r.until / 1000), placed_at = to_timestamp(r."placedAt" / 1000)
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(
      alert text, episode int, incident text, because text, silence text, until float8, "placedAt" float8)
    where p.alert_id = r.alert`.execute(db)
}

export async function listAlertsMutedBy(db: Kysely<Schema>, silence: string, limit: number): Promise<AlertId[]> {
  const rows = await db
    .selectFrom('placements')
    .innerJoin('alerts', 'alerts.id', 'placements.alert_id')
    .select('placements.alert_id')
    .where('silence_id', '=', silence)
    .where('alerts.state', '=', 'firing')
    .orderBy('placements.alert_id')
    .limit(limit)
    .execute()
  return rows.map((row) => row.alert_id as AlertId)
}
