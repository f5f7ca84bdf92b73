import type { Instant } from '@tocsin/core/kernel/brand.ts'
import type { Kysely } from 'kysely'
import { z } from 'zod'
import type { Schema } from '../../shell/database/schema.ts'
import type { EngineDeps } from '../../shell/engine/deps.ts'
import { type ApiRoute, defineRoute } from '../../shell/http/api.ts'
import { instantSchema } from '../../shell/http/instant-schema.ts'
import { listChannelProblems, retryChannels } from './channel.queries.ts'
import { CHANNEL_LOOP } from './channel-loop.ts'

const TAG = 'channels'
const PATH = '/channels/slack/incident-channels'

const problemsSchema = z
  .object({
    items: z.array(
      z.object({
        incident: z.string(),
        name: z.string().nullable().describe('The channel, as far as there is one.'),
        code: z
          .string()
          .describe(
            'In Slack’s own word, such as `name_taken`; `missing_scope:pins:write` names the scope that the app lacks.',
          ),
        problem: z.string(),
        at: instantSchema,
        retry_at: instantSchema.nullable().describe('When it is tried again; null: when somebody asks for it.'),
      }),
    ),
    next: z.null(),
  })
  .meta({ id: 'IncidentChannelProblems' })

export function roomRoutes({ db, engine }: { db: Kysely<Schema>; engine: Pick<EngineDeps, 'nudge'> }): ApiRoute[] {
  return [
    defineRoute({
      id: 'listIncidentChannelProblems',
      tag: TAG,
      summary: 'What keeps the channels of incidents from being as they should be',
      description: 'The latest twenty. Pages never wait for any of it.',
      method: 'GET',
      path: `${PATH}/problems`,
      permission: 'installation.read',
      success: problemsSchema,
      async handle() {
        const rows = await listChannelProblems(db)
        const items = rows.map(({ incident_id, name, problem_code, problem, problem_at, due_at }) => ({
          ...{ incident: incident_id, name, code: problem_code ?? '', problem: problem ?? '' },
          ...{ at: problem_at as Instant, retry_at: (due_at ?? null) as Instant | null },
        }))
        return { items, next: null }
      },
    }),
    defineRoute({
      id: 'retryIncidentChannels',
      tag: TAG,
      summary: 'Try again at once what failed with the channels of incidents',
      method: 'POST',
      path: `${PATH}/retry`,
      permission: 'settings.write',
      success: z
        .object({ count: z.int().describe('Channels that are looked at now.') })
        .meta({ id: 'RetriedChannels' }),
      async handle({ at }) {
        const count = await retryChannels(db, at)
        engine.nudge.nudge(CHANNEL_LOOP)
        return { count }
      },
    }),
  ]
}
