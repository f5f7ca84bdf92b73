import type { Signal } from '@tocsin/core/detect/signal.ts'
import type { AlertId, IncidentId, Instant, SourceId } from '@tocsin/core/kernel/brand.ts'
import type { SourceSeverity } from '@tocsin/core/kernel/scales.ts'
import type { AlertWork, ClaimedAlert, PlacementRow, Transition, WorkRank } from '../store.ts'
import { compareText, throughJson } from './json-value.ts'
import { lockRow, type Session } from './session.ts'
import { numberedKey, type Row } from './tables.ts'

type WaitingSignal = AlertWork['signal'] & { alert: AlertId }

/** Locks the first waiting signal of each of at most `limit` alerts: whoever has it has the alert. */
export function lockFirstSignals({ tables, owner }: Session, rank: WorkRank, limit: number): WaitingSignal[] {
  const waiting = tables.alert_work.select(owner, () => true)
  waiting.sort((a, b) => compareText(a.alert_id, b.alert_id) || a.seq - b.seq)
  const mine: WaitingSignal[] = []
  for (const [index, { alert_id: alert, seq, rank: its }] of waiting.entries()) {
    if (mine.length >= limit) break
    if (waiting[index - 1]?.alert_id === alert || its !== (rank === 'first' ? 0 : 1)) continue
    const key = numberedKey(alert, seq)
    const signal = tables.signals.get(owner, key)
    if (!tables.alert_work.tryLock(owner, key) || !signal) continue
    const { kind, episode, because } = signal
    mine.push({ alert: alert as AlertId, seq, kind: kind as Transition, episode, ...(because && { because }) })
  }
  return mine
}

export async function lockPlacements(session: Session, ids: readonly AlertId[]): Promise<void> {
  const { tables, owner } = session
  const placed = ids.filter((id) => tables.placements.get(owner, id))
  for (const id of placed.sort(compareText)) await lockRow(session, tables.placements, id)
}

export function lockDueChecks({ tables, owner }: Session, now: Instant, limit: number): AlertId[] {
  const busy = new Set(tables.alert_work.select(owner, () => true).map((row) => row.alert_id))
  const due = tables.placements
    .select(owner, (row) => row.check_at !== null && row.check_at <= now && !busy.has(row.alert_id))
    .sort((a, b) => (a.check_at ?? 0) - (b.check_at ?? 0) || compareText(a.alert_id, b.alert_id))
  const mine: AlertId[] = []
  for (const { alert_id: alert } of due) {
    if (mine.length >= limit) break
    if (tables.placements.tryLock(owner, alert)) mine.push(alert as AlertId)
  }
  return mine
}

/** In the order in which they began to fire. */
export function readAlerts({ tables, owner }: Session, ids: readonly AlertId[]): ClaimedAlert[] {
  const rows = ids.flatMap((id) => tables.alerts.get(owner, tables.identityOfAlert.get(id) ?? '') ?? [])
  rows.sort((a, b) => a.received_at - b.received_at || compareText(a.id, b.id))
  return rows.map((row) => throughJson(alertOf(row, tables.placements.get(owner, row.id))))
}

function alertOf(row: Row<'alerts'>, placement: Row<'placements'> | undefined): ClaimedAlert {
  return {
    alert: row.id as AlertId,
    source: row.source_id as SourceId,
    key: row.key,
    state: row.state as ClaimedAlert['state'],
    episode: row.episode,
    title: row.title,
    severity: row.severity as SourceSeverity,
    labels: row.labels,
    startedAt: row.started_at as Instant,
    receivedAt: row.received_at as Instant,
    ...(row.record_only && { recordOnly: row.record_only as NonNullable<Signal['recordOnly']> }),
    ...(row.expires_at !== null && { expiresAt: row.expires_at as Instant }),
    placement: placement ? placementOf(placement) : null,
  }
}

function placementOf(row: Row<'placements'>): PlacementRow {
  return {
    alert: row.alert_id as AlertId,
    episode: row.episode,
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
  for (const row of throughJson(given).toSorted((a, b) => compareText(a.alert, b.alert))) {
    await lockRow(session, tables.placements, row.alert)
    tables.placements.put(owner, row.alert, {
      alert_id: row.alert,
      episode: row.episode,
      incident_id: row.incident ?? null,
      because: row.because,
      silence_id: row.silence ?? null,
      until: row.until ?? null,
      check_at: row.checkAt ?? null,
      placed_at: row.placedAt,
      rule_id: row.rule ?? null,
      routed: row.routed ?? null,
      muted_by: row.mutedBy ?? null,
      causes: row.causes ?? null,
    })
  }
}

/** As the database does it: found by what was committed, locked one after the other, and looked at again under the lock. */
export async function claimPlacementsOf(session: Session, incident: IncidentId): Promise<PlacementRow[]> {
  const { tables, owner } = session
  const found = tables.placements.select(owner, (row) => row.incident_id === incident)
  const claimed: PlacementRow[] = []
  for (const { alert_id: alert } of found.sort((a, b) => compareText(a.alert_id, b.alert_id))) {
    await lockRow(session, tables.placements, alert)
    const row = tables.placements.get(owner, alert)
    if (row?.incident_id === incident) claimed.push(placementOf(row))
  }
  return claimed
}

export async function recheckMutedBy(session: Session, silence: string, due: Instant): Promise<void> {
  const { tables, owner } = session
  const muted = tables.placements.select(owner, (row) => row.silence_id === silence)
  for (const { alert_id: alert } of muted.sort((a, b) => compareText(a.alert_id, b.alert_id))) {
    await lockRow(session, tables.placements, alert)
    const row = tables.placements.get(owner, alert)
    if (row?.silence_id === silence) tables.placements.put(owner, alert, { ...row, check_at: due })
  }
}

export function nextPlacementCheck({ tables, owner }: Session): Instant | null {
  const checks = tables.placements.select(owner, (row) => row.check_at !== null)
  return earliest(checks.map((row) => row.check_at))
}

export function earliest(instants: readonly (number | null)[]): Instant | null {
  return instants.reduce(
    (found, at) => (found === null || (at !== null && at < found) ? at : found),
    null,
  ) as Instant | null
}
