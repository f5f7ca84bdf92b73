import { CHECK_KINDS } from '@tocsin/adapters/check/registry.ts'
import { LAYERS } from '@tocsin/adapters/in/options.ts'
import { QUERY_SYSTEMS } from '@tocsin/adapters/query/registry.ts'
import { NO_DATA_RULES } from '@tocsin/core/detect/monitor.ts'
import { SCOPES } from '@tocsin/core/kernel/scales.ts'
import { z } from 'zod'
import type { ConfigurationDeps } from '../../shell/config/configuration-deps.ts'
import {
  checkDataSource,
  type DataSourceRow,
  dataSourceApiInput,
  dataSourceKind,
  dataSourceRow,
} from '../../shell/config/data-source-configuration.ts'
import {
  checkMonitor,
  type MonitorRow,
  monitorApiInput,
  monitorKind,
  monitorRow,
} from '../../shell/config/monitor-configuration.ts'
import { thingRoutes } from '../../shell/config/thing-routes.ts'
import type { ApiRoute } from '../../shell/http/api.ts'
import { instantSchema } from '../../shell/http/instant-schema.ts'
import { textSchema } from '../../shell/http/text-schema.ts'
import { checkNowRoutes } from './check-now.routes.ts'
import { loadMonitorFigures, NO_MONITOR_FIGURES } from './monitor-figures.queries.ts'
import { monitorHistoryRoutes } from './monitor-history.routes.ts'
import { monitorKindsRoute } from './monitor-kinds.routes.ts'
import type { CheckDeps } from './run-check.ts'

export interface MonitorRouteDeps extends ConfigurationDeps {
  check: CheckDeps
  /** Lets the loop look at once. */
  nudgeMonitors(): void
}

export const MONITOR_LEVEL_NAMES = ['pending', 'ok', 'warning', 'critical', 'off'] as const

const share = z.number().min(0).max(1).nullable()

/** Monitors and the data sources of metrics: their configuration, what they found, and trying them out. */
export function monitorRoutes(deps: MonitorRouteDeps): ApiRoute[] {
  // These come first: `/monitors/try` is no monitor.
  return [
    ...checkNowRoutes(deps),
    monitorKindsRoute(),
    ...monitorHistoryRoutes(deps),
    ...monitorThings(deps),
    ...dataSourceThings(deps),
  ]
}

function monitorThings(deps: MonitorRouteDeps): ApiRoute[] {
  return thingRoutes<MonitorRow, typeof monitorApiInput>(deps, {
    ...{ kind: monitorKind, noun: 'monitor', plural: 'monitors', write: 'configuration.write' as const },
    input: monitorApiInput,
    shape: {
      id: z.string(),
      name: z.string(),
      kind: z.enum(CHECK_KINDS),
      settings: z.record(z.string(), z.unknown()),
      service: z.string().optional(),
      layer: z.enum(LAYERS).describe('What it watches; its alerts carry it as the label `layer`.'),
      severity: z.string(),
      warning_severity: z.string(),
      scope: z.enum(SCOPES).optional(),
      ...{ every: z.string(), timeout: z.string(), confirm: z.int(), recover: z.int(), for: z.string() },
      no_data: z.enum(NO_DATA_RULES),
      quiet_period: z.string(),
      active: z.boolean(),
      has_secret: z.boolean(),
      level: z.enum(MONITOR_LEVEL_NAMES).describe('What is believed. `pending`: not checked yet; `off`: not active.'),
      since: instantSchema.nullable().describe('Since when it is believed.'),
      is_suspected: z.boolean().describe('The last check found something else, which is not confirmed yet.'),
      checked_at: instantSchema.nullable(),
      due: instantSchema.nullable().describe('When it is checked next.'),
      latency_ms: z.number().nullable(),
      value: z.number().nullable().describe('Of kinds that measure something: the last value.'),
      message: z.string().nullable().describe('What the last check found.'),
      paused_until: instantSchema.nullable().describe('Not checked until then, e.g. because of maintenance.'),
      uptime_24h: share.describe('The share of the last day in which it was not down; null: nothing is known.'),
      uptime_30d: share,
      latency_24h: z.array(z.number().nullable()).describe('By the hour, in milliseconds; the running hour is last.'),
    },
    async more(db, at) {
      const figures = await loadMonitorFigures(db, at)
      return (row) => ({
        ...(figures.get(row.id) ?? NO_MONITOR_FIGURES),
        has_secret: row.secret_sealed !== null,
        ...(!row.is_active && { level: 'off' }),
      })
    },
    check: checkMonitor,
    row: monitorRow,
    filters: {
      shape: {
        kind: textSchema(50).optional(),
        service: textSchema(100).optional(),
        layer: z.enum(LAYERS).optional(),
      },
      keep: (row, { kind, service, layer }) =>
        (kind === undefined || row.kind === kind) &&
        (service === undefined || row.service_id === service) &&
        (layer === undefined || row.layer === layer),
    },
  })
}

function dataSourceThings(deps: MonitorRouteDeps): ApiRoute[] {
  return thingRoutes<DataSourceRow, typeof dataSourceApiInput>(deps, {
    ...{ kind: dataSourceKind, noun: 'data source', plural: 'data-sources', write: 'configuration.write' as const },
    input: dataSourceApiInput,
    shape: {
      id: z.string(),
      name: z.string(),
      system: z.enum(QUERY_SYSTEMS),
      settings: z.record(z.string(), z.unknown()),
      has_secret: z.boolean(),
      active: z.boolean(),
    },
    more: () => (row) => ({ has_secret: row.secret_sealed !== null }),
    check: checkDataSource,
    row: dataSourceRow,
  })
}
