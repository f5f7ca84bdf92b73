/** Reads alerts with the place of each, and what happened to one. */
import type { Directory } from '@tocsin/core/people/directory.ts'
import { type Kysely, type RawBuilder, type Selectable, type SelectQueryBuilder, type SqlBool, sql } from 'kysely'
import type { Schema } from '../shell/database/schema.ts'
import { instantOfCursor } from '../shell/http/cursor-instant.ts'
import { applyPage, type Page, pageOf } from '../shell/http/paging.ts'
import { containsText } from '../shell/http/text-search.ts'

export interface AlertFilter {
  state?: string | undefined
  severity?: readonly string[] | undefined
  source?: string | undefined
  /** See {@link selectionOfService}. */
  service?: ServiceSelection | undefined
  incident?: string | undefined
  isMuted?: boolean | undefined
  silence?: string | undefined
  ids?: readonly string[] | undefined
  group?: { keyOf: RawBuilder<string>; key: string } | undefined
  /** Each an exact label. */
  labels: readonly Record<string, string>[]
  text?: string | undefined
}

/** The condition, or nothing when there is none. */
type Condition = RawBuilder<SqlBool> | undefined

type Alerts = SelectQueryBuilder<Schema, 'alerts', Selectable<Schema['alerts']>>

export async function listAlerts(
  db: Kysely<Schema>,
  filter: AlertFilter,
  page: Page,
): Promise<{ items: AlertRow[]; next: string | null }> {
  const rows = await alertPageQuery(db, filter, page).execute()
  return pageOf(rows, page, (row) => ({ value: row.received_at, id: row.id }))
}

/**
 * The statement of {@link listAlerts}; apart, so that its plan can be looked at. The page is cut first and the places are
 * fetched for it alone.
 */
export function alertPageQuery(db: Kysely<Schema>, filter: AlertFilter, page: Page) {
  const keys = { value: sql.ref('alerts.received_at'), id: sql.ref('alerts.id'), toValue: instantOfCursor }
  return withPlaces(db, applyPage(filteredAlerts(db, filter), page, keys))
    .orderBy(keys.value, page.direction)
    .orderBy(keys.id, page.direction)
}

/** The alerts that a filter keeps, in no order. */
export function filteredAlerts(db: Kysely<Schema>, filter: AlertFilter): Alerts {
  return conditionsOf(filter).reduce<Alerts>(
    (query, condition) => (condition ? query.where(condition) : query),
    alertsWithLabels(db, filter.labels),
  )
}

/**
 * Labels go to the index over labels: one alert among a hundred thousand is found in a millisecond. They stand in a subquery
 * that nothing is pushed into (`offset 0`), because the planner, who knows nothing about labels, would rather take an index
 * that holds every alert that fires.
 */
export function alertsWithLabels(db: Kysely<Schema>, labels: readonly Record<string, string>[]): Alerts {
  const all = db.selectFrom('alerts').selectAll()
  if (labels.length === 0) return all
  const labelled = labels.reduce((query, label) => query.where(hasLabel(label)), all).offset(sql<number>`0`)
  return db.selectFrom(labelled.as('alerts')).selectAll() as Alerts
}

function conditionsOf({
  state,
  severity,
  source,
  service,
  incident,
  isMuted,
  silence,
  text,
  ids,
  group,
}: AlertFilter): Condition[] {
  return [
    ids === undefined ? undefined : sql<SqlBool>`alerts.id = any(${[...ids]}::uuid[])`,
    group && sql<SqlBool>`${group.keyOf} = ${group.key}`,
    state === undefined ? undefined : sql<SqlBool>`alerts.state = ${state}`,
    severity === undefined ? undefined : sql<SqlBool>`alerts.severity = any(${[...severity]}::text[])`,
    source === undefined ? undefined : sql<SqlBool>`alerts.source_id = ${source}`,
    service && ofService(service),
    incident === undefined ? undefined : ofIncident(incident),
    isMuted === undefined ? undefined : placedNowhere(isMuted),
    silence === undefined ? undefined : mutedBy(silence),
    ...(text?.split(/\s+/) ?? []).map((word) => containsText(word, sql.ref('alerts.title'), sql.ref('alerts.key'))),
  ]
}

function withPlaces(db: Kysely<Schema>, alerts: Alerts) {
  return db
    .selectFrom(alerts.as('alerts'))
    .leftJoin('placements', 'placements.alert_id', 'alerts.id')
    .select([
      'alerts.id',
      'alerts.source_id',
      'alerts.key',
      'alerts.state',
      'alerts.title',
      'alerts.description',
      'alerts.severity',
      'alerts.labels',
      'alerts.annotations',
      'alerts.link',
      'alerts.episode',
      'alerts.repeats',
      'alerts.started_at',
      'alerts.ended_at',
      'alerts.expires_at',
      'alerts.first_seen_at',
      'alerts.last_seen_at',
      'alerts.received_at',
      'placements.incident_id',
      // Without a row the matcher has not spoken yet.
      sql<string>`coalesce(placements.because, 'pending')`.as('because'),
      'placements.silence_id',
      'placements.until',
      'placements.rule_id',
      'placements.routed',
    ])
}

export type AlertRow = NonNullable<Awaited<ReturnType<typeof findAlert>>>

export async function findAlert(db: Kysely<Schema>, id: string) {
  const one = db.selectFrom('alerts').selectAll().where('id', '=', id)
  return withPlaces(db, one).executeTakeFirst()
}

/** These alerts with their places, in the order of the list: the newest first. */
export async function findAlerts(db: Kysely<Schema>, ids: readonly string[]): Promise<AlertRow[]> {
  if (ids.length === 0) return []
  const some = db
    .selectFrom('alerts')
    .selectAll()
    .where('id', 'in', [...ids])
  return withPlaces(db, some).orderBy('alerts.received_at', 'desc').orderBy('alerts.id', 'desc').execute()
}

const HISTORY_MAX = 200

export type HistoryRow = Awaited<ReturnType<typeof listHistory>>[number]

/** What happened to an alert, the newest first, at most 200, with the requests that told of it while they are kept. */
export async function listHistory(db: Kysely<Schema>, alert: string) {
  return db
    .selectFrom('signals')
    .leftJoin('deliveries', 'deliveries.id', 'signals.delivery_id')
    .selectAll('signals')
    .select(['deliveries.id as kept_id', 'deliveries.door', 'deliveries.received_at'])
    .select(['deliveries.content_type', 'deliveries.bytes'])
    .where('alert_id', '=', alert)
    .orderBy('seq', 'desc')
    .limit(HISTORY_MAX)
    .execute()
}

/** The incident that an alert is in, as it is called. */
export async function findPlace(db: Kysely<Schema>, incident: string) {
  return db
    .selectFrom('incidents')
    .select(['id', 'title', 'status', 'priority'])
    .where('id', '=', incident)
    .executeTakeFirst()
}

/** The body that brought the alert's newest change; undefined when it is unknown or was cleaned up. */
export async function findRawBody(db: Kysely<Schema>, alert: string) {
  return db
    .selectFrom('alerts')
    .innerJoin('deliveries', 'deliveries.id', 'alerts.delivery_id')
    .select(['deliveries.body', 'deliveries.encoding'])
    .where('alerts.id', '=', alert)
    .executeTakeFirst()
}

function hasLabel(label: Record<string, string>): RawBuilder<SqlBool> {
  return sql<SqlBool>`alerts.labels @> ${JSON.stringify(label)}::jsonb`
}

/** A placement knows only the latest episode; the incident itself remembers all alerts that it ever had. */
function ofIncident(incident: string): RawBuilder<SqlBool> {
  return sql<SqlBool>`alerts.id in (select jsonb_object_keys((e.episodes->'firing') || (e.episodes->'cleared'))::uuid
    from incidents i, tocsin_alert_episodes(i) as e(episodes) where i.id = ${incident})`
}

function mutedBy(silence: string): RawBuilder<SqlBool> {
  return sql<SqlBool>`alerts.id in (select alert_id from placements where silence_id = ${silence}::uuid)`
}

function placedNowhere(isMuted: boolean): RawBuilder<SqlBool> {
  const placed = sql`exists (select 1 from placements p where p.alert_id = alerts.id and p.incident_id is not null)`
  return isMuted ? sql<SqlBool>`not ${placed}` : sql<SqlBool>`${placed}`
}

/** Alerts of these sources, and those of `open` sources that name the service in a label. */
export interface ServiceSelection {
  sources: string[]
  open: string[]
  names: string[]
}

/** An alert's service is its source's own, else the one that its label `service` names by id or by name. */
export function selectionOfService(id: string, { services, sources }: Directory): ServiceSelection {
  const all = [...sources.values()]
  const name = (services as ReadonlyMap<string, { name: string }>).get(id)?.name
  return {
    sources: all.filter((source) => source.service === id).map((source) => source.id),
    open: all.filter((source) => source.service === undefined).map((source) => source.id),
    names: [...new Set([id, ...(name === undefined ? [] : [name])])],
  }
}

function ofService({ sources, open, names }: ServiceSelection): RawBuilder<SqlBool> {
  const named = sql.join(
    names.map((name) => hasLabel({ service: name })),
    sql` or `,
  )
  return sql<SqlBool>`(alerts.source_id = any(${sources}::text[])
    or (alerts.source_id = any(${open}::text[]) and (${named})))`
}
