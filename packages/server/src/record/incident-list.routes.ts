import { namesOf } from '../people/directory-names.ts'
import { type ApiRoute, defineRoute } from '../shell/http/api.ts'
import { readPage } from '../shell/http/paging.ts'
import { countIncidents, listIncidentIds, listIncidents } from './incident-list.queries.ts'
import {
  COUNT_MAX,
  incidentCountQuery,
  incidentCountSchema,
  incidentIdsQuery,
  incidentIdsSchema,
  incidentListQuery,
  incidentListSchema,
} from './incident-list.schema.ts'
import { readListRequest } from './list-request.ts'
import { presentSummary } from './present-summary.ts'
import type { RecordDeps } from './read-incident.ts'

type ListDeps = Pick<RecordDeps, 'db' | 'engine'>

export function incidentListRoutes(deps: ListDeps): ApiRoute[] {
  return [listRoute(deps), countRoute(deps), idsRoute(deps)]
}

function listRoute({ db, engine }: ListDeps): ApiRoute {
  return defineRoute({
    id: 'listIncidents',
    tag: 'incidents',
    summary: 'List incidents',
    description:
      'Everything that is asked for has to hold. In the orders `priority`, `status` and `service` the newest come first within each. `status` means the stage of the work: what waits for somebody, what somebody is on, what is being verified, what is over.',
    method: 'GET',
    path: '/incidents',
    permission: 'incident.read',
    query: incidentListQuery,
    success: incidentListSchema,
    async handle({ query, principal, at }) {
      const directory = engine.directory.latest()
      const { conditions, hints } = readListRequest(query, { principal, at, directory })
      const { items, next } = await listIncidents(db, conditions, readPage(query))
      const names = namesOf(directory)
      return { items: items.map((row) => presentSummary(row, names)), next, hints }
    },
  })
}

function countRoute({ db, engine }: ListDeps): ApiRoute {
  return defineRoute({
    id: 'countIncidents',
    tag: 'incidents',
    summary: `Count incidents, up to ${COUNT_MAX}`,
    method: 'GET',
    path: '/incidents/count',
    permission: 'incident.read',
    query: incidentCountQuery,
    success: incidentCountSchema,
    async handle({ query, principal, at }) {
      const directory = engine.directory.latest()
      const { conditions } = readListRequest(query, { principal, at, directory })
      const { count, isComplete, groups } = await countIncidents(db, conditions, { max: COUNT_MAX, by: query.by })
      return { count, is_complete: isComplete, groups }
    },
  })
}

function idsRoute({ db, engine }: ListDeps): ApiRoute {
  return defineRoute({
    id: 'listIncidentIds',
    tag: 'incidents',
    summary: 'List the ids of incidents, to do something to all of them',
    method: 'GET',
    path: '/incidents/ids',
    permission: 'incident.read',
    query: incidentIdsQuery,
    success: incidentIdsSchema,
    async handle({ query, principal, at }) {
      const directory = engine.directory.latest()
      const { conditions } = readListRequest(query, { principal, at, directory })
      const { ids, isComplete } = await listIncidentIds(db, conditions, readPage(query))
      return { ids, is_complete: isComplete }
    },
  })
}
