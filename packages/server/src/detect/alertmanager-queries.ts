/** Tocsin as an Alertmanager: what Prometheus' tools ask beside posting alerts, answered from what is stored. */
import { emptyNotFoundReply, errorReply, okReply } from '@tocsin/adapters/in/alertmanager-api/framework-reply.ts'
import {
  type AlertFilter,
  alertMatches,
  parseAlertFilter,
  parseSilenceFilter,
  silenceMatches,
} from '@tocsin/adapters/in/alertmanager-api/query.ts'
import {
  type AlertView,
  renderAlerts,
  renderGroup,
  renderReceivers,
  renderStatus,
} from '@tocsin/adapters/in/alertmanager-api/render.ts'
import { findOperation } from '@tocsin/adapters/in/alertmanager-api/route.ts'
import {
  parsePostedSilence,
  renderSilence,
  silenceNotFoundReply,
  silenceState,
  sortSilences,
} from '@tocsin/adapters/in/alertmanager-api/silence.ts'
import type { DoorReply, DoorRequest } from '@tocsin/adapters/in/door.ts'
import type { Matcher } from '@tocsin/core/detect/matcher.ts'
import type { Silence } from '@tocsin/core/detect/placement.ts'
import type { Actor } from '@tocsin/core/kernel/actor.ts'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import type { Source } from '@tocsin/core/people/directory.ts'
import type { Kysely } from 'kysely'
import type { Schema } from '../shell/database/schema.ts'
import type { EngineDeps } from '../shell/engine/deps.ts'
import { listActiveSilences, listSilences, silenceOf } from '../shell/store/sql/silence.queries.ts'
import { alertsWithLabels } from './alert.queries.ts'
import type { AlertmanagerQueries } from './door-routes.ts'
import { expireSilence, writeSilence } from './silences.ts'

/** Alertmanager has no pages: this many alerts or silences are answered at most. */
const ANSWER_MAX = 10_000
/** An alert without an end of its own is shown as one that is repeated in time. */
const SHOWN_AHEAD_MS = 300_000

export interface AlertmanagerDeps {
  engine: EngineDeps
  db: Kysely<Schema>
  startedAt: Instant
  version: string
}

export function createAlertmanagerQueries(deps: AlertmanagerDeps): AlertmanagerQueries {
  return async (source, request) => {
    const found = findOperation(request.method, request.path)
    if ('reply' in found) return found.reply
    const { operation } = found
    switch (operation.name) {
      case 'postAlerts':
        return errorReply(500, 'alerts are posted at the door')
      case 'getAlerts':
        return getAlerts(deps, source, request)
      case 'getAlertGroups':
        return getGroups(deps, source, request)
      case 'getSilences':
        return getSilences(deps, request)
      case 'postSilences':
        return postSilence(deps, source, request)
      case 'getSilence':
        return getSilence(deps, operation.silenceId)
      case 'deleteSilence':
        return (await expireSilence(deps.engine, operation.silenceId, actorOf(source)))
          ? okReply()
          : emptyNotFoundReply()
      case 'getStatus':
        return okReply(statusOf(deps, source))
      case 'getReceivers':
        return okReply(renderReceivers([source.id]))
    }
  }
}

function statusOf(deps: AlertmanagerDeps, source: Source): Record<string, unknown> {
  return renderStatus({
    startedAt: deps.startedAt,
    receiver: source.id,
    groupBy: source.groupBy,
    revision: deps.version,
    peers: [],
  })
}

async function getAlerts(deps: AlertmanagerDeps, source: Source, request: DoorRequest): Promise<DoorReply> {
  const parsed = parseAlertFilter(request.query)
  if ('reply' in parsed) return parsed.reply
  return okReply(renderAlerts(await selectAlerts(deps, source, parsed.filter)))
}

async function getGroups(deps: AlertmanagerDeps, source: Source, request: DoorRequest): Promise<DoorReply> {
  const parsed = parseAlertFilter(request.query)
  if ('reply' in parsed) return parsed.reply
  const alerts = await selectAlerts(deps, source, parsed.filter)
  const labelsOf = (alert: AlertView): Record<string, string> =>
    Object.fromEntries(
      source.groupBy.flatMap((label) =>
        Object.hasOwn(alert.labels, label) ? [[label, alert.labels[label] ?? '']] : [],
      ),
    )
  const groups = Map.groupBy(alerts, (alert) =>
    source.groupBy.length === 0 ? alert.fingerprint : JSON.stringify(labelsOf(alert)),
  )
  const rendered = [...groups.values()].map((members) => {
    const [first] = members
    const labels = first ? (source.groupBy.length === 0 ? first.labels : labelsOf(first)) : {}
    return renderGroup({ labels, receiver: source.id, alerts: members })
  })
  return okReply(rendered)
}

/** Equality matchers go to the index over labels; what they leave is matched in full, so that the answer is the same. */
async function selectAlerts(deps: AlertmanagerDeps, source: Source, filter: AlertFilter): Promise<AlertView[]> {
  const now = deps.engine.clock.now()
  const exact = Object.fromEntries(filter.matchers.filter(isExact).map(({ name, value }) => [name, value]))
  const rows = await alertsWithLabels(deps.db, Object.keys(exact).length > 0 ? [exact] : [])
    .where('source_id', '=', source.id)
    .where('state', '=', 'firing')
    .limit(ANSWER_MAX)
    .execute()
  const silences = await listActiveSilences(deps.db, now)
  return rows
    .map((row) => alertView(row, source, silences, now))
    .filter((alert) => alert.endsAt > now && alertMatches(filter, alert))
}

function isExact(matcher: Matcher): boolean {
  return matcher.isEqual && !matcher.isRegex && matcher.value !== ''
}

interface AlertRow {
  key: string
  labels: Record<string, string>
  annotations: Record<string, string>
  started_at: number
  last_seen_at: number
  expires_at: number | null
  link: string | null
}

function alertView(row: AlertRow, source: Source, silences: readonly Silence[], now: Instant): AlertView {
  return {
    fingerprint: row.key,
    labels: row.labels,
    annotations: row.annotations,
    startsAt: row.started_at as Instant,
    endsAt: (row.expires_at ?? now + SHOWN_AHEAD_MS) as Instant,
    updatedAt: row.last_seen_at as Instant,
    generatorUrl: row.link ?? undefined,
    receivers: [source.id],
    silencedBy: silences.filter((silence) => silence.matches(row.labels)).map((silence) => silence.id),
    inhibitedBy: [],
    mutedBy: [],
  }
}

async function getSilences(deps: AlertmanagerDeps, request: DoorRequest): Promise<DoorReply> {
  const parsed = parseSilenceFilter(request.query)
  if ('reply' in parsed) return parsed.reply
  const now = deps.engine.clock.now()
  const silences = await listSilences(deps.db, ANSWER_MAX)
  const matching = silences.filter((silence) =>
    silenceMatches(parsed.filter, { state: silenceState(silence, now), matchers: silence.matchers }),
  )
  return okReply(sortSilences(matching, now).map((silence) => renderSilence(silence, now)))
}

/** Such clients name an author in words of their own; who they are is the source whose key they hold. */
function actorOf(source: Source): Actor {
  return { kind: 'source', id: source.id }
}

async function postSilence(deps: AlertmanagerDeps, source: Source, request: DoorRequest): Promise<DoorReply> {
  const parsed = parsePostedSilence(request)
  if ('reply' in parsed) return parsed.reply
  const written = await writeSilence(deps.engine, parsed.silence, actorOf(source))
  return written ? okReply({ silenceID: written.id }) : silenceNotFoundReply()
}

async function getSilence(deps: AlertmanagerDeps, id: string): Promise<DoorReply> {
  const row = await deps.db.selectFrom('silences').selectAll().where('id', '=', id).executeTakeFirst()
  return row ? okReply(renderSilence(silenceOf(row), deps.engine.clock.now())) : emptyNotFoundReply()
}
