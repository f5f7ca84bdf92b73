import { PRIORITIES } from '@tocsin/core/kernel/scales.ts'
import { z } from 'zod'
import type { ConfigurationDeps } from '../shell/config/configuration-deps.ts'
import { thingRoutes } from '../shell/config/thing-routes.ts'
import type { ApiRoute } from '../shell/http/api.ts'
import { instantSchema } from '../shell/http/instant-schema.ts'
import { textSchema } from '../shell/http/text-schema.ts'
import { checkService, type ServiceRow, serviceInput, serviceKind, serviceRow } from './service-configuration.ts'
import { loadServiceFigures, NO_FIGURES } from './service-figures.queries.ts'

export function serviceRoutes(deps: ConfigurationDeps): ApiRoute[] {
  return thingRoutes<ServiceRow, typeof serviceInput>(deps, {
    ...{ kind: serviceKind, noun: 'service', plural: 'services', write: 'configuration.write' as const },
    input: serviceInput,
    shape: {
      id: z.string(),
      name: z.string(),
      description: z.string().optional(),
      team: z.string().optional().describe('The team that owns it.'),
      policy: z.string().optional().describe('Who is paged; without one the admins are.'),
      depends_on: z.array(z.string()).optional().describe('The services that it needs to work.'),
      when_dependency_fails: z
        .enum(['join', 'page'])
        .optional()
        .describe(
          'Of its symptoms: `join` (when absent) takes them into the incident of the cause, `page` lets the first of them page.',
        ),
      active: z.boolean(),
      open_incidents: z.int().describe('Incidents that somebody still has to work on; tests are left out.'),
      worst_priority: z.enum(PRIORITIES).nullable().describe('Of the open incidents.'),
      last_signal_at: instantSchema.nullable().describe('When something last came in for it, be it good or bad.'),
    },
    async more(db) {
      const figures = await loadServiceFigures(db)
      return ({ id }) => ({ ...(figures.get(id) ?? NO_FIGURES) })
    },
    check: checkService,
    row: serviceRow,
    filters: {
      shape: { team: textSchema(100).optional(), policy: textSchema(100).optional() },
      keep: (row, { team, policy }) =>
        (team === undefined || row.team_id === team) && (policy === undefined || row.policy_id === policy),
    },
  })
}
