/** Reads alerts with the place of each, and what happened to one. */
import type { Directory } from '@tocsin/core/people/directory.ts'
import { type Expression, type Kysely, type RawBuilder, type Selectable, type SqlBool, sql } from 'kysely'
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
  /** Each an exact label. */
  labels: readonly Record<string, string>[]
  text?: string | undefined
}

function alertsWithPlaces(db: Kysely<Schema>) {
  return db
    .selectFrom('alerts')
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
      'placements.incident_id',
      // Without a row the matcher has not spoken yet.
      sql<string>`coalesce(placements.because, 'pending')`.as('because'),
      'placements.silence_id',
      'placements.until',
    ])
}

export type AlertRow = NonNullable<Awaited<ReturnType<typeof findAlert>>>

/** Labels go to the index over labels: one alert among a hundred thousand is found in milliseconds. */
export async function listAlerts(
  db: Kysely<Schema>,
  { state, severity, source, service, incident, isMuted, labels, text }: AlertFilter,
  page: Page,
): Promise<{ items: AlertRow[]; next: string | null }> {
  const conditions: (Expression<SqlBool> | undefined)[] = [
    state === undefined ? undefined : sql<SqlBool>`alerts.state = ${state}`,
    severity === undefined ? undefined : sql<SqlBool>`alerts.severity = any(${[...severity]}::text[])`,
    source === undefined ? undefined : sql<SqlBool>`alerts.source_id = ${source}`,
    service && ofService(service),
    incident === undefined ? undefined : ofIncident(incident),
    isMuted === undefined ? undefined : placedNowhere(isMuted),
    ...labels.map((label) => hasLabel(label)),
    text === undefined ? undefined : containsText(text, sql.ref('alerts.title'), sql.ref('alerts.key')),
  ]
  const filtered = conditions.reduce(
    (query, condition) => (condition ? query.where(condition) : query),
    alertsWithPlaces(db),
  )
  const keys = { value: sql.ref('alerts.started_at'), id: sql.ref('alerts.id'), toValue: instantOfCursor }
  const rows = await applyPage(filtered, page, keys).execute()
  return pageOf(rows, page, (row) => ({ value: row.started_at, id: row.id }))
}

export async function findAlert(db: Kysely<Schema>, id: string) {
  return alertsWithPlaces(db).where('alerts.id', '=', id).executeTakeFirst()
}

const HISTORY_MAX = 200

/** What happened to an alert, the newest first, at most 200. */
export async function listHistory(db: Kysely<Schema>, alert: string): Promise<Selectable<Schema['signals']>[]> {
  return db
    .selectFrom('signals')
    .selectAll()
    .where('alert_id', '=', alert)
    .orderBy('seq', 'desc')
    .limit(HISTORY_MAX)
    .execute()
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

/** A placement knows only the latest episode; the incident's own state remembers all alerts that it ever had. */
function ofIncident(incident: string): RawBuilder<SqlBool> {
  return sql<SqlBool>`alerts.id in (select jsonb_object_keys((state->'record'->'firing') || (state->'record'->'cleared'))::uuid
    from incidents where id = ${incident})`
}

function placedNowhere(isMuted: boolean): RawBuilder<SqlBool> {
  return isMuted
    ? sql<SqlBool>`placements.alert_id is not null and placements.incident_id is null`
    : sql<SqlBool>`placements.incident_id is not null`
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
