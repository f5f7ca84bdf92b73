import type { Instant } from '@tocsin/core/kernel/brand.ts'
import type { Selectable } from 'kysely'
import type { DirectoryNames } from '../people/directory-names.ts'
import type { Schema } from '../shell/database/schema.ts'
import type { AlertRow } from './alert.queries.ts'
import type { AlertDetail, AlertView } from './alert.schema.ts'

export function presentAlert(row: AlertRow, names: DirectoryNames): AlertView {
  const { source_id, incident_id, because, silence_id, until, ...alert } = row
  return {
    ...(alert as Pick<AlertView, Exclude<keyof typeof alert, symbol>>),
    source: names.source(source_id),
    placement: { incident: incident_id, because, silence: silence_id, until: until as Instant | null },
  }
}

export function presentHistory(rows: readonly Selectable<Schema['signals']>[]): AlertDetail['history'] {
  return rows.map(({ alert_id: _, delivery_id: __, ...signal }) => signal as AlertDetail['history'][number])
}
