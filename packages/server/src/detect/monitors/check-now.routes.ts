/** Trying a monitor out: once, now, without anything being kept, or the one that exists before its turn. */
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { z } from 'zod'
import type { DataSourceRow } from '../../shell/config/data-source-configuration.ts'
import { loadCurrentConfiguration, referencesOf } from '../../shell/config/file/current-configuration.ts'
import { checkMonitor, monitorApiInput, monitorRow } from '../../shell/config/monitor-configuration.ts'
import { type ApiRoute, defineRoute } from '../../shell/http/api.ts'
import { textSchema } from '../../shell/http/text-schema.ts'
import { hurryMonitor } from './monitor.queries.ts'
import type { MonitorRouteDeps } from './monitor.routes.ts'
import { runCheck } from './run-check.ts'

const resultSchema = z
  .object({
    finding: z.enum(['ok', 'warning', 'critical', 'no_data']),
    message: z.string(),
    target: z.string(),
    latency_ms: z.number(),
    value: z.number().nullable(),
    details: z.record(z.string(), z.unknown()).describe('What was seen: status, headers, records, series, …'),
  })
  .meta({ id: 'CheckResult' })

export function checkNowRoutes(deps: MonitorRouteDeps): ApiRoute[] {
  return [tryRoute(deps), checkRoute(deps)]
}

function tryRoute(deps: MonitorRouteDeps): ApiRoute {
  return defineRoute({
    id: 'tryMonitor',
    tag: 'monitors',
    summary: 'Check once, now',
    description:
      'Carries out the check that such a monitor would, and shows what it finds. Nothing is kept and nobody is paged. The secret of an existing monitor of this `id` and kind is used where none is given.',
    method: 'POST',
    path: '/monitors/try',
    permission: 'configuration.write',
    body: monitorApiInput,
    success: resultSchema,
    async handle({ body, at }) {
      const current = await loadCurrentConfiguration(deps.db)
      const references = referencesOf(current)
      const problems = checkMonitor(body, references)
      if (problems.length > 0) return { rejected: { code: 'invalid_request' as const }, problems }
      const existing = current.monitors.find(({ id, kind }) => id === body.id && kind === body.kind)
      const row = monitorRow(body, existing, { references, secrets: deps.secrets, ids: deps.ids, at })
      const source = sourceOf(current.dataSources, body.settings)
      return presentChecked(await runCheck(deps.check, row, source))
    },
  })
}

function sourceOf(sources: readonly DataSourceRow[], settings: Record<string, unknown>): DataSourceRow | undefined {
  return sources.find(({ id }) => id === settings.source)
}

function presentChecked({
  report,
  latencyMs,
  target,
}: Awaited<ReturnType<typeof runCheck>>): z.output<typeof resultSchema> {
  const { finding, message, value, details } = report
  return { finding, message, target, latency_ms: latencyMs, value: value ?? null, details: details ?? {} }
}

function checkRoute({ db, nudgeMonitors }: MonitorRouteDeps): ApiRoute {
  return defineRoute({
    id: 'checkMonitor',
    tag: 'monitors',
    summary: 'Check a monitor before its turn',
    description: 'What it finds counts like any other check. A monitor that is off is not checked.',
    method: 'POST',
    path: '/monitors/:id/check',
    permission: 'incident.respond',
    params: z.object({ id: textSchema(100) }),
    async handle({ params, at }: { params: { id: string }; at: Instant }) {
      if (!(await hurryMonitor(db, params.id, at))) return { rejected: { code: 'not_found' as const } }
      nudgeMonitors()
      return undefined
    },
  })
}
