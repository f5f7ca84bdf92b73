/** Addresses at which a person’s own calendar reads who is on call. An address opens by itself: it is shown once, and can be taken back. */
import type { Instant, ScheduleId } from '@tocsin/core/kernel/brand.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import { z } from 'zod'
import { hashSecret } from '../../shell/auth/secret-hash.ts'
import type { ConfigurationDeps } from '../../shell/config/configuration-deps.ts'
import { type ApiRoute, defineRoute } from '../../shell/http/api.ts'
import { invalidField, Refusal } from '../../shell/http/refusal.ts'
import { textSchema } from '../../shell/http/text-schema.ts'
import { personOf } from '../whose.ts'
import { deleteFeed, type FeedRow, insertFeed, listFeeds } from './feed.queries.ts'

const TOKEN_BYTES = 24
const TAG = 'calendar feeds'

const feedSchema = z
  .object({
    id: z.string(),
    schedule: z.string().nullable().describe('The schedule that it shows; null: one’s own shifts in all of them.'),
    created_at: z.string(),
    last_read_at: z.string().nullable().describe('When a calendar last read it, to the hour.'),
  })
  .meta({ id: 'CalendarFeed' })

const newFeedSchema = feedSchema
  .extend({ url: z.string().describe('What a calendar subscribes to. Shown this once; whoever has it can read it.') })
  .meta({ id: 'NewCalendarFeed' })

export function feedRoutes(deps: ConfigurationDeps): ApiRoute[] {
  return [
    defineRoute({
      id: 'listCalendarFeeds',
      tag: TAG,
      summary: 'List one’s own calendar feeds, without their addresses',
      method: 'GET',
      path: '/calendar-feeds',
      permission: 'profile.write',
      success: z.object({ items: z.array(feedSchema), next: z.null() }),
      async handle({ principal }) {
        return { items: (await listFeeds(deps.db, personOf(principal).id)).map(presentFeed), next: null }
      },
    }),
    createRoute(deps),
    defineRoute({
      id: 'revokeCalendarFeed',
      tag: TAG,
      summary: 'Take back a calendar feed: its address shows nothing any more',
      method: 'DELETE',
      path: '/calendar-feeds/:id',
      permission: 'profile.write',
      params: z.object({ id: textSchema(100) }),
      async handle({ principal, params }) {
        if (!(await deleteFeed(deps.db, personOf(principal).id, params.id)))
          return { rejected: { code: 'not_found' as const } }
        return undefined
      },
    }),
  ]
}

function createRoute({ db, ids, directory, publicUrl }: ConfigurationDeps): ApiRoute {
  return defineRoute({
    id: 'createCalendarFeed',
    tag: TAG,
    summary: 'Make an address at which a calendar reads who is on call',
    description:
      'Of one’s own shifts in all schedules, or of a whole schedule. Anybody who has the address can read it.',
    method: 'POST',
    path: '/calendar-feeds',
    permission: 'profile.write',
    body: z.strictObject({ schedule: textSchema(100).nullable().default(null) }),
    success: newFeedSchema,
    status: 201,
    async handle({ principal, body, at }) {
      const schedule = body.schedule as ScheduleId | null
      if (schedule !== null && !directory().schedules.has(schedule))
        throw invalidField('schedule', `there is no schedule "${schedule}"`)
      const token = ids.token(TOKEN_BYTES)
      const feed = { id: ids.next(), user: personOf(principal).id, schedule, tokenHash: hashSecret(token), at }
      if (!(await insertFeed(db, feed, LIMITS.calendarFeedsPerUserMax)))
        throw new Refusal('invalid_request', {
          message: `There are ${LIMITS.calendarFeedsPerUserMax} already: take back one that nobody reads.`,
        })
      const row = { id: feed.id, schedule_id: schedule, created_at: at, last_read_at: null }
      return { ...presentFeed(row), url: `${publicUrl()}/ical/${token}.ics` }
    },
  })
}

function presentFeed(row: Pick<FeedRow, 'id' | 'schedule_id' | 'created_at' | 'last_read_at'>) {
  return {
    id: row.id,
    schedule: row.schedule_id,
    created_at: formatInstant(row.created_at as Instant),
    last_read_at: row.last_read_at === null ? null : formatInstant(row.last_read_at as Instant),
  }
}
