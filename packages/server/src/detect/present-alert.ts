import type { Instant } from '@tocsin/core/kernel/brand.ts'
import type { DirectoryNames } from '../people/directory-names.ts'
import type { AlertRow, HistoryRow } from './alert.queries.ts'
import type { AlertDetail, AlertView } from './alert.schema.ts'

export function presentAlert(row: AlertRow, names: DirectoryNames): AlertView {
  const { source_id, incident_id, because, silence_id, until, rule_id, routed, ...alert } = row
  return {
    ...(alert as Pick<AlertView, Exclude<keyof typeof alert, symbol>>),
    source: names.source(source_id),
    placement: {
      incident: incident_id,
      because,
      silence: silence_id,
      until: until as Instant | null,
      rule: rule_id,
      rules: routed?.steps ?? [],
    },
  }
}

export function presentHistory(rows: readonly HistoryRow[]): AlertDetail['history'] {
  return rows.map((row) => {
    const {
      seq,
      kind,
      because,
      episode,
      at,
      title,
      severity,
      kept_id: id,
      door,
      received_at,
      content_type,
      bytes,
    } = row
    const delivery = id === null ? null : { id, door, received_at, content_type, bytes }
    return { seq, kind, because, episode, at, title, severity, delivery } as AlertDetail['history'][number]
  })
}
