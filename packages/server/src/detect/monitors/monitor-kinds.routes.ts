import { CHECK_KINDS, checkKind } from '@tocsin/adapters/check/registry.ts'
import { QUERY_SYSTEMS, querySystem } from '@tocsin/adapters/query/registry.ts'
import { METRIC_TEMPLATES } from '@tocsin/adapters/query/templates.ts'
import { z } from 'zod'
import { type ApiRoute, defineRoute } from '../../shell/http/api.ts'

const formSchema = z.record(z.string(), z.unknown()).describe('JSON Schema of `settings`.')

const successSchema = z
  .object({
    monitors: z.array(
      z.object({
        kind: z.string(),
        secret: z.string().nullable().describe('What its secret is, where it takes one.'),
        settings: formSchema,
      }),
    ),
    data_sources: z.array(z.object({ system: z.string(), secret: z.string(), settings: formSchema })),
    templates: z.array(
      z.object({
        id: z.string(),
        layer: z.string(),
        severity: z.string(),
        scope: z.string(),
        settings: z.record(z.string(), z.union([z.string(), z.number()])),
        queries: z.record(z.string(), z.string()).describe('By the system of the data source.'),
      }),
    ),
  })
  .meta({ id: 'MonitorKinds' })

/** What monitors and data sources may be, what may be set of each, and rules to begin with. */
export function monitorKindsRoute(): ApiRoute {
  return defineRoute({
    id: 'listMonitorKinds',
    tag: 'monitors',
    summary: 'List the kinds of monitors and of data sources, their settings, and templates',
    method: 'GET',
    path: '/monitor-kinds',
    permission: 'configuration.read',
    success: successSchema,
    async handle() {
      return {
        monitors: CHECK_KINDS.map((kind) => ({
          kind,
          secret: checkKind(kind)?.secret ?? null,
          settings: describe(checkKind(kind)?.settings),
        })),
        data_sources: QUERY_SYSTEMS.map((system) => ({
          system,
          secret: querySystem(system)?.secret ?? '',
          settings: describe(querySystem(system)?.settings),
        })),
        templates: METRIC_TEMPLATES.map(({ settings, queries, ...rest }) => ({
          ...rest,
          settings: { ...settings },
          queries: { ...queries },
        })),
      }
    },
  })
}

/** What is written, not what it becomes: a window is a text. */
function describe(settings: z.ZodType | undefined): Record<string, unknown> {
  if (!settings) return {}
  const { $schema: _, ...schema } = z.toJSONSchema(settings, { io: 'input', unrepresentable: 'any' })
  return schema as Record<string, unknown>
}
