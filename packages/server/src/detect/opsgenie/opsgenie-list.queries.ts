/** Alerts as Opsgenie's clients read them: what the sender said, with what people did to the incident. */
import type { AlertQuery } from '@tocsin/adapters/in/opsgenie/alert-query.ts'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { type Kysely, type RawBuilder, type SqlBool, sql } from 'kysely'
import type { Schema } from '../../shell/database/schema.ts'
import { conditionOfQuery, SEEN } from './opsgenie-query-sql.ts'
import type { OpsgenieRow } from './opsgenie-row.ts'

/** As clients see it: the columns that people can change too are theirs here. */
export interface SeenAlert extends OpsgenieRow {
  incident_id: string | null
  incident_state: unknown
}

/** What alerts may be put in order by. */
export const SORT_FIELDS: Readonly<Record<string, RawBuilder<unknown>>> = {
  createdAt: sql`o.created_at`,
  updatedAt: sql`o.updated_at`,
  lastOccurredAt: sql`o.last_occurred_at`,
  tinyId: sql`o.tiny_id`,
  alias: sql`o.alias`,
  message: sql`o.message`,
  status: SEEN.status,
  acknowledged: SEEN.acknowledged,
  snoozedUntil: SEEN.snoozedUntil,
  count: sql`o.count`,
  source: sql`o.source`,
  owner: SEEN.owner,
  priority: sql`o.priority`,
}

export interface ListRequest {
  source: string
  query: AlertQuery | undefined
  sort: string
  order: 'asc' | 'desc'
  offset: number
  limit: number
  at: Instant
}

const SEEN_ALERT = sql`o.id, o.source_id, o.tiny_id, o.alias, o.alert_id, o.message, o.description, o.priority, o.tags, o.details,
  o.entity, o.source, o.username, o.actions, o.responders, o.count, o.created_at, o.updated_at, o.last_occurred_at, o.closed_by,
  ${SEEN.status} as status, ${SEEN.acknowledged} as acknowledged, ${SEEN.acknowledgedBy} as acknowledged_by,
  ${SEEN.acknowledgedAt} as acknowledged_at, ${SEEN.owner} as owner, ${SEEN.snoozedUntil} as snoozed_until,
  ${SEEN.closedAt} as closed_at, i.id as incident_id`

/**
 * A closed alert has no incident any more: its condition may have come back in another. Nor has one that just came back, until the
 * matcher has placed this episode of it.
 */
const ALERTS = sql`opsgenie_alerts o
  left join alerts a on a.id = o.alert_id and o.status = 'open'
  left join placements p on p.alert_id = a.id and p.episode = a.episode
  left join incidents i on i.id = p.incident_id
  left join users u on u.id = i.owner_id`

export async function listOpsgenieAlerts(db: Kysely<Schema>, request: ListRequest): Promise<SeenAlert[]> {
  const { sort, order, offset, limit } = request
  const direction = order === 'asc' ? sql`asc` : sql`desc`
  const { rows } = await sql<SeenAlert>`select ${SEEN_ALERT} from ${ALERTS} where ${conditionOf(request)}
    order by ${SORT_FIELDS[sort] ?? sql`o.created_at`} ${direction} nulls last, o.id ${direction}
    limit ${limit} offset ${offset}`.execute(db)
  return rows
}

export async function countOpsgenieAlerts(
  db: Kysely<Schema>,
  request: Pick<ListRequest, 'source' | 'query' | 'at'>,
): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*) as n from ${ALERTS} where ${conditionOf(request)}`.execute(
    db,
  )
  return rows[0]?.n ?? 0
}

function conditionOf({ source, query, at }: Pick<ListRequest, 'source' | 'query' | 'at'>): RawBuilder<SqlBool> {
  const ofSource = sql<SqlBool>`o.source_id = ${source}`
  return query ? sql<SqlBool>`${ofSource} and ${conditionOfQuery(query, at)}` : ofSource
}

export async function findOpsgenieAlert(db: Kysely<Schema>, id: string): Promise<SeenAlert | undefined> {
  const { rows } = await sql<SeenAlert>`select ${SEEN_ALERT}, i.state as incident_state from ${ALERTS}
    where o.id = ${id}::uuid`.execute(db)
  return rows[0]
}

export interface EntryRequest {
  alert: string
  kind: string
  order: 'asc' | 'desc'
  limit: number
  /** Entries behind this one, in the order that is asked for. */
  behind?: string | undefined
}

export async function listEntries(db: Kysely<Schema>, { alert, kind, order, limit, behind }: EntryRequest) {
  const all = db
    .selectFrom('opsgenie_entries')
    .selectAll()
    .where('opsgenie_alert_id', '=', alert)
    .where('kind', '=', kind)
  const some = behind === undefined ? all : all.where('id', order === 'asc' ? '>' : '<', behind)
  return some.orderBy('id', order).limit(limit).execute()
}
