import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { DAY } from '@tocsin/core/kernel/instant.ts'
import { z } from 'zod'
import { type ApiRoute, defineRoute } from '../../shell/http/api.ts'
import { instantSchema } from '../../shell/http/instant-schema.ts'
import { textSchema } from '../../shell/http/text-schema.ts'
import { BUCKET_SPANS_MS } from './monitor.queries.ts'
import type { MonitorRouteDeps } from './monitor.routes.ts'
import { listCausedIncidents, listHistory, listResults } from './monitor-figures.queries.ts'

const params = z.object({ id: textSchema(100) })
const [FINE, HOURLY, DAILY] = BUCKET_SPANS_MS

/** How far back, and in buckets of which width. */
const PERIODS = {
  '24h': { days: 1, spanMs: FINE },
  '7d': { days: 7, spanMs: HOURLY },
  '30d': { days: 30, spanMs: HOURLY },
  '1y': { days: 365, spanMs: DAILY },
} as const

const pointSchema = z
  .object({
    at: instantSchema.describe('When the bucket begins.'),
    checks: z.int(),
    failures: z.int(),
    latency_avg: z.number(),
    latency_min: z.number(),
    latency_max: z.number(),
    value: z.number().nullable().describe('On average, of kinds that measure something.'),
    up_ms: z.int(),
    down_ms: z.int(),
  })
  .meta({ id: 'MonitorPoint' })

const resultSchema = z
  .object({
    at: instantSchema,
    finding: z.string(),
    latency_ms: z.number(),
    value: z.number().nullable(),
    message: z.string(),
  })
  .meta({ id: 'MonitorResult' })

const incidentSchema = z
  .object({
    id: z.string(),
    title: z.string(),
    status: z.string(),
    priority: z.string(),
    detected_at: instantSchema,
    restored_at: instantSchema.nullable(),
    resolved_at: instantSchema.nullable(),
  })
  .meta({ id: 'MonitorIncident' })

const INCIDENTS_MAX = 20

export function monitorHistoryRoutes({ db }: MonitorRouteDeps): ApiRoute[] {
  const common = { tag: 'monitors', method: 'GET' as const, permission: 'configuration.read' as const, params }
  return [
    defineRoute({
      ...common,
      id: 'getMonitorHistory',
      summary: 'How long answers took, and when it was down',
      path: '/monitors/:id/history',
      query: z.object({ period: z.enum(['24h', '7d', '30d', '1y']).default('24h') }),
      success: z.object({ span_ms: z.int(), from: instantSchema, to: instantSchema, items: z.array(pointSchema) }),
      async handle({ params: { id }, query, at }) {
        const { days, spanMs } = PERIODS[query.period]
        const from = (Math.floor((at - days * DAY) / spanMs) * spanMs + spanMs) as Instant
        return { span_ms: spanMs, from, to: at, items: await listHistory(db, id, spanMs, from) }
      },
    }),
    defineRoute({
      ...common,
      id: 'listMonitorResults',
      summary: 'The last checks, one by one',
      path: '/monitors/:id/results',
      success: z.object({ items: z.array(resultSchema), next: z.null() }),
      handle: async ({ params: { id } }) => ({ items: await listResults(db, id), next: null }),
    }),
    defineRoute({
      ...common,
      id: 'listMonitorIncidents',
      summary: 'The incidents that it opened',
      path: '/monitors/:id/incidents',
      permission: 'incident.read',
      success: z.object({ items: z.array(incidentSchema), next: z.null() }),
      handle: async ({ params: { id } }) => ({ items: await listCausedIncidents(db, id, INCIDENTS_MAX), next: null }),
    }),
  ]
}
