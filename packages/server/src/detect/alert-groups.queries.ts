/** Counts alerts, and how many there are of each group. */

import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { SOURCE_SEVERITIES, type SourceSeverity } from '@tocsin/core/kernel/scales.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Schema } from '../shell/database/schema.ts'
import { type AlertFilter, filteredAlerts } from './alert.queries.ts'
import { ALERT_GROUPS_MAX, ALERTS_COUNTED_MAX, type AlertGrouping } from './alert.schema.ts'

export interface AlertCounts {
  count: number
  isComplete: boolean
  groups: CountedGroup[]
  groupsTotal: number
}

export interface CountedGroup {
  key: string
  count: number
  firing: number
  worst: SourceSeverity
  latestAt: Instant
}

/** The group that an alert is in, as text; empty where it is in none. A service is that of `serviceOf`. */
export function groupKeyOf(by: AlertGrouping, { services, sources }: Directory): RawBuilder<string> {
  switch (by) {
    case 'source':
      return sql<string>`alerts.source_id`
    case 'severity':
      return sql<string>`alerts.severity`
    case 'incident':
      return sql<string>`coalesce((select p.incident_id from placements p where p.alert_id = alerts.id), '')`
    case 'service': {
      const own = [...sources.values()].flatMap(({ id, service }) => (service === undefined ? [] : [[id, service]]))
      const all = [...services.values()]
      // An id is asked for before a name, and of services of one name the first.
      const named = [...all.toReversed().map(({ id, name }) => [name, id]), ...all.map(({ id }) => [id, id])]
      return sql<string>`coalesce(${JSON.stringify(Object.fromEntries(own))}::jsonb ->> alerts.source_id,
        ${JSON.stringify(Object.fromEntries(named))}::jsonb ->> (alerts.labels ->> 'service'), '')`
    }
    default:
      return sql<string>`coalesce(alerts.labels ->> ${by.slice('label:'.length)}::text, '')`
  }
}

interface CountRow {
  key: string | null
  count: number
  firing: number
  worst: number
  latest_at: Instant
  counted: number
  groups: number
}

/** Without `keyOf` there are no groups. A count ends at a bound: beyond it nobody reads the number. */
export async function countAlerts(
  db: Kysely<Schema>,
  filter: AlertFilter,
  keyOf: RawBuilder<string> | undefined,
): Promise<AlertCounts> {
  const bounded = filteredAlerts(db, filter).limit(ALERTS_COUNTED_MAX + 1)
  const rank = sql`array_position(${[...SOURCE_SEVERITIES]}::text[], severity)`
  const { rows } = await sql<CountRow>`
    select key, count(*)::int as count, (count(*) filter (where state = 'firing'))::int as firing,
      coalesce(min(${rank}) filter (where state = 'firing'), min(${rank}))::int as worst,
      max(received_at) as latest_at, (sum(count(*)) over ())::int as counted, (count(*) over ())::int as groups
    from (select ${keyOf ?? sql`null::text`} as key, alerts.state, alerts.severity, alerts.received_at from (${bounded}) as alerts) a
    group by key order by (count(*) filter (where state = 'firing') = 0), worst, count desc, key
    limit ${ALERT_GROUPS_MAX}`.execute(db)
  const counted = rows[0]?.counted ?? 0
  return {
    count: Math.min(counted, ALERTS_COUNTED_MAX),
    isComplete: counted <= ALERTS_COUNTED_MAX,
    groups: keyOf === undefined ? [] : rows.map(groupOf),
    groupsTotal: keyOf === undefined ? 0 : (rows[0]?.groups ?? 0),
  }
}

function groupOf({ key, count, firing, worst, latest_at }: CountRow): CountedGroup {
  return { key: key ?? '', count, firing, worst: SOURCE_SEVERITIES[worst - 1] ?? 'unknown', latestAt: latest_at }
}

/** What incidents are called. */
export async function findIncidentTitles(db: Kysely<Schema>, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('incidents')
    .select(['id', 'title'])
    .where('id', 'in', [...ids])
    .execute()
  return new Map(rows.map(({ id, title }) => [id, title]))
}
