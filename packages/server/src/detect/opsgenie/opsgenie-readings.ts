/** What clients of Opsgenie's API read: alerts, how many there are, their notes and logs, and what became of requests. */

import type { DoorReply } from '@tocsin/adapters/in/door.ts'
import { parseAlertQuery } from '@tocsin/adapters/in/opsgenie/alert-query.ts'
import { type OpsgenieOperation, type OpsgenieRefusal, refuseFields } from '@tocsin/adapters/in/opsgenie/operation.ts'
import { notProcessedReply, okReply, type ReplyFacts, refusalReply } from '@tocsin/adapters/in/opsgenie/reply.ts'
import type { IncidentState } from '@tocsin/core/incident.ts'
import type { Instant, UserId } from '@tocsin/core/kernel/brand.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import type { Source } from '@tocsin/core/people/directory.ts'
import { findAlertId, findRequest } from './opsgenie.queries.ts'
import type { OpsgenieDeps } from './opsgenie-door.ts'
import {
  countOpsgenieAlerts,
  findOpsgenieAlert,
  type ListRequest,
  listEntries,
  listOpsgenieAlerts,
  SORT_FIELDS,
} from './opsgenie-list.queries.ts'
import { presentAlert, presentWholeAlert } from './present-opsgenie.ts'

export type ReadingOperation = Extract<
  OpsgenieOperation,
  { kind: 'list' | 'count' | 'get' | 'recipients' | 'entries' | 'request' }
>

interface Asking {
  facts: () => ReplyFacts
  at: Instant
}

const NO_SUCH_ALERT: OpsgenieRefusal = { status: 404, message: 'Alert with given identifier does not exist.' }
const LIMIT = { usual: 20, max: 100 }
/** Opsgenie goes no further into a list either. */
const OFFSET_MAX = 20_000

export async function answerReading(
  deps: OpsgenieDeps,
  source: Source,
  operation: ReadingOperation,
  asking: Asking,
): Promise<DoorReply> {
  const { facts, at } = asking
  switch (operation.kind) {
    case 'list':
      return list(deps, source, operation.query, asking)
    case 'count': {
      const request = readList(source, operation.query, at)
      if ('refusal' in request) return refusalReply(facts(), request.refusal)
      return okReply(facts(), { data: { count: await countOpsgenieAlerts(deps.db, request) } })
    }
    case 'request':
      return requestStatus(deps, source, operation.requestId, facts)
    default: {
      const id = await findAlertId(deps.db, source.id, operation.target)
      const alert = id === undefined ? undefined : await findOpsgenieAlert(deps.db, id)
      if (!alert) return refusalReply(facts(), NO_SUCH_ALERT)
      if (operation.kind === 'get') return okReply(facts(), { data: presentWholeAlert(alert, source, at) })
      if (operation.kind === 'recipients')
        return okReply(facts(), { data: recipientsOf(deps, alert.incident_state as IncidentState | null) })
      return entries(deps, alert.id, operation, facts)
    }
  }
}

function readList(source: Source, query: URLSearchParams, at: Instant): ListRequest | { refusal: OpsgenieRefusal } {
  const errors: Record<string, string> = {}
  const parsed = parseAlertQuery(query.get('query') ?? '')
  if ('error' in parsed) errors.query = parsed.error
  const sort = query.get('sort') ?? 'createdAt'
  if (!Object.hasOwn(SORT_FIELDS, sort)) errors.sort = `Should be one of [ ${Object.keys(SORT_FIELDS).join(', ')} ].`
  const order = (query.get('order') ?? 'desc').toLowerCase()
  if (order !== 'asc' && order !== 'desc') errors.order = 'Should be one of [ asc, desc ].'
  const limit = numberOf(query, 'limit', { ...LIMIT, min: 1 }, errors)
  const offset = numberOf(query, 'offset', { usual: 0, max: OFFSET_MAX, min: 0 }, errors)
  if (Object.keys(errors).length > 0) return refuseFields(errors)
  return {
    ...{ source: source.id, query: 'query' in parsed ? parsed.query : undefined, at },
    ...{ sort, order: order === 'asc' ? 'asc' : 'desc', limit, offset },
  }
}

function numberOf(
  query: URLSearchParams,
  name: string,
  { usual, min, max }: { usual: number; min: number; max: number },
  errors: Record<string, string>,
): number {
  const text = query.get(name)
  if (text === null || text === '') return usual
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN
  if (value >= min && value <= max) return value
  errors[name] = `Should be a number from ${min} to ${max}.`
  return usual
}

async function list(
  deps: OpsgenieDeps,
  source: Source,
  query: URLSearchParams,
  { facts, at }: Asking,
): Promise<DoorReply> {
  const request = readList(source, query, at)
  if ('refusal' in request) return refusalReply(facts(), request.refusal)
  const found = await listOpsgenieAlerts(deps.db, { ...request, limit: request.limit + 1 })
  const { offset, limit } = request
  const pageAt = (from: number): string => {
    const asked = new URLSearchParams([...query].filter(([name]) => name !== 'offset' && name !== 'limit'))
    asked.set('limit', String(limit))
    asked.set('offset', String(from))
    return `${deps.publicUrl()}/opsgenie/v2/alerts?${asked}`
  }
  const paging = {
    first: pageAt(0),
    ...(offset > 0 && { prev: pageAt(Math.max(0, offset - limit)) }),
    ...(found.length > limit && offset + limit <= OFFSET_MAX && { next: pageAt(offset + limit) }),
  }
  return okReply(facts(), { data: found.slice(0, limit).map((alert) => presentAlert(alert, source, at)), paging })
}

async function entries(
  deps: OpsgenieDeps,
  alert: string,
  { of, query }: Extract<ReadingOperation, { kind: 'entries' }>,
  facts: () => ReplyFacts,
): Promise<DoorReply> {
  const errors: Record<string, string> = {}
  const limit = numberOf(query, 'limit', { usual: 100, min: 1, max: 100 }, errors)
  const behind = query.get('offset') || undefined
  if (behind !== undefined && !/^[\da-f-]{36}$/.test(behind)) errors.offset = 'Should be the offset of an entry.'
  if (Object.keys(errors).length > 0) return refusalReply(facts(), refuseFields(errors).refusal)
  const isAscending = query.get('order')?.toLowerCase() === 'asc'
  const found = await listEntries(deps.db, {
    ...{ alert, kind: of, order: isAscending ? 'asc' : 'desc', limit, behind },
  })
  const data = found.map(({ id, owner, text, at }) => ({
    ...(of === 'note' ? { note: text } : { log: text, type: 'system' }),
    ...{ owner, createdAt: formatInstant(at as Instant), offset: id },
  }))
  return okReply(facts(), { data })
}

async function requestStatus(
  deps: OpsgenieDeps,
  source: Source,
  requestId: string,
  facts: () => ReplyFacts,
): Promise<DoorReply> {
  const found = await findRequest(deps.db, source.id, requestId)
  if (!found || found.processed_at === null) return notProcessedReply(facts())
  return okReply(
    { ...facts(), requestId: found.id },
    {
      data: {
        ...{ success: found.is_success, action: found.action, isSuccess: found.is_success, status: found.status },
        ...{ processedAt: formatInstant(found.processed_at as Instant), integrationId: source.id },
        ...{ alertId: found.opsgenie_alert_id ?? '', alias: found.alias },
      },
    },
  )
}

/** Who works on it, and who is being called. */
function recipientsOf(deps: OpsgenieDeps, state: IncidentState | null): object[] {
  if (!state) return []
  const { users } = deps.door.engine.directory.latest()
  const { responders, runs, owner } = state.response
  const working = new Set<UserId>([...responders, ...(owner ? [owner] : [])])
  const called = (Object.keys(runs) as UserId[]).filter((user) => !working.has(user))
  const present = (id: UserId, isWorking: boolean) => ({
    user: { id, username: users.get(id)?.email ?? id },
    state: isWorking ? 'action' : 'notactive',
    method: isWorking ? 'Acknowledge' : '',
  })
  return [...[...working].map((id) => present(id, true)), ...called.map((id) => present(id, false))]
}
