/**
 * Lists of incidents. Within what leads an order (the priority, the stage of the work, the service) the newest come first, so the
 * next page is looked for in two places: the rest of the same leader, and the leaders behind it.
 */
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Schema } from '../shell/database/schema.ts'
import { instantOfCursor } from '../shell/http/cursor-instant.ts'
import { type Page, pageOf } from '../shell/http/paging.ts'
import { invalidField } from '../shell/http/refusal.ts'
import { SUMMARY_COLUMNS, type SummaryRow } from './incident.queries.ts'
import { allOf, type Condition } from './list-conditions.ts'

/** Ids by their numbers: as texts, the millionth of a year would stand before the second. */
const BY_NUMBER = sql`length(incidents.id)`
const ID = sql`incidents.id`

type LeadName = 'priority' | 'status' | 'service'

const LEADS: Record<LeadName, RawBuilder<unknown>> = {
  priority: sql`incidents.priority`,
  status: sql`tocsin_stage(incidents.status)`,
  service: sql`coalesce(incidents.services[1], '')`,
}

type ListedRow = SummaryRow & { lead: string | number | null }

export async function listIncidents(
  db: Kysely<Schema>,
  conditions: readonly Condition[],
  page: Page,
): Promise<{ items: SummaryRow[]; next: string | null }> {
  const columns = sql.join(SUMMARY_COLUMNS.map((column) => sql.ref(`incidents.${column}`)))
  const { rows } = await selectPage(columns, conditions, page).execute(db)
  const { items, next } = pageOf(rows as ListedRow[], page, (row) => ({
    value: isLead(page.by) ? `${row.recorded_at}:${row.lead ?? ''}` : row[page.by as 'recorded_at'],
    id: row.id,
  }))
  return { items: items.map(({ lead: _, ...row }) => row), next }
}

/** The ids in the order of the list, at most `limit`, and whether these are all. */
export async function listIncidentIds(
  db: Kysely<Schema>,
  conditions: readonly Condition[],
  page: Page,
): Promise<{ ids: string[]; isComplete: boolean }> {
  const columns = sql`incidents.id, incidents.recorded_at, incidents.updated_at`
  const { rows } = await selectPage(columns, conditions, page).execute(db)
  const ids = (rows as { id: string }[]).map(({ id }) => id)
  return { ids: ids.slice(0, page.limit), isComplete: ids.length <= page.limit }
}

/** How many there are, counted up to `max`, and of each leader when `by` names one. */
export async function countIncidents(
  db: Kysely<Schema>,
  conditions: readonly Condition[],
  { max, by }: { max: number; by?: LeadName | undefined },
): Promise<{ count: number; isComplete: boolean; groups: { key: string; count: number }[] }> {
  const lead = by === undefined ? sql`null::text` : LEADS[by]
  const { rows } = await sql<{ key: string | null; count: number }>`
    select lead::text as key, count(*)::int as count
    from (select ${lead} as lead from incidents where ${allOf(conditions)} limit ${max + 1}) counted group by lead`.execute(
    db,
  )
  const counted = rows.reduce((sum, { count }) => sum + count, 0)
  const groups = by === undefined ? [] : rows.map(({ key, count }) => ({ key: key ?? '', count }))
  return { count: Math.min(counted, max), isComplete: counted <= max, groups }
}

export function isLead(by: string): by is LeadName {
  return Object.hasOwn(LEADS, by)
}

/** One row more than the page holds: by it one sees whether there is a next one. */
function selectPage(
  columns: RawBuilder<unknown>,
  conditions: readonly Condition[],
  page: Page,
): RawBuilder<Record<string, unknown>> {
  return isLead(page.by) ? selectLed(columns, conditions, page, page.by) : selectPlain(columns, conditions, page)
}

function selectPlain(
  columns: RawBuilder<unknown>,
  conditions: readonly Condition[],
  { by, direction, after, limit }: Page,
): RawBuilder<Record<string, unknown>> {
  const value = sql.ref(`incidents.${by}`)
  const to = sql.raw(direction)
  const start =
    after &&
    sql<boolean>`(${value}, ${BY_NUMBER}, ${ID}) ${sql.raw(direction === 'asc' ? '>' : '<')} (${instantOfCursor(after.value)}, length(${after.id}), ${after.id})`
  return sql`select ${columns}, null as lead from incidents where ${allOf(start ? [...conditions, start] : conditions)}
    order by ${value} ${to}, ${BY_NUMBER} ${to}, ${ID} ${to} limit ${limit + 1}`
}

function selectLed(
  columns: RawBuilder<unknown>,
  conditions: readonly Condition[],
  { direction, after, limit }: Page,
  by: LeadName,
): RawBuilder<Record<string, unknown>> {
  const lead = LEADS[by]
  const to = sql.raw(direction)
  const part = (more: Condition[]): RawBuilder<Record<string, unknown>> =>
    sql`(select ${columns}, ${lead} as lead from incidents where ${allOf([...conditions, ...more])}
      order by ${lead} ${to}, incidents.recorded_at desc, ${BY_NUMBER} desc, ${ID} desc limit ${limit + 1})`
  if (!after) return part([])
  const from = readLedCursor(after.value, by)
  const isOfSame = sql<boolean>`${lead} = ${from.lead} and (incidents.recorded_at, ${BY_NUMBER}, ${ID}) < (${from.recordedAt}, length(${after.id}), ${after.id})`
  const isBehind = sql<boolean>`${lead} ${sql.raw(direction === 'asc' ? '>' : '<')} ${from.lead}`
  return sql`select * from (${part([isOfSame])} union all ${part([isBehind])}) pages
    order by lead ${to}, recorded_at desc, length(id) desc, id desc limit ${limit + 1}`
}

/** `<recorded at>:<leader>`. Cursors come from outside. */
function readLedCursor(
  value: string | number,
  by: LeadName,
): { recordedAt: RawBuilder<unknown>; lead: RawBuilder<unknown> } {
  const [, recordedAt, lead = ''] = /^(\d{1,16}):([^\0]*)$/.exec(String(value)) ?? []
  if (recordedAt === undefined || (by === 'status' && !/^\d{1,3}$/.test(lead)))
    throw invalidField('cursor', 'is not the `next` of a page')
  return {
    recordedAt: instantOfCursor(Number(recordedAt) as Instant),
    lead: by === 'status' ? sql`${Number(lead)}::int` : sql`${lead}::text`,
  }
}
