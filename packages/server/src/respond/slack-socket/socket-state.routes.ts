import type { Kysely } from 'kysely'
import { z } from 'zod'
import type { Schema } from '../../shell/database/schema.ts'
import { type ApiRoute, defineRoute } from '../../shell/http/api.ts'
import { instantSchema } from '../../shell/http/instant-schema.ts'
import { listSocketStates } from './socket-state.queries.ts'

const connectionsSchema = z
  .object({
    items: z.array(
      z.object({
        node: z.string(),
        state: z.enum(['connected', 'connecting', 'waiting']),
        since: instantSchema,
        problem: z.object({ text: z.string(), at: instantSchema }).nullable().describe('What went wrong last.'),
        retry_at: instantSchema.nullable().describe('Of one that waits: when it is tried again.'),
      }),
    ),
    next: z.null(),
  })
  .meta({ id: 'SlackConnections' })

export function slackConnectionRoutes({ db }: { db: Kysely<Schema> }): ApiRoute[] {
  return [
    defineRoute({
      id: 'listSlackConnections',
      tag: 'channels',
      summary: 'How the connections to Slack stand, one for each node',
      description: 'None without an app-level token in the settings of the channel.',
      method: 'GET',
      path: '/channels/slack/connections',
      permission: 'installation.read',
      success: connectionsSchema,
      async handle({ at }) {
        const states = await listSocketStates(db, at)
        const items = states.map(({ node, state, since, problem, retryAt }) => ({
          ...{ node, state, since, problem, retry_at: retryAt ?? null },
        }))
        return { items, next: null }
      },
    }),
  ]
}
