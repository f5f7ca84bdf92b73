import { sourceOfMonitor } from '@tocsin/core/detect/monitor.ts'
import type { DurationMs, ServiceId } from '@tocsin/core/kernel/brand.ts'
import type { Scope, SourceSeverity } from '@tocsin/core/kernel/scales.ts'
import type { Source } from '@tocsin/core/people/directory.ts'
import type { Kysely } from 'kysely'
import type { Schema } from '../../database/schema.ts'

/** Every monitor is a source of its own to those who place its alert. */
export async function loadMonitorSources(db: Kysely<Schema>): Promise<Source[]> {
  const rows = await db
    .selectFrom('monitors')
    .select(['id', 'name', 'service_id', 'severity', 'quiet_period_ms', 'scope', 'layer', 'is_active'])
    .execute()
  return rows.map((row) => ({
    id: sourceOfMonitor(row.id),
    name: row.name,
    system: 'monitor',
    isActive: row.is_active,
    groupBy: [],
    resolvesWhenClear: true,
    quietPeriodMs: row.quiet_period_ms as DurationMs,
    defaultSeverity: row.severity as SourceSeverity,
    options: { layer: row.layer },
    ...(row.service_id !== null && { service: row.service_id as ServiceId }),
    ...(row.scope !== null && { scope: row.scope as Scope }),
  }))
}
