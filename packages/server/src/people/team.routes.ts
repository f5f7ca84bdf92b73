import type { TeamId, UserId } from '@tocsin/core/kernel/brand.ts'
import { listReadinessProblems, type ReadinessProblem } from '@tocsin/core/respond/readiness.ts'
import { z } from 'zod'
import type { ConfigurationDeps } from '../shell/config/configuration-deps.ts'
import { formatDuration } from '../shell/config/duration.ts'
import { thingRoutes } from '../shell/config/thing-routes.ts'
import { type ApiRoute, defineRoute } from '../shell/http/api.ts'
import { namedSchema } from '../shell/http/named-schema.ts'
import { textSchema } from '../shell/http/text-schema.ts'
import { letThrough, letThroughSchema } from './fairness/rest-answer.ts'
import { holdTeamToRest } from './fairness/rest-of-others.ts'
import { checkTeam, type TeamRow, teamInput, teamKind, teamRow } from './team-configuration.ts'

export function teamRoutes(deps: ConfigurationDeps): ApiRoute[] {
  return [...teamThingRoutes(deps), readinessRoute(deps)]
}

function teamThingRoutes(deps: ConfigurationDeps): ApiRoute[] {
  return thingRoutes<TeamRow, typeof teamInput>(deps, {
    ...{ kind: teamKind, noun: 'team', plural: 'teams', write: 'configuration.write' as const },
    input: teamInput,
    shape: {
      id: z.string(),
      name: z.string(),
      members: z.array(z.string()).describe('People, by id.'),
      minimum: z
        .object({
          contacts: z.int(),
          channels: z.int(),
          first_page: z.string().optional(),
          not_only_mail: z.boolean(),
        })
        .optional()
        .describe('What every member has to have set up to be reached.'),
      rest: letThroughSchema,
    },
    check: checkTeam,
    row: (input, _, { references }) => teamRow(input, references),
    async judge(editor, { id, name, members }) {
      const team = { id: id as TeamId, name, members: members as UserId[] }
      return letThrough(await holdTeamToRest(editor, team), deps.directory())
    },
    filters: {
      shape: { member: textSchema(100).optional().describe('The id of a person.') },
      keep: ({ members }, { member }) => member === undefined || members.some((id) => id === member),
    },
  })
}

const readinessSchema = z
  .object({
    is_asked: z.boolean().describe('Whether the team asks for anything.'),
    members: z.array(
      z.object({
        user: namedSchema,
        is_ready: z.boolean(),
        problems: z.array(
          z.object({
            problem: z.enum(['too_few_contacts', 'too_few_channels', 'only_mail', 'first_page_late', 'no_rule']),
            sentence: z.string(),
          }),
        ),
      }),
    ),
  })
  .meta({ id: 'TeamReadiness' })

function readinessRoute({ directory, db }: ConfigurationDeps): ApiRoute {
  return defineRoute({
    id: 'showTeamReadiness',
    tag: 'teams',
    summary: 'What each member lacks of what the team asks for',
    method: 'GET',
    path: '/teams/:id/readiness',
    permission: 'configuration.read',
    params: z.object({ id: textSchema(100) }),
    success: readinessSchema,
    async handle({ params }) {
      const row = await teamKind.find(db, params.id)
      if (!row) return { rejected: { code: 'not_found' } }
      const { minimum } = row
      const { users } = directory()
      const members = row.members.flatMap((id) => users.get(id as UserId) ?? [])
      return {
        is_asked: minimum !== null,
        members: members.map((user) => {
          const problems = minimum ? listReadinessProblems(user, minimum) : []
          return {
            user: { id: user.id, name: user.name },
            is_ready: problems.length === 0,
            problems: problems.map((each) => ({ problem: each.problem, sentence: sentenceOf(each) })),
          }
        }),
      }
    },
  })
}

function sentenceOf(found: ReadinessProblem): string {
  switch (found.problem) {
    case 'too_few_contacts':
      return `Has ${found.has} verified ways to be reached; ${found.needs} are asked for.`
    case 'too_few_channels':
      return `Has ways on ${found.has} different channels; ${found.needs} are asked for.`
    case 'only_mail':
      return 'Can be reached by mail alone; another way is asked for.'
    case 'first_page_late':
      return `Is paged ${formatDuration(found.afterMs)} after a step; ${formatDuration(found.withinMs)} is asked for.`
    case 'no_rule':
      return 'Has rules for urgent pages, but none of them names a verified way.'
  }
}
