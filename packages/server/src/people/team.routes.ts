import { z } from 'zod'
import type { ConfigurationDeps } from '../shell/config/configuration-deps.ts'
import { thingRoutes } from '../shell/config/thing-routes.ts'
import type { ApiRoute } from '../shell/http/api.ts'
import { textSchema } from '../shell/http/text-schema.ts'
import { checkTeam, type TeamRow, teamInput, teamKind, teamRow } from './team-configuration.ts'

export function teamRoutes(deps: ConfigurationDeps): ApiRoute[] {
  return thingRoutes<TeamRow, typeof teamInput>(deps, {
    ...{ kind: teamKind, noun: 'team', plural: 'teams', write: 'configuration.write' as const },
    input: teamInput,
    shape: { id: z.string(), name: z.string(), members: z.array(z.string()).describe('People, by id.') },
    check: checkTeam,
    row: (input, _, { references }) => teamRow(input, references),
    filters: {
      shape: { member: textSchema(100).optional().describe('The id of a person.') },
      keep: ({ members }, { member }) => member === undefined || members.some((id) => id === member),
    },
  })
}
