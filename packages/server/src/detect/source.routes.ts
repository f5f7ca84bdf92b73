import type { Instant, SourceId, UserId } from '@tocsin/core/kernel/brand.ts'
import type { Rejection } from '@tocsin/core/kernel/codes.ts'
import { DAY } from '@tocsin/core/kernel/instant.ts'
import type { Kysely } from 'kysely'
import { z } from 'zod'
import { findUser } from '../people/directory-names.ts'
import { isOwn } from '../people/whose.ts'
import { actorOf, type Principal } from '../shell/auth/principal.ts'
import { listSourceHours } from '../shell/config/source-figures.queries.ts'
import type { Schema } from '../shell/database/schema.ts'
import type { EngineDeps } from '../shell/engine/deps.ts'
import { optionalBody } from '../shell/engine/incident-action.ts'
import { type ApiRoute, defineRoute, demand } from '../shell/http/api.ts'
import { readUuidPage } from '../shell/http/cursor-instant.ts'
import { instantSchema } from '../shell/http/instant-schema.ts'
import { listOf, listQuery } from '../shell/http/paging.ts'
import { textSchema } from '../shell/http/text-schema.ts'
import { listNotices, NOTICE_GAP_MS, NOTICE_KINDS } from './quiet/source-notices.ts'
import { previewRoute } from './source-preview.routes.ts'
import { findDelivery, findDeliveryBody, listDeliveries, listDoorProblems } from './source-traffic.queries.ts'
import { testSource } from './test-source.ts'

export interface SourceRouteDeps {
  db: Kysely<Schema>
  engine: EngineDeps
}

const sourceParams = z.object({ id: textSchema(200) })

const deliverySchema = z
  .object({
    id: z.string(),
    door: z.string(),
    received_at: instantSchema,
    content_type: z.string(),
    encoding: z.enum(['utf8', 'base64']),
    bytes: z.int(),
  })
  .meta({ id: 'Delivery' })

const deliveryDetailSchema = deliverySchema
  .extend({
    headers: z
      .record(z.string(), z.string())
      .nullable()
      .describe('Those that may hold a secret read `[redacted]`. Null: they were not kept.'),
  })
  .meta({ id: 'DeliveryDetail' })

const problemSchema = z.object({ id: z.string(), at: instantSchema, problem: z.string() }).meta({ id: 'DoorProblem' })

const NOTICES_SHOWN_MS = 7 * DAY

const noticeSchema = z
  .object({
    kind: z
      .enum(NOTICE_KINDS)
      .describe(
        '`storm`: alerts joined the incident that their service had. `size`: bodies larger than the door takes. `rate`: more came than its limit lets it bring, or so much waited, that the sender was asked to try again.',
      ),
    began_at: instantSchema,
    last_at: instantSchema,
    count: z.int().describe('Alerts or requests since it began.'),
    is_ongoing: z.boolean().describe('It happened within the last half hour.'),
  })
  .meta({ id: 'SourceNotice' })

const hourSchema = z.object({ hour: instantSchema, signals: z.int(), problems: z.int() }).meta({ id: 'SourceHour' })

export function sourceRoutes(deps: SourceRouteDeps): ApiRoute[] {
  return [
    testRoute(deps),
    deliveriesRoute(deps),
    deliveryDetailRoute(deps),
    deliveryRawRoute(deps),
    problemsRoute(deps),
    hoursRoute(deps),
    noticesRoute(deps),
    previewRoute(deps),
  ]
}

function testRoute({ engine }: SourceRouteDeps): ApiRoute {
  return defineRoute({
    id: 'testSource',
    tag: 'sources',
    summary: 'Send a test alert',
    description:
      'Opens an incident that pages only the caller, or `user` alone: a key has to name somebody, and to page others takes `source.read_key`.',
    method: 'POST',
    path: '/sources/:id/test',
    permission: 'incident.respond',
    params: sourceParams,
    body: optionalBody({ user: textSchema(320).optional().describe('Whom to page: an id or an e-mail address.') }),
    success: z.object({ incident: z.string() }),
    status: 201,
    async handle({ params, body, principal }) {
      const source = engine.directory.latest().sources.get(params.id as SourceId)
      if (!source) return { rejected: { code: 'not_found' } }
      const person = personToPage(engine, principal, body.user)
      if (typeof person !== 'string') return person
      if (!isOwn(principal, person)) demand(principal, 'source.read_key')
      return { incident: await testSource(engine, source, person, actorOf(principal)) }
    },
  })
}

/** A person tests on themselves unless they name somebody; a program has to say who is to be woken. */
function personToPage(
  { directory }: EngineDeps,
  principal: Principal,
  user: string | undefined,
): UserId | { rejected: Rejection } {
  if (principal.kind === 'user' && user === undefined) return principal.id
  if (user === undefined) return { rejected: { code: 'invalid_request', facts: { field: 'user' } } }
  const found = findUser(directory.latest(), user)
  if (!found) return { rejected: { code: 'user_not_found', facts: { field: 'user', user } } }
  return found.isActive ? found.id : { rejected: { code: 'user_inactive', facts: { field: 'user', user: found.name } } }
}

function deliveriesRoute({ db, engine }: SourceRouteDeps): ApiRoute {
  return defineRoute({
    id: 'listSourceDeliveries',
    tag: 'sources',
    summary: 'List the requests of a source whose bodies were kept',
    method: 'GET',
    path: '/sources/:id/deliveries',
    permission: 'alert.read',
    params: sourceParams,
    query: listQuery(['-received_at'], {}),
    success: listOf(deliverySchema),
    async handle({ params, query }) {
      if (!engine.directory.latest().sources.has(params.id as SourceId)) return { rejected: { code: 'not_found' } }
      const { items, next } = await listDeliveries(db, params.id, readUuidPage(query))
      return { items: items as ((typeof items)[number] & z.output<typeof deliverySchema>)[], next }
    },
  })
}

function deliveryDetailRoute({ db }: SourceRouteDeps): ApiRoute {
  return defineRoute({
    id: 'getDelivery',
    tag: 'sources',
    summary: 'Show a request whose body was kept, with its headers',
    method: 'GET',
    path: '/deliveries/:id',
    permission: 'alert.read',
    params: z.object({ id: z.uuid() }),
    success: deliveryDetailSchema,
    async handle({ params }) {
      const found = await findDelivery(db, params.id)
      return found
        ? (found as typeof found & z.output<typeof deliveryDetailSchema>)
        : { rejected: { code: 'not_found' } }
    },
  })
}

function deliveryRawRoute({ db }: SourceRouteDeps): ApiRoute {
  return defineRoute({
    id: 'getDeliveryRaw',
    tag: 'sources',
    summary: 'The body of a request as it arrived',
    description: 'As text; in base64, and with the header `X-Tocsin-Encoding: base64`, when it is no text.',
    method: 'GET',
    path: '/deliveries/:id/raw',
    permission: 'alert.read',
    params: z.object({ id: z.uuid() }),
    success: z.string(),
    async handle({ params, reply }) {
      const found = await findDeliveryBody(db, params.id)
      if (!found) return { rejected: { code: 'not_found' } }
      // Never under the type that the sender chose: a page in a body would run as ours.
      reply.type('text/plain; charset=utf-8').header('x-tocsin-encoding', found.encoding)
      return found.body
    },
  })
}

function hoursRoute({ db, engine }: SourceRouteDeps): ApiRoute {
  return defineRoute({
    id: 'listSourceHours',
    tag: 'sources',
    summary: 'Count what came in from a source, by the hour',
    description: 'Of the last 24 hours, the oldest first; hours in which nothing came are left out.',
    method: 'GET',
    path: '/sources/:id/hours',
    permission: 'configuration.read',
    params: sourceParams,
    success: z.object({ items: z.array(hourSchema), next: z.null() }),
    async handle({ params, at }) {
      if (!engine.directory.latest().sources.has(params.id as SourceId)) return { rejected: { code: 'not_found' } }
      const rows = await listSourceHours(db, params.id, (at - DAY) as Instant)
      return { items: rows.map((row) => ({ ...row, hour: row.hour as Instant })), next: null }
    },
  })
}

function noticesRoute({ db, engine }: SourceRouteDeps): ApiRoute {
  return defineRoute({
    id: 'listSourceNotices',
    tag: 'sources',
    summary: 'List when more came from a source than is taken as it comes',
    description: 'The latest time of each kind, of the last seven days, the newest first.',
    method: 'GET',
    path: '/sources/:id/notices',
    permission: 'configuration.read',
    params: sourceParams,
    success: z.object({ items: z.array(noticeSchema), next: z.null() }),
    async handle({ params, at }) {
      if (!engine.directory.latest().sources.has(params.id as SourceId)) return { rejected: { code: 'not_found' } }
      const notices = await listNotices(db, params.id, (at - NOTICES_SHOWN_MS) as Instant)
      const items = notices.map(({ kind, beganAt, lastAt, count }) => ({
        ...{ kind, began_at: beganAt, last_at: lastAt, count },
        is_ongoing: at - lastAt <= NOTICE_GAP_MS,
      }))
      return { items, next: null }
    },
  })
}

function problemsRoute({ db, engine }: SourceRouteDeps): ApiRoute {
  return defineRoute({
    id: 'listSourceProblems',
    tag: 'sources',
    summary: 'List what was wrong with requests of a source',
    method: 'GET',
    path: '/sources/:id/problems',
    permission: 'configuration.read',
    params: sourceParams,
    query: listQuery(['-at'], {}),
    success: listOf(problemSchema),
    async handle({ params, query }) {
      if (!engine.directory.latest().sources.has(params.id as SourceId)) return { rejected: { code: 'not_found' } }
      const { items, next } = await listDoorProblems(db, params.id, readUuidPage(query))
      return { items: items.map((row) => ({ ...row, at: row.at as Instant })), next }
    },
  })
}
