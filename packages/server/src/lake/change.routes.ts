/** Deploys and other changes: stored for whoever asks what was different, never paged. */
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import type { Kysely, Selectable } from 'kysely'
import { z } from 'zod'
import { type DirectoryNames, namesOf } from '../people/directory-names.ts'
import type { Schema } from '../shell/database/schema.ts'
import type { EngineDeps } from '../shell/engine/deps.ts'
import { type ApiRoute, defineRoute } from '../shell/http/api.ts'
import { readUuidPage } from '../shell/http/cursor-instant.ts'
import { instantSchema } from '../shell/http/instant-schema.ts'
import { namedSchema, namedSourceSchema } from '../shell/http/named-schema.ts'
import { listOf, listQuery } from '../shell/http/paging.ts'
import { textSchema } from '../shell/http/text-schema.ts'
import { changeFilterOfIncident, listChanges } from './change.queries.ts'

export interface ChangeRouteDeps {
  db: Kysely<Schema>
  engine: Pick<EngineDeps, 'directory'>
}

const changeSchema = z
  .object({
    id: z.string(),
    at: instantSchema,
    summary: z.string(),
    source: namedSourceSchema,
    service: namedSchema.nullable(),
    origin: z.string().nullable().describe('Where it happened, in the sender’s words.'),
    links: z.array(z.object({ href: z.string(), text: z.string().optional() })),
    details: z.unknown(),
  })
  .meta({ id: 'Change' })
type ChangeView = z.output<typeof changeSchema>

export function changeRoutes(deps: ChangeRouteDeps): ApiRoute[] {
  return [listRoute(deps), ofIncidentRoute(deps)]
}

function listRoute({ db, engine }: ChangeRouteDeps): ApiRoute {
  return defineRoute({
    id: 'listChanges',
    tag: 'changes',
    summary: 'List deploys and other changes',
    method: 'GET',
    path: '/changes',
    permission: 'change.read',
    query: listQuery(['-at'], {
      service: textSchema(200).optional(),
      source: textSchema(200).optional(),
      from: instantSchema.optional(),
      to: instantSchema.optional().describe('Not included.'),
      q: textSchema(200).optional().describe('Words in the summary or the origin.'),
    }),
    success: listOf(changeSchema),
    async handle({ query }) {
      const { service, source, from, to, q } = query
      const filter = { service, source, from, to, text: q?.trim() || undefined }
      const { items, next } = await listChanges(db, filter, readUuidPage(query))
      const names = namesOf(engine.directory.latest())
      return { items: items.map((row) => presentChange(row, names)), next }
    },
  })
}

function ofIncidentRoute({ db, engine }: ChangeRouteDeps): ApiRoute {
  return defineRoute({
    id: 'listIncidentChanges',
    tag: 'incidents',
    summary: 'List changes that an incident may come from',
    description:
      'Of its services, of what these need, or of none in particular, from a day before it began until it was resolved.',
    method: 'GET',
    path: '/incidents/:id/changes',
    permission: 'change.read',
    params: z.object({ id: textSchema(40) }),
    query: listQuery(['-at'], {}),
    success: listOf(changeSchema),
    async handle({ params, query, at }) {
      const directory = engine.directory.latest()
      const filter = await changeFilterOfIncident(db, params.id, directory, at)
      if (!filter) return { rejected: { code: 'not_found' } }
      const { items, next } = await listChanges(db, filter, readUuidPage(query))
      const names = namesOf(directory)
      return { items: items.map((row) => presentChange(row, names)), next }
    },
  })
}

function presentChange(row: Selectable<Schema['changes']>, names: DirectoryNames): ChangeView {
  const { id, at, summary, source_id, service_id, origin, links, details } = row
  return {
    id,
    at: at as Instant,
    summary,
    source: names.source(source_id),
    service: service_id === null ? null : names.service(service_id),
    origin,
    links: links as ChangeView['links'],
    details,
  }
}
