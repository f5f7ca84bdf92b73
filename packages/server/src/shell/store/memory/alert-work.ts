import type { Signal } from '@tocsin/core/detect/signal.ts'
import type { AlertId, IncidentId, Instant, SourceId } from '@tocsin/core/kernel/brand.ts'
import type { SourceSeverity } from '@tocsin/core/kernel/scales.ts'
import type { AlertWork, PlacementRow, Transition } from '../store.ts'
import { compareText, throughJson } from './json-value.ts'
import { lockRow, type Session } from './session.ts'
import { numberedKey, type Row } from './tables.ts'

/** The alerts of the oldest `limit` waiting signals. */
export function listWaitingAlerts({ tables, owner }: Session, limit: number): AlertId[] {
  const waiting = tables.alert_work
    .select(owner, () => true)
    .sort((a, b) => a.since - b.since || compareText(a.alert_id, b.alert_id) || a.seq - b.seq)
    .slice(0, limit)
  return [...new Set(waiting.map((row) => row.alert_id as AlertId))]
}

export function lockPlacements({ tables, owner }: Session, ids: readonly AlertId[]): AlertId[] {
  const known = [...new Set(ids)].filter((id) => tables.placements.get(owner, id))
  return known.sort(compareText).filter((id) => tables.placements.tryLock(owner, id))
}

export function readAlerts({ tables, owner }: Session, ids: readonly AlertId[]): Omit<AlertWork, 'signals'>[] {
  const rows = ids.flatMap((id) => {
    const alert = tables.alerts.get(owner, tables.identityOfAlert.get(id) ?? '')
    const placement = tables.placements.get(owner, id)
    return alert && placement ? [{ alert, placement }] : []
  })
  rows.sort((a, b) => a.alert.received_at - b.alert.received_at || compareText(a.alert.id, b.alert.id))
  return rows.map(({ alert, placement }) => throughJson(workOf(alert, placement)))
}

function workOf(row: Row<'alerts'>, placement: Row<'placements'>): Omit<AlertWork, 'signals'> {
  return {
    alert: row.id as AlertId,
    source: row.source_id as SourceId,
    key: row.key,
    state: row.state as AlertWork['state'],
    episode: row.episode,
    title: row.title,
    severity: row.severity as SourceSeverity,
    labels: row.labels,
    startedAt: row.started_at as Instant,
    receivedAt: row.received_at as Instant,
    ...(row.record_only && { recordOnly: row.record_only as NonNullable<Signal['recordOnly']> }),
    ...(row.expires_at !== null && { expiresAt: row.expires_at as Instant }),
    placement: {
      alert: row.id as AlertId,
      episode: placement.episode,
      because: placement.because,
      placedAt: placement.placed_at as Instant,
      ...(placement.incident_id && { incident: placement.incident_id as IncidentId }),
      ...(placement.silence_id && { silence: placement.silence_id }),
      ...(placement.until !== null && { until: placement.until as Instant }),
    },
  }
}

export function readWaitingSignals({ tables, owner }: Session, alert: AlertId): AlertWork['signals'] {
  const waiting = tables.alert_work.select(owner, (row) => row.alert_id === alert).sort((a, b) => a.seq - b.seq)
  return waiting.flatMap(({ seq }) => {
    const signal = tables.signals.get(owner, numberedKey(alert, seq))
    if (!signal) return []
    const { kind, episode, because } = signal
    return [{ seq, kind: kind as Transition, episode, ...(because && { because }) }]
  })
}

export async function finishAlertWork(
  session: Session,
  done: readonly { alert: AlertId; seq: number }[],
): Promise<void> {
  const { tables, owner } = session
  for (const { alert, seq } of done) {
    const key = numberedKey(alert, seq)
    if (!tables.alert_work.get(owner, key)) continue
    await lockRow(session, tables.alert_work, key)
    tables.alert_work.put(owner, key, undefined)
  }
}

export async function savePlacements(session: Session, given: readonly PlacementRow[]): Promise<void> {
  const { tables, owner } = session
  for (const row of throughJson(given)) {
    if (!tables.placements.get(owner, row.alert)) continue
    await lockRow(session, tables.placements, row.alert)
    tables.placements.put(owner, row.alert, {
      alert_id: row.alert,
      episode: row.episode,
      incident_id: row.incident ?? null,
      because: row.because,
      silence_id: row.silence ?? null,
      until: row.until ?? null,
      placed_at: row.placedAt,
    })
  }
}

export function listAlertsMutedBy({ tables, owner }: Session, silence: string, limit: number): AlertId[] {
  const muted = tables.placements.select(owner, (row) => row.silence_id === silence)
  const firing = muted.filter(
    (row) => tables.alerts.get(owner, tables.identityOfAlert.get(row.alert_id) ?? '')?.state === 'firing',
  )
  return firing
    .map((row) => row.alert_id as AlertId)
    .sort(compareText)
    .slice(0, limit)
}
