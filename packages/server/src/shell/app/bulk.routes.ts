import { present } from '@tocsin/core/kernel/assert.ts'
import { STATUSES } from '@tocsin/core/kernel/scales.ts'
import { z } from 'zod'
import type { RecordDeps } from '../../record/read-incident.ts'
import { actorOf } from '../auth/principal.ts'
import { type ApiRoute, defineRoute, demand } from '../http/api.ts'
import { Refusal } from '../http/refusal.ts'
import { textSchema } from '../http/text-schema.ts'
import { actOnMany } from './bulk-incidents.ts'

/** More come as several requests, which is also how whoever waits sees how far it is. */
const IDS_PER_REQUEST_MAX = 200

/** What makes sense to say of many at once: each body is one that fits them all. */
const BULK_ACTIONS = [
  ...(['acknowledge', 'resolve', 'close', 'decline', 'reopen', 'reassign'] as const),
  ...(['snooze', 'page_responder', 'escalate', 'override_priority', 'note'] as const),
] as const

const bulkBody = z.strictObject({
  action: z.enum(BULK_ACTIONS),
  ids: z
    .array(textSchema(40))
    .min(1)
    .max(IDS_PER_REQUEST_MAX)
    .meta({ examples: [['INC-2026-000123']] }),
  body: z.record(z.string(), z.unknown()).optional().describe('What the action alone would be sent, for each of them.'),
})

const resultSchema = z.object({
  id: z.string(),
  outcome: z
    .enum(['done', 'unchanged', 'refused', 'failed'])
    .describe('`unchanged`: nothing had to be done. `failed`: it was not decided; try again.'),
  because: z.string().describe('A reason, or the code of the refusal.'),
  message: z.string().nullable(),
  status: z.enum(STATUSES).nullable().describe('As it is now.'),
  former_owner: z.string().nullable().describe('The id of who had it before.'),
})

const bulkSchema = z.object({ results: z.array(resultSchema) }).meta({ id: 'BulkResult' })

export function bulkRoutes({ engine, actions }: Pick<RecordDeps, 'engine' | 'actions'>): ApiRoute[] {
  return [
    defineRoute({
      id: 'actOnIncidents',
      tag: 'incidents',
      summary: 'Do the same to many incidents',
      description:
        'Each is decided by itself: the answer is 200 and says of each id what happened and why, in the order of the request.',
      method: 'POST',
      path: '/incidents/bulk',
      permission: 'incident.respond',
      body: bulkBody,
      success: bulkSchema,
      async handle({ body: { action: name, ids, body }, principal, at }) {
        const action = present(
          actions.find((each) => each.name === name),
          `the action ${name}`,
        )
        demand(principal, action.permission)
        const actor = actorOf(principal)
        const asked = { actor, at, directory: engine.directory.latest() }
        const command = action.command(readBody(action.body, body), asked)
        if ('rejected' in command) return command
        return { results: await actOnMany(engine, ids, command, actor) }
      },
    }),
  ]
}

/** Throws `invalid_request`, with the fields as they stand in the request. */
function readBody(schema: z.ZodType, body: unknown): unknown {
  const read = schema.safeParse(body ?? {})
  if (read.success) return read.data
  const details = read.error.issues.map(({ path, message }) => ({
    field: ['body', ...path].join('.'),
    problem: message,
  }))
  throw new Refusal('invalid_request', { details })
}
