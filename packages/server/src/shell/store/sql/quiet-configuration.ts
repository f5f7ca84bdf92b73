/** What the configuration says about keeping quiet, as decisions read it. */
import type { DurationMs, Instant, ServiceId, SourceId } from '@tocsin/core/kernel/brand.ts'
import type {
  Inhibition,
  InhibitionId,
  LabelMatcher,
  MaintenanceId,
  MaintenanceRepeat,
  MaintenanceWindow,
} from '@tocsin/core/people/quiet.ts'
import type { Kysely, Selectable } from 'kysely'
import type { Schema } from '../../database/schema.ts'

export async function loadInhibitions(db: Kysely<Schema>): Promise<Inhibition[]> {
  const rows = await db.selectFrom('inhibitions').selectAll().orderBy('id').execute()
  return rows.map(inhibitionOf)
}

export async function loadMaintenance(db: Kysely<Schema>): Promise<MaintenanceWindow[]> {
  const rows = await db.selectFrom('maintenance_windows').selectAll().orderBy('id').execute()
  return rows.map(maintenanceOf)
}

export function inhibitionOf(row: Selectable<Schema['inhibitions']>): Inhibition {
  return {
    id: row.id as InhibitionId,
    name: row.name,
    isActive: row.is_active,
    causes: row.causes as LabelMatcher[],
    symptoms: row.symptoms as LabelMatcher[],
    equal: row.equal,
  }
}

export function maintenanceOf(row: Selectable<Schema['maintenance_windows']>): MaintenanceWindow {
  return {
    id: row.id as MaintenanceId,
    name: row.name,
    isActive: row.is_active,
    mode: row.mode as MaintenanceWindow['mode'],
    pausesMonitors: row.pauses_monitors,
    zone: row.zone,
    startsAt: row.starts_at_wall,
    lastsMs: row.lasts_ms as DurationMs,
    changes: row.changes as MaintenanceWindow['changes'],
    services: row.services as ServiceId[],
    sources: row.sources as SourceId[],
    matchers: row.matchers as LabelMatcher[],
    ...(row.repeat && { repeat: row.repeat as MaintenanceRepeat }),
    ...(row.until_at !== null && { until: row.until_at as Instant }),
  }
}
