/** What the API says of sessions and of the log of access. */
import { z } from 'zod'
import { ACCESS_ACTS } from '../shell/auth/access-log.ts'
import { instantSchema } from '../shell/http/instant-schema.ts'
import { namedSchema } from '../shell/http/named-schema.ts'
import { anyOf, listOf, listQuery } from '../shell/http/paging.ts'
import { textSchema } from '../shell/http/text-schema.ts'
import { actorSchema } from './actor-label.ts'

export const ownSessionSchema = z
  .object({
    id: z.string(),
    is_current: z.boolean().describe('It made this request.'),
    signed_in_at: instantSchema,
    last_used_at: instantSchema.describe('To a few minutes.'),
    address: z.string(),
    agent: z.string().describe('What the browser says of itself.'),
  })
  .meta({ id: 'OwnSession' })
export const ownSessionListSchema = z.object({ items: z.array(ownSessionSchema), next: z.null() })
export const ownSessionParams = z.object({ id: z.string().max(64) })

export const accessEventSchema = z
  .object({
    id: z.string(),
    act: z.enum(ACCESS_ACTS),
    at: instantSchema.describe('The first time.'),
    last_at: instantSchema.describe('The last time.'),
    count: z.int().describe('Of attempts: how many there were from there within an hour.'),
    user: namedSchema
      .nullable()
      .describe('Whose account it is about; null for a key, and where no account has that name.'),
    actor: actorSchema.nullable().describe('Null where nobody proved to be anyone.'),
    address: z
      .string()
      .nullable()
      .describe('The first of a row of attempts; null where there were too many to tell apart.'),
    agent: z.string().nullable().describe('What the browser or program says of itself.'),
    ended_sessions: z.int().describe('How many sessions ended by it.'),
    is_limited: z.boolean().describe('There were so many that further ones were refused unseen.'),
  })
  .meta({ id: 'AccessEvent' })

export const accessListQuery = listQuery(['-last_at'], {
  act: anyOf(z.enum(ACCESS_ACTS)).optional(),
  user: textSchema(100).optional().describe('An id.'),
  address: textSchema(100).optional().describe('The beginning of an address.'),
  since: instantSchema.optional(),
  until: instantSchema.optional(),
})
export const ownAccessQuery = listQuery(['-last_at'], {})
export const accessListSchema = listOf(accessEventSchema)
