import type { Directory } from '@tocsin/core/people/directory.ts'
import type { Kysely } from 'kysely'
import { z } from 'zod'
import { namesOf } from '../people/directory-names.ts'
import type { Schema } from '../shell/database/schema.ts'
import type { EngineDeps } from '../shell/engine/deps.ts'
import { type ApiRoute, defineRoute } from '../shell/http/api.ts'
import { readUuidPage } from '../shell/http/cursor-instant.ts'
import { listQuery } from '../shell/http/paging.ts'
import { textSchema } from '../shell/http/text-schema.ts'
import {
  type AlertFilter,
  findAlert,
  findPlace,
  findRawBody,
  listAlerts,
  listHistory,
  selectionOfService,
} from './alert.queries.ts'
import {
  ALERTS_COUNTED_MAX,
  type AlertDetail,
  type AlertFilterQuery,
  type AlertGrouping,
  type AlertGroupView,
  alertCountQuery,
  alertCountSchema,
  alertDetailSchema,
  alertListQuery,
  alertListSchema,
  alertParams,
  parseLabel,
} from './alert.schema.ts'
import { type CountedGroup, countAlerts, findIncidentTitles, groupKeyOf } from './alert-groups.queries.ts'
import { presentAlert, presentHistory } from './present-alert.ts'

export interface AlertRouteDeps {
  db: Kysely<Schema>
  engine: Pick<EngineDeps, 'directory'>
}

export function alertRoutes(deps: AlertRouteDeps): ApiRoute[] {
  return [listRoute(deps), countRoute(deps), ofIncidentRoute(deps), detailRoute(deps), rawRoute(deps)]
}

function listRoute({ db, engine }: AlertRouteDeps): ApiRoute {
  return defineRoute({
    id: 'listAlerts',
    tag: 'alerts',
    summary: 'List alerts',
    method: 'GET',
    path: '/alerts',
    permission: 'alert.read',
    query: alertListQuery,
    success: alertListSchema,
    async handle({ query }) {
      const directory = engine.directory.latest()
      const { items, next } = await listAlerts(db, filterOf(query, directory), readUuidPage(query))
      const names = namesOf(directory)
      return { items: items.map((row) => presentAlert(row, names)), next }
    },
  })
}

function filterOf({ q, service, in_group: group, ...query }: AlertFilterQuery, directory: Directory): AlertFilter {
  const { ids, state, severity, source, incident, silence, muted, label = [] } = query
  return {
    ...{ ids, state, severity, source, incident, silence, isMuted: muted, labels: label.map(parseLabel) },
    text: q?.trim() || undefined,
    service: service === undefined ? undefined : selectionOfService(service, directory),
    group: group && { keyOf: groupKeyOf(group.by, directory), key: group.key },
  }
}

function countRoute({ db, engine }: AlertRouteDeps): ApiRoute {
  return defineRoute({
    id: 'countAlerts',
    tag: 'alerts',
    summary: `Count alerts, up to ${ALERTS_COUNTED_MAX}, and how many there are of each group`,
    description:
      'An alert is in the group that it would be in by its own labels and its source; what a rule changed is told by its incident.',
    method: 'GET',
    path: '/alerts/count',
    permission: 'alert.read',
    query: alertCountQuery,
    success: alertCountSchema,
    async handle({ query: { by, ...query } }) {
      const directory = engine.directory.latest()
      const keyOf = by && groupKeyOf(by, directory)
      const { count, isComplete, groups, groupsTotal } = await countAlerts(db, filterOf(query, directory), keyOf)
      const nameOf = await namesOfGroups(db, by, groups, directory)
      return {
        ...{ count, is_complete: isComplete, groups_total: groupsTotal },
        groups: groups.map(
          ({ latestAt, ...group }): AlertGroupView => ({
            ...group,
            name: nameOf(group.key),
            latest_at: latestAt,
          }),
        ),
      }
    },
  })
}

async function namesOfGroups(
  db: Kysely<Schema>,
  by: AlertGrouping | undefined,
  groups: readonly CountedGroup[],
  { services, sources }: Directory,
): Promise<(key: string) => string | null> {
  if (by === 'incident') {
    const keys = groups.map(({ key }) => key).filter((key) => key !== '')
    const titles = await findIncidentTitles(db, keys)
    return (key) => titles.get(key) ?? null
  }
  if (by !== 'service' && by !== 'source') return () => null
  const things: ReadonlyMap<string, { name: string }> = by === 'service' ? services : sources
  return (key) => things.get(key)?.name ?? null
}

function ofIncidentRoute({ db, engine }: AlertRouteDeps): ApiRoute {
  return defineRoute({
    id: 'listIncidentAlerts',
    tag: 'incidents',
    summary: 'List the alerts of an incident',
    method: 'GET',
    path: '/incidents/:id/alerts',
    permission: 'alert.read',
    params: z.object({ id: textSchema(40) }),
    query: listQuery(['-received_at'], { state: z.enum(['firing', 'resolved']).optional() }),
    success: alertListSchema,
    async handle({ params, query }) {
      const filter = { incident: params.id, state: query.state, labels: [] }
      const { items, next } = await listAlerts(db, filter, readUuidPage(query))
      const names = namesOf(engine.directory.latest())
      return { items: items.map((row) => presentAlert(row, names)), next }
    },
  })
}

function detailRoute({ db, engine }: AlertRouteDeps): ApiRoute {
  return defineRoute({
    id: 'getAlert',
    tag: 'alerts',
    summary: 'Show an alert and what happened to it',
    method: 'GET',
    path: '/alerts/:id',
    permission: 'alert.read',
    params: alertParams,
    success: alertDetailSchema,
    async handle({ params }) {
      const row = await findAlert(db, params.id)
      if (!row) return { rejected: { code: 'not_found' } }
      const history = presentHistory(await listHistory(db, params.id))
      const place = row.incident_id === null ? undefined : await findPlace(db, row.incident_id)
      const incident = (place ?? null) as AlertDetail['incident']
      return { ...presentAlert(row, namesOf(engine.directory.latest())), history, incident }
    },
  })
}

function rawRoute({ db }: AlertRouteDeps): ApiRoute {
  return defineRoute({
    id: 'getAlertRaw',
    tag: 'alerts',
    summary: 'The body that brought the newest change of an alert',
    description:
      'As it arrived, as text; in base64, and with the header `X-Tocsin-Encoding: base64`, when it is no text.',
    method: 'GET',
    path: '/alerts/:id/raw',
    permission: 'alert.read',
    params: alertParams,
    success: z.string(),
    async handle({ params, reply }) {
      const found = await findRawBody(db, params.id)
      if (!found) return { rejected: { code: 'not_found' } }
      // Never under the type that the sender chose: a page in a body would run as ours.
      reply.type('text/plain; charset=utf-8').header('x-tocsin-encoding', found.encoding)
      return found.body
    },
  })
}
