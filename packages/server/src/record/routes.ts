import { z } from 'zod'
import { actorOf } from '../shell/auth/principal.ts'
import { type ApiRoute, defineRoute } from '../shell/http/api.ts'
import { tellVersion } from '../shell/http/expected-version.ts'
import { instantSchema } from '../shell/http/instant-schema.ts'
import { Refusal } from '../shell/http/refusal.ts'
import { declareBody, declareIncident, findUnknownService } from './declare-incident.ts'
import { findIncident } from './incident.queries.ts'
import { factListQuery, factListSchema, incidentDetailSchema, incidentParams } from './incident.schema.ts'
import { incidentListRoutes } from './incident-list.routes.ts'
import { incidentViewRoutes } from './incident-view.routes.ts'
import { previewBody, previewIncident, previewSchema } from './preview-incident.ts'
import { type RecordDeps, readFacts, readIncident, readIncidentAt } from './read-incident.ts'

export function recordRoutes(deps: RecordDeps): ApiRoute[] {
  return [
    ...incidentListRoutes(deps),
    ...incidentViewRoutes(deps),
    declareRoute(deps),
    previewRoute(deps),
    detailRoute(deps),
    factsRoute(deps),
  ]
}

function declareRoute(deps: RecordDeps): ApiRoute {
  return defineRoute({
    id: 'declareIncident',
    tag: 'incidents',
    summary: 'Declare an incident',
    method: 'POST',
    path: '/incidents',
    permission: 'incident.declare',
    body: declareBody,
    success: incidentDetailSchema,
    status: 201,
    async handle({ body, principal, at, reply }) {
      const declared = await declareIncident(deps.engine, body, actorOf(principal))
      if (typeof declared !== 'string') return declared
      const incident = await readIncident(deps, declared, principal, at)
      if (!incident) throw new Refusal('not_found')
      tellVersion(reply, incident.version)
      return incident
    },
  })
}

function previewRoute({ engine }: RecordDeps): ApiRoute {
  return defineRoute({
    id: 'previewIncident',
    tag: 'incidents',
    summary: 'What declaring an incident would do now',
    description: 'The priority, and whom it would page. Nothing is written and nobody is paged.',
    method: 'POST',
    path: '/incidents/preview',
    permission: 'incident.declare',
    body: previewBody,
    success: previewSchema,
    async handle({ body, principal, at }) {
      const directory = engine.directory.latest()
      const unknown = findUnknownService(directory, body.services)
      return unknown ?? previewIncident(directory, body, actorOf(principal), at)
    },
  })
}

function detailRoute(deps: RecordDeps): ApiRoute {
  return defineRoute({
    id: 'getIncident',
    tag: 'incidents',
    summary: 'Show an incident',
    method: 'GET',
    path: '/incidents/:id',
    permission: 'incident.read',
    description: 'With `at` as it was known at that instant: the fold of its facts up to then.',
    params: incidentParams,
    query: z.strictObject({ at: instantSchema.optional() }),
    success: incidentDetailSchema,
    async handle({ params, query, principal, at, reply }) {
      if (query.at !== undefined) {
        const past = await readIncidentAt(deps, params.id, principal, query.at)
        return past ?? { rejected: { code: 'not_found' } }
      }
      const incident = await readIncident(deps, params.id, principal, at)
      if (!incident) return { rejected: { code: 'not_found' } }
      tellVersion(reply, incident.version)
      return incident
    },
  })
}

function factsRoute(deps: RecordDeps): ApiRoute {
  return defineRoute({
    id: 'listIncidentFacts',
    tag: 'incidents',
    summary: 'List the facts of an incident, oldest first',
    method: 'GET',
    path: '/incidents/:id/facts',
    permission: 'incident.read',
    params: incidentParams,
    query: factListQuery,
    success: factListSchema,
    async handle({ params, query }) {
      const { after, cursor, limit } = query
      const page = await readFacts(deps, params.id, { after: cursor === undefined ? after : Number(cursor), limit })
      const isKnown = page.items.length > 0 || (await findIncident(deps.db, params.id)) !== undefined
      return isKnown ? page : { rejected: { code: 'not_found' } }
    },
  })
}
