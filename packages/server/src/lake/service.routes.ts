import { z } from 'zod'
import type { ConfigurationDeps } from '../shell/config/configuration-deps.ts'
import { thingRoutes } from '../shell/config/thing-routes.ts'
import type { ApiRoute } from '../shell/http/api.ts'
import { textSchema } from '../shell/http/text-schema.ts'
import { checkService, type ServiceRow, serviceInput, serviceKind, serviceRow } from './service-configuration.ts'

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
      active: z.boolean(),
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
