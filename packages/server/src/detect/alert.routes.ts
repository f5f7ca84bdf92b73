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
  type AlertDetail,
  type AlertListQuery,
  alertDetailSchema,
  alertListQuery,
  alertListSchema,
  alertParams,
  parseLabel,
} from './alert.schema.ts'
import { presentAlert, presentHistory } from './present-alert.ts'

export interface AlertRouteDeps {
  db: Kysely<Schema>
  engine: Pick<EngineDeps, 'directory'>
}

export function alertRoutes(deps: AlertRouteDeps): ApiRoute[] {
  return [listRoute(deps), ofIncidentRoute(deps), detailRoute(deps), rawRoute(deps)]
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
      const { service } = query
      const selection = service === undefined ? undefined : selectionOfService(service, directory)
      const { items, next } = await listAlerts(db, { ...filterOf(query), service: selection }, readUuidPage(query))
      const names = namesOf(directory)
      return { items: items.map((row) => presentAlert(row, names)), next }
    },
  })
}

function filterOf({ state, severity, source, incident, muted, silence, label, q }: AlertListQuery): AlertFilter {
  const text = q?.trim() || undefined
  return { state, severity, source, incident, text, isMuted: muted, silence, labels: (label ?? []).map(parseLabel) }
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
