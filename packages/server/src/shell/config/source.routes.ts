import { z } from 'zod'
import type { ApiRoute } from '../http/api.ts'
import { textSchema } from '../http/text-schema.ts'
import type { ConfigurationDeps } from './configuration-deps.ts'
import { checkSource, type SourceRow, sourceApiInput, sourceKind, sourceRow } from './source-configuration.ts'
import { sourceGuideRoute } from './source-guide.routes.ts'
import { sourceKeyRoutes } from './source-key.routes.ts'
import { thingRoutes } from './thing-routes.ts'

export function sourceConfigurationRoutes(deps: ConfigurationDeps): ApiRoute[] {
  const things = thingRoutes<SourceRow, typeof sourceApiInput>(deps, {
    ...{ kind: sourceKind, noun: 'source', plural: 'sources', write: 'configuration.write' as const },
    input: sourceApiInput,
    shape: {
      id: z.string(),
      name: z.string(),
      system: z.string(),
      service: z.string().optional(),
      group_by: z.array(z.string()).optional(),
      group_window: z.string().optional(),
      resolves_when_clear: z.boolean(),
      quiet_period: z.string(),
      default_severity: z.string(),
      map: z.record(z.string(), z.string()).optional(),
      every: z.string().optional(),
      grace: z.string().optional(),
      options: z.record(z.string(), z.unknown()).optional(),
      has_secret: z.boolean(),
      active: z.boolean(),
    },
    more: () => (row) => ({ has_secret: row.secret_sealed !== null }),
    check: checkSource,
    row: sourceRow,
    filters: {
      shape: { system: textSchema(50).optional(), service: textSchema(100).optional() },
      keep: (row, { system, service }) =>
        (system === undefined || row.system === system) && (service === undefined || row.service_id === service),
    },
  })
  return [...things, ...sourceKeyRoutes(deps), sourceGuideRoute(deps)]
}
