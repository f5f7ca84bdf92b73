/** Signals that came in, with what is known of their alerts, for replays. */
import type { RuledSignal } from '@tocsin/core/detect/rules/rule-subject.ts'
import type { AlertId, Instant, SourceId } from '@tocsin/core/kernel/brand.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import type { SourceSeverity } from '@tocsin/core/kernel/scales.ts'
import { type Kysely, sql } from 'kysely'
import type { Schema } from '../../shell/database/schema.ts'
import type { StoredSignal } from './replay.ts'

/**
 * Small enough for the one session of the embedded engine, and for the memory of a node: pages go between two of them. An alert may
 * have very long words, and one that flaps has very many signals.
 */
const ALERTS_PER_QUERY = 500
const BYTES_PER_QUERY = 4 * 1024 ** 2
const SIGNALS_PER_QUERY = 5_000
const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff'

interface AlertRow {
  id: string
  source_id: string
  key: string
  description: string | null
  labels: Record<string, string>
  annotations: Record<string, string>
  link: string | null
  record_only: string | null
  bytes: number
}

/** An alert that was not seen for so long is only passed over. */
interface OldRow {
  id: string
  labels: null
}

export interface SignalPage {
  signals: StoredSignal[]
  /** What the words in it take: of an alert once, however many signals it has. */
  bytes: number
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
 * Signals since an instant, in pages, of an alert its last ones first: the alerts that are known for the shortest time come first, so that whoever stops early has
 * the newest. Words and severity are those of the signal, labels those of the alert as it was told last: earlier ones are not kept.
 */
export async function* readStoredSignals(db: Kysely<Schema>, since: Instant): AsyncGenerator<SignalPage> {
  const from = formatInstant(since)
  for (let below = LAST_ID; ; ) {
    const rows = await readAlerts(db, below, from)
    const last = rows.at(-1)
    if (!last) return
    below = last.id
    yield* readSignals(
      db,
      rows.filter((row) => row.labels !== null),
      from,
    )
  }
}

/** The next alerts of the table, the first in any case. What was not seen since comes without its words. */
async function readAlerts(db: Kysely<Schema>, below: string, from: string): Promise<(AlertRow | OldRow)[]> {
  const { rows } = await sql<AlertRow | OldRow>`with page as (
      select *, last_seen_at >= ${from}::timestamptz as is_seen from alerts
      where id < ${below}::uuid order by id desc limit ${ALERTS_PER_QUERY}
    ), sized as (
      select *, case when is_seen then octet_length(labels::text) + octet_length(annotations::text)
        + coalesce(octet_length(description), 0) else 0 end as bytes from page
    ), summed as (select *, sum(bytes) over (order by id desc) - bytes as bytes_before from sized)
    select id, source_id, key, link, record_only, bytes, case when is_seen then description end as description,
      case when is_seen then labels end as labels, case when is_seen then annotations end as annotations
    from summed where bytes_before < ${BYTES_PER_QUERY} order by id desc`.execute(db)
  return rows
}

async function* readSignals(db: Kysely<Schema>, alerts: readonly AlertRow[], from: string): AsyncGenerator<SignalPage> {
  const ids = alerts.map(({ id }) => id)
  const alertOf = new Map(alerts.map((alert) => [alert.id, alert]))
  let alertBytes = alerts.reduce((sum, { bytes }) => sum + bytes, 0)
  let last: Pick<SignalRow, 'alert_id' | 'seq'> = { alert_id: LAST_ID, seq: 0 }
  for (let isMore = ids.length > 0; isMore; ) {
    const { rows } = await sql<SignalRow>`select alert_id, seq, kind, episode, at, title, severity from signals
      where alert_id = any(${ids}::uuid[]) and (alert_id, seq) < (${last.alert_id}::uuid, ${last.seq}::int)
        and at >= ${from}::timestamptz and kind in ('fired', 'changed', 'cleared')
      order by alert_id desc, seq desc limit ${SIGNALS_PER_QUERY}`.execute(db)
    const signals = rows.flatMap((row) => {
      const alert = alertOf.get(row.alert_id)
      return alert ? [storedSignal(row, alert)] : []
    })
    yield { signals, bytes: alertBytes + rows.reduce((sum, { title }) => sum + Buffer.byteLength(title), 0) }
    alertBytes = 0
    last = rows.at(-1) ?? last
    isMore = rows.length === SIGNALS_PER_QUERY
  }
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
