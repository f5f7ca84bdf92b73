/** `/ical/{token}.ics`: calendars of people, read by programs without a login. The token is a secret and goes into no log. */
import { createHash } from 'node:crypto'
import type { ScheduleId, UserId } from '@tocsin/core/kernel/brand.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'
import { can } from '@tocsin/core/people/permissions.ts'
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Kysely } from 'kysely'
import { hashSecret } from '../../shell/auth/secret-hash.ts'
import type { Schema } from '../../shell/database/schema.ts'
import type { Clock } from '../../shell/ports/clock.ts'
import { findLastChange, readFeed } from './feed.queries.ts'
import { formatFeed } from './feed-text.ts'

export interface FeedPageDeps {
  db: Kysely<Schema>
  clock: Pick<Clock, 'now'>
  directory(): Directory
  publicUrl(): string
}

const FILE = /^([A-Za-z0-9_-]{32})\.ics$/
const CACHE = 'private, max-age=900'

export function registerFeedPages(app: FastifyInstance, deps: FeedPageDeps): void {
  app.get<{ Params: { file: string } }>('/ical/:file', async (request, reply) => {
    const text = await findText(deps, FILE.exec(request.params.file)?.[1])
    // To a reader an address that was taken back is gone for good, like one that never was.
    if (text === undefined)
      return plain(reply).code(404).send('There is no calendar here: its address was taken back.\n')
    const etag = `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`
    reply.header('cache-control', CACHE).header('etag', etag).header('x-robots-tag', 'noindex')
    if (request.headers['if-none-match']?.includes(etag)) return reply.code(304).send()
    return reply
      .type('text/calendar; charset=utf-8')
      .header('content-disposition', 'inline; filename="on-call.ics"')
      .send(text)
  })
}

async function findText(deps: FeedPageDeps, token: string | undefined): Promise<string | undefined> {
  if (token === undefined) return undefined
  const at = deps.clock.now()
  const feed = await readFeed(deps.db, hashSecret(token), at)
  if (!feed) return undefined
  const directory = deps.directory()
  const person = directory.users.get(feed.user_id as UserId)
  if (!person || !can({ kind: 'user', ...person }, 'on_call.read').allowed) return undefined
  const row = await deps.db.selectFrom('users').select('locale').where('id', '=', person.id).executeTakeFirst()
  return formatFeed({
    ...{ directory, person, at, locale: row?.locale ?? 'en', publicUrl: deps.publicUrl() },
    ...(feed.schedule_id !== null && { schedule: feed.schedule_id as ScheduleId }),
    lastChange: await findLastChange(deps.db),
  })
}

function plain(reply: FastifyReply): FastifyReply {
  return reply.header('cache-control', 'no-store').type('text/plain; charset=utf-8')
}
