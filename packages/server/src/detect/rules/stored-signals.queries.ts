/** Signals that came in, with what is known of their alerts, for replays. */
import type { RuledSignal } from '@tocsin/core/detect/rules/rule-subject.ts'
import type { AlertId, Instant, SourceId } from '@tocsin/core/kernel/brand.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import type { SourceSeverity } from '@tocsin/core/kernel/scales.ts'
import { type Kysely, sql } from 'kysely'
import type { Schema } from '../../shell/database/schema.ts'
import type { StoredSignal } from './replay.ts'

/** Small enough for the one session of the embedded engine: pages go between two of them. */
const ALERTS_PER_QUERY = 500

interface AlertRow {
  id: string
  source_id: string
  key: string
  description: string | null
  labels: Record<string, string>
  annotations: Record<string, string>
  link: string | null
  record_only: string | null
  last_seen_at: number
}

interface SignalRow {
  alert_id: string
  seq: number
  kind: StoredSignal['kind']
  episode: number
  at: number
  title: string
  severity: string
}

/**
 * Signals since an instant, in pages: the alerts that are known for the shortest time come first, so that whoever stops early has
 * the newest. Words and severity are those of the signal, labels those of the alert as it was told last: earlier ones are not kept.
 */
export async function* readStoredSignals(db: Kysely<Schema>, since: Instant): AsyncGenerator<StoredSignal[]> {
  const from = formatInstant(since)
  for (let below = 'ffffffff-ffff-ffff-ffff-ffffffffffff'; ; ) {
    const { rows } = await sql<AlertRow>`select id, source_id, key, description, labels, annotations, link, record_only,
        last_seen_at from alerts where id < ${below}::uuid order by id desc limit ${ALERTS_PER_QUERY}`.execute(db)
    const last = rows.at(-1)
    if (!last) return
    below = last.id
    yield await readSignals(
      db,
      rows.filter((row) => row.last_seen_at >= since),
      from,
    )
  }
}

async function readSignals(db: Kysely<Schema>, alerts: readonly AlertRow[], from: string): Promise<StoredSignal[]> {
  if (alerts.length === 0) return []
  const ids = alerts.map(({ id }) => id)
  const { rows } = await sql<SignalRow>`select alert_id, seq, kind, episode, at, title, severity from signals
    where alert_id = any(${ids}::uuid[]) and at >= ${from}::timestamptz and kind in ('fired', 'changed', 'cleared')
    order by alert_id, seq`.execute(db)
  const alertOf = new Map(alerts.map((alert) => [alert.id, alert]))
  return rows.flatMap((row) => {
    const alert = alertOf.get(row.alert_id)
    return alert ? [storedSignal(row, alert)] : []
  })
}

function storedSignal(row: SignalRow, alert: AlertRow): StoredSignal {
  const { description, link, record_only: recordOnly } = alert
  const at = row.at as Instant
  const signal: RuledSignal = {
    ...{ key: alert.key, title: row.title, labels: alert.labels, annotations: alert.annotations },
    ...{ severity: row.severity as SourceSeverity, receivedAt: at },
    ...(description !== null && { description }),
    ...(link !== null && { link }),
    ...(recordOnly !== null && { recordOnly: recordOnly as NonNullable<RuledSignal['recordOnly']> }),
  }
  const { seq, kind, episode } = row
  return { alert: row.alert_id as AlertId, source: alert.source_id as SourceId, seq, kind, episode, at, signal }
}
