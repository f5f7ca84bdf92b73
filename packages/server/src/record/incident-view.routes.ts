/** Lists that people keep. What is shared belongs to everybody who may share; what is not, to one person. */
import { can } from '@tocsin/core/people/permissions.ts'
import { type DirectoryNames, namesOf } from '../people/directory-names.ts'
import { personOf } from '../people/whose.ts'
import type { Principal } from '../shell/auth/principal.ts'
import { type ApiRoute, defineRoute, demand } from '../shell/http/api.ts'
import { readExpectedVersion, rejectStale, tellVersion } from '../shell/http/expected-version.ts'
import { invalidField } from '../shell/http/refusal.ts'
import {
  countViews,
  deleteView,
  insertView,
  listViews,
  lockView,
  updateView,
  VIEWS_MAX,
  type ViewRow,
} from './incident-view.queries.ts'
import {
  type IncidentViewAnswer,
  viewBody,
  viewChangeBody,
  viewListSchema,
  viewParams,
  viewSchema,
} from './incident-view.schema.ts'
import { readQuery } from './list-request.ts'
import type { RecordDeps } from './read-incident.ts'

type ViewDeps = Pick<RecordDeps, 'db' | 'engine'>

export function incidentViewRoutes(deps: ViewDeps): ApiRoute[] {
  return [listRoute(deps), createRoute(deps), changeRoute(deps), deleteRoute(deps)]
}

function listRoute({ db, engine }: ViewDeps): ApiRoute {
  return defineRoute({
    id: 'listIncidentViews',
    tag: 'incidents',
    summary: 'List the kept lists: one’s own, and the shared ones',
    method: 'GET',
    path: '/incident-views',
    permission: 'incident.read',
    success: viewListSchema,
    async handle({ principal }) {
      const names = namesOf(engine.directory.latest())
      const rows = await listViews(db, principal.kind === 'user' ? principal.id : null)
      return { items: rows.map((row) => presentView(row, principal, names)), next: null }
    },
  })
}

function createRoute({ db, engine }: ViewDeps): ApiRoute {
  return defineRoute({
    id: 'createIncidentView',
    tag: 'incidents',
    summary: 'Keep a list',
    method: 'POST',
    path: '/incident-views',
    permission: 'profile.write',
    body: viewBody,
    success: viewSchema,
    status: 201,
    async handle({ body, principal, at, reply }) {
      const { id: owner } = personOf(principal)
      if (body.is_shared) demand(principal, 'view.share')
      readQuery(body.query)
      const { name, query, order, group, is_shared } = body
      const row: ViewRow = {
        ...{ id: engine.ids.next(), owner_id: owner, name: name.trim(), query, sort: order, grouping: group },
        ...{ is_shared, version: 1 },
      }
      const isKept = await db.transaction().execute(async (trx) => {
        if ((await countViews(trx, owner)) >= VIEWS_MAX)
          throw invalidField('name', `there are ${VIEWS_MAX} kept lists of yours already; delete one first`)
        return insertView(trx, row, at)
      })
      if (!isKept) return { rejected: { code: 'already_exists', facts: { field: 'name' } } }
      tellVersion(reply, row.version)
      return presentView(row, principal, namesOf(engine.directory.latest()))
    },
  })
}

function changeRoute({ db, engine }: ViewDeps): ApiRoute {
  return defineRoute({
    id: 'changeIncidentView',
    tag: 'incidents',
    summary: 'Change a kept list',
    method: 'PATCH',
    path: '/incident-views/:id',
    permission: 'profile.write',
    params: viewParams,
    body: viewChangeBody,
    success: viewSchema,
    async handle({ params, body, principal, at, request, reply }) {
      const expected = readExpectedVersion(request, body.version)
      if (body.query !== undefined) readQuery(body.query)
      const outcome = await db.transaction().execute(async (trx) => {
        const row = await lockView(trx, params.id)
        if (!row || !isVisible(row, principal)) return { rejected: { code: 'not_found' as const } }
        const changed = withChange(row, body)
        if (row.is_shared || changed.is_shared) demand(principal, 'view.share')
        const rejected = rejectStale(expected, row.version)
        if (rejected) return { rejected }
        const isKept = await updateView(trx, changed, at)
        return isKept ? changed : { rejected: { code: 'already_exists' as const, facts: { field: 'name' } } }
      })
      if ('rejected' in outcome) return outcome
      const row = { ...outcome, version: outcome.version + 1 }
      tellVersion(reply, row.version)
      return presentView(row, principal, namesOf(engine.directory.latest()))
    },
  })
}

function deleteRoute({ db }: ViewDeps): ApiRoute {
  return defineRoute({
    id: 'deleteIncidentView',
    tag: 'incidents',
    summary: 'Delete a kept list',
    method: 'DELETE',
    path: '/incident-views/:id',
    permission: 'profile.write',
    params: viewParams,
    async handle({ params, principal, request }) {
      const expected = readExpectedVersion(request)
      return db.transaction().execute(async (trx) => {
        const row = await lockView(trx, params.id)
        if (!row || !isVisible(row, principal)) return { rejected: { code: 'not_found' as const } }
        if (row.is_shared) demand(principal, 'view.share')
        const rejected = rejectStale(expected, row.version)
        if (rejected) return { rejected }
        await deleteView(trx, row.id)
        return undefined
      })
    },
  })
}

/** What others keep for themselves does not exist for anybody else. */
function isVisible({ is_shared, owner_id }: ViewRow, principal: Principal): boolean {
  return is_shared || owner_id === personOf(principal).id
}

type Change = { [Field in 'name' | 'query' | 'order' | 'group' | 'is_shared']?: IncidentViewAnswer[Field] | undefined }

function withChange(row: ViewRow, { name, query, order, group, is_shared }: Change): ViewRow {
  return {
    ...row,
    name: name?.trim() ?? row.name,
    query: query ?? row.query,
    sort: order ?? row.sort,
    grouping: group === undefined ? row.grouping : group,
    is_shared: is_shared ?? row.is_shared,
  }
}

function presentView(row: ViewRow, principal: Principal, names: DirectoryNames): IncidentViewAnswer {
  const isMine = principal.kind === 'user' && row.owner_id === principal.id
  const mayShare = can(principal, 'view.share').allowed && principal.kind === 'user'
  return {
    id: row.id,
    name: row.name,
    query: row.query,
    order: row.sort as IncidentViewAnswer['order'],
    group: row.grouping as IncidentViewAnswer['group'],
    is_shared: row.is_shared,
    owner: names.user(row.owner_id),
    is_mine: isMine,
    may_change: row.is_shared ? mayShare : isMine,
    version: row.version,
  }
}
