import type { Kysely } from 'kysely'
import { z } from 'zod'
import { namesOf } from '../people/directory-names.ts'
import { actorOf } from '../shell/auth/principal.ts'
import type { Schema } from '../shell/database/schema.ts'
import type { EngineDeps } from '../shell/engine/deps.ts'
import { type ApiRoute, defineRoute } from '../shell/http/api.ts'
import { readUuidPage } from '../shell/http/cursor-instant.ts'
import { listOf, readPage } from '../shell/http/paging.ts'
import { findSilence } from '../shell/store/sql/silence.queries.ts'
import {
  changeListQuery,
  presentSilence,
  previewQuery,
  readMatchers,
  readSpan,
  type SilenceView,
  silenceBody,
  silenceChangeSchema,
  silenceListQuery,
  silenceParams,
  silencePreviewSchema,
  silenceSchema,
} from './silence.schema.ts'
import { listSilenceChanges, presentSilenceChange } from './silence-changes.queries.ts'
import { countMuted, listSilencePage } from './silence-list.queries.ts'
import { previewSilence } from './silence-preview.queries.ts'
import { expireSilence, writeSilence } from './silences.ts'

export interface SilenceRouteDeps {
  db: Kysely<Schema>
  engine: EngineDeps
}

const TAG = 'silences'

export function silenceRoutes(deps: SilenceRouteDeps): ApiRoute[] {
  return [
    listRoute(deps),
    previewRoute(deps),
    showRoute(deps),
    createRoute(deps),
    changeRoute(deps),
    endRoute(deps),
    historyRoute(deps),
    changesRoute(deps),
  ]
}

function listRoute({ db }: SilenceRouteDeps): ApiRoute {
  return defineRoute({
    id: 'listSilences',
    tag: TAG,
    summary: 'List silences',
    description: 'Also those that were set through Alertmanager’s API, e.g. with amtool.',
    method: 'GET',
    path: '/silences',
    permission: 'alert.read',
    query: silenceListQuery,
    success: listOf(silenceSchema),
    async handle({ query, at }) {
      const { items, next } = await listSilencePage(db, { state: query.state, q: query.q, at }, readUuidPage(query))
      const muted = await countMuted(
        db,
        items.map(({ id }) => id),
      )
      return { items: items.map((row) => presentSilence(row, at, muted.get(row.id) ?? 0)), next }
    },
  })
}

function previewRoute({ db, engine }: SilenceRouteDeps): ApiRoute {
  return defineRoute({
    id: 'previewSilence',
    tag: TAG,
    summary: 'What a silence would match, before it is set',
    description: 'Which alerts fire now, and how many of the last seven days it would have kept out.',
    method: 'GET',
    path: '/silences/preview',
    permission: 'alert.read',
    query: previewQuery,
    success: silencePreviewSchema,
    handle: ({ query, at }) =>
      previewSilence(db, { matchers: readMatchers(query.matcher, 'matcher'), at }, namesOf(engine.directory.latest())),
  })
}

/** A silence as it stands, with what it mutes. */
async function readSilence({ db, engine }: SilenceRouteDeps, id: string) {
  const row = await findSilence(db, id)
  if (!row) return { rejected: { code: 'not_found' as const } }
  const muted = await countMuted(db, [id])
  return presentSilence(row, engine.clock.now(), muted.get(id) ?? 0) satisfies SilenceView
}

function showRoute(deps: SilenceRouteDeps): ApiRoute {
  return defineRoute({
    id: 'getSilence',
    tag: TAG,
    summary: 'Show a silence',
    method: 'GET',
    path: '/silences/:id',
    permission: 'alert.read',
    params: silenceParams,
    success: silenceSchema,
    handle: ({ params }) => readSilence(deps, params.id),
  })
}

function createRoute(deps: SilenceRouteDeps): ApiRoute {
  return defineRoute({
    id: 'createSilence',
    tag: TAG,
    summary: 'Silence alerts',
    description: 'Alerts that match and begin to fire meanwhile open no incident. Those in an incident stay there.',
    method: 'POST',
    path: '/silences',
    permission: 'silence.write',
    body: silenceBody,
    success: silenceSchema,
    status: 201,
    async handle({ body, principal, at }) {
      const request = {
        matchers: readMatchers(body.matchers),
        ...readSpan(body, at),
        createdBy: principal.name,
        comment: body.comment,
        annotations: {},
      }
      const written = await writeSilence(deps.engine, request, actorOf(principal))
      return written ? readSilence(deps, written.id) : { rejected: { code: 'not_found' } }
    },
  })
}

function changeRoute(deps: SilenceRouteDeps): ApiRoute {
  return defineRoute({
    id: 'changeSilence',
    tag: TAG,
    summary: 'Change a silence',
    description:
      'As in Alertmanager: it keeps its id only while what it did so far stays true. With other matchers, another start after it ' +
      'began, or when it is over, it ends and the answer is a new one, with another id and the same author.',
    method: 'PUT',
    path: '/silences/:id',
    permission: 'silence.write',
    params: silenceParams,
    body: silenceBody,
    success: silenceSchema,
    async handle({ params, body, principal, at }) {
      const known = await findSilence(deps.db, params.id)
      if (!known) return { rejected: { code: 'not_found' } }
      const request = {
        id: known.id,
        matchers: readMatchers(body.matchers),
        ...readSpan(body, at, known.endsAt > at ? known.startsAt : at),
        createdBy: known.createdBy,
        comment: body.comment,
        annotations: known.annotations,
      }
      const written = await writeSilence(deps.engine, request, actorOf(principal))
      return written ? readSilence(deps, written.id) : { rejected: { code: 'not_found' } }
    },
  })
}

function endRoute({ engine }: SilenceRouteDeps): ApiRoute {
  return defineRoute({
    id: 'endSilence',
    tag: TAG,
    summary: 'End a silence now',
    description: 'What it muted and still fires is looked at again at once.',
    method: 'DELETE',
    path: '/silences/:id',
    permission: 'silence.write',
    params: silenceParams,
    async handle({ params, principal }) {
      const isKnown = await expireSilence(engine, params.id, actorOf(principal))
      return isKnown ? undefined : { rejected: { code: 'not_found' } }
    },
  })
}

function historyRoute({ db, engine }: SilenceRouteDeps): ApiRoute {
  return defineRoute({
    id: 'listChangesOfSilence',
    tag: TAG,
    summary: 'Who set, changed and ended a silence',
    method: 'GET',
    path: '/silences/:id/changes',
    permission: 'alert.read',
    params: silenceParams,
    query: changeListQuery,
    success: listOf(silenceChangeSchema),
    async handle({ params, query }) {
      const { items, next } = await listSilenceChanges(db, { ...query, silence: params.id }, readPage(query))
      const names = namesOf(engine.directory.latest())
      return { items: items.map((row) => presentSilenceChange(row, names)), next }
    },
  })
}

function changesRoute({ db, engine }: SilenceRouteDeps): ApiRoute {
  return defineRoute({
    id: 'listSilenceChanges',
    tag: TAG,
    summary: 'List everything that was done to silences, and by whom',
    method: 'GET',
    path: '/silence-changes',
    permission: 'audit.read',
    query: changeListQuery.extend({ silence: z.uuid().optional() }),
    success: listOf(silenceChangeSchema),
    async handle({ query }) {
      const { items, next } = await listSilenceChanges(db, query, readPage(query))
      const names = namesOf(engine.directory.latest())
      return { items: items.map((row) => presentSilenceChange(row, names)), next }
    },
  })
}
