import { LAYERS } from '@tocsin/adapters/in/options.ts'
import { z } from 'zod'
import type { ApiRoute } from '../http/api.ts'
import { instantSchema } from '../http/instant-schema.ts'
import { textSchema } from '../http/text-schema.ts'
import type { ConfigurationDeps } from './configuration-deps.ts'
import { checkSource, type SourceRow, sourceApiInput, sourceKind, sourceRow } from './source-configuration.ts'
import { countDeadLetters, loadSourceFigures, NO_SOURCE_FIGURES } from './source-figures.queries.ts'
import { sourceGuideRoute } from './source-guide.routes.ts'
import { sourceKeyRoutes } from './source-key.routes.ts'
import { quietShape } from './source-quiet.ts'
import { sourceSystemsRoute } from './source-systems.routes.ts'
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
      quiet: quietShape.optional(),
      has_secret: z.boolean(),
      active: z.boolean(),
      last_signal_at: instantSchema.nullable().describe('When it last sent anything, a heartbeat included.'),
      signals_24h: z.int(),
      problems_24h: z.int().describe('What was wrong with its requests.'),
      dead_letters: z.int().describe('Requests that could not be read, and wait to be replayed or discarded.'),
    },
    async more(db, at) {
      const figures = await loadSourceFigures(db, at)
      const letters = await countDeadLetters(db)
      return (row) => ({
        has_secret: row.secret_sealed !== null,
        dead_letters: letters.get(row.id) ?? 0,
        ...(figures.get(row.id) ?? NO_SOURCE_FIGURES),
      })
    },
    check: checkSource,
    row: sourceRow,
    filters: {
      shape: {
        system: textSchema(50).optional(),
        service: textSchema(100).optional(),
        layer: z.enum(LAYERS).optional().describe('What it watches.'),
      },
      keep: (row, { system, service, layer }) =>
        (system === undefined || row.system === system) &&
        (service === undefined || row.service_id === service) &&
        (layer === undefined || row.options.layer === layer),
    },
  })
  return [...things, ...sourceKeyRoutes(deps), sourceGuideRoute(deps), sourceSystemsRoute()]
}
