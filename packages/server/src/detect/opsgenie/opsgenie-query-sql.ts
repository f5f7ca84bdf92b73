/** Opsgenie's query language as conditions on `o` (the alert), `i` (its incident) and `u` (who owns that). */
import {
  type AlertQuery,
  parseQueryInstant,
  QUERY_FIELDS,
  type QueryField,
} from '@tocsin/adapters/in/opsgenie/alert-query.ts'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import { type RawBuilder, type SqlBool, sql } from 'kysely'

type Condition = RawBuilder<SqlBool>

/** What people did to the incident counts before what the sender said. */
export const SEEN = {
  status: sql<string>`case when i.status in ('resolved', 'closed', 'declined') then 'closed' else o.status end`,
  acknowledged: sql<boolean>`case when i.id is null then o.acknowledged
    else i.status in ('acknowledged', 'mitigated') or (i.status <> 'open' and i.acknowledged_at is not null) end`,
  acknowledgedBy: sql<string | null>`coalesce(
    (select a.email from users a where a.id = i.state -> 'response' ->> 'acknowledgedBy'), o.acknowledged_by)`,
  acknowledgedAt: sql<number | null>`coalesce(i.acknowledged_at, o.acknowledged_at)`,
  owner: sql<string>`coalesce(u.email, o.owner, '')`,
  snoozedUntil: sql<number | null>`case when i.id is null then o.snoozed_until else i.snoozed_until end`,
  closedAt: sql<number | null>`coalesce(o.closed_at, i.closed_at, i.resolved_at)`,
}

const TEXTS: Partial<Record<QueryField, RawBuilder<unknown>>> = {
  alertId: sql`o.id::text`,
  alias: sql`o.alias`,
  source: sql`coalesce(o.source, '')`,
  entity: sql`coalesce(o.entity, '')`,
  status: SEEN.status,
  owner: SEEN.owner,
  acknowledgedBy: sql`coalesce(${SEEN.acknowledgedBy}, '')`,
  closedBy: sql`coalesce(o.closed_by, '')`,
  priority: sql`o.priority`,
}

/** Sets of texts, as a sub-select whose column is `t`. */
const LISTS: Partial<Record<QueryField, RawBuilder<unknown>>> = {
  tag: sql`select t from unnest(o.tags) as t`,
  actions: sql`select t from unnest(o.actions) as t`,
  'details.key': sql`select key as t from jsonb_each_text(o.details)`,
  'details.value': sql`select value as t from jsonb_each_text(o.details)`,
  responders: sql`select coalesce(r ->> 'name', r ->> 'username', r ->> 'id') as t from jsonb_array_elements(o.responders) as r`,
  teams: sql`select coalesce(r ->> 'name', r ->> 'id') as t from jsonb_array_elements(o.responders) as r
    where r ->> 'type' = 'team'`,
}

const INSTANTS: Partial<Record<QueryField, RawBuilder<unknown>>> = {
  createdAt: sql`o.created_at`,
  updatedAt: sql`o.updated_at`,
  lastOccurredAt: sql`o.last_occurred_at`,
  snoozedUntil: SEEN.snoozedUntil,
}

const OPERATORS = { ':': sql`=`, '<': sql`<`, '>': sql`>`, '<=': sql`<=`, '>=': sql`>=` }

export function conditionOfQuery(query: AlertQuery, at: Instant): Condition {
  switch (query.kind) {
    case 'and':
    case 'or': {
      const terms = query.terms.map((term) => conditionOfQuery(term, at))
      return sql<SqlBool>`(${sql.join(terms, query.kind === 'and' ? sql` and ` : sql` or `)})`
    }
    case 'not':
      return sql<SqlBool>`not ${conditionOfQuery(query.term, at)}`
    case 'text':
      return containing(query.pattern)
    case 'compare':
      return comparison(query, at)
  }
}

function containing(text: string): Condition {
  const pattern = `%${likePattern(text)}%`
  return sql<SqlBool>`(o.message ilike ${pattern} or coalesce(o.description, '') ilike ${pattern} or o.alias ilike ${pattern}
    or exists (select from unnest(o.tags) as t where t ilike ${pattern}))`
}

function comparison({ field, operator, value }: Extract<AlertQuery, { kind: 'compare' }>, at: Instant): Condition {
  const list = LISTS[field]
  if (list) return sql<SqlBool>`exists (select from (${list}) as each where each.t ilike ${likePattern(value)})`
  if (field === 'message') return sql<SqlBool>`o.message ilike ${`%${likePattern(value)}%`}`
  if (field === 'description') return sql<SqlBool>`coalesce(o.description, '') ilike ${`%${likePattern(value)}%`}`
  if (QUERY_FIELDS[field] === 'flag') return flag(field, value.toLowerCase() === 'true', at)
  if (QUERY_FIELDS[field] === 'number') {
    const column = field === 'tinyId' ? sql`o.tiny_id` : sql`o.count`
    return sql<SqlBool>`${column} ${OPERATORS[operator]} ${Number(value)}::bigint`
  }
  const instant = INSTANTS[field]
  if (instant) {
    const asked = formatInstant((parseQueryInstant(value) ?? 0) as Instant)
    return sql<SqlBool>`coalesce(${instant} ${OPERATORS[operator]} ${asked}::timestamptz, false)`
  }
  return sql<SqlBool>`${TEXTS[field] ?? sql`''`} ilike ${likePattern(value)}`
}

function flag(field: QueryField, isSo: boolean, at: Instant): Condition {
  const snoozed = sql`coalesce(${SEEN.snoozedUntil} > ${formatInstant(at)}::timestamptz, false)`
  return field === 'snoozed' ? sql<SqlBool>`(${snoozed}) = ${isSo}` : sql<SqlBool>`(${SEEN.acknowledged}) = ${isSo}`
}

/** `*` stands for anything; what `like` takes for more than itself is escaped. */
function likePattern(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&').replaceAll('*', '%')
}
