import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import { type Kysely, type SqlBool, sql } from 'kysely'
import type { Schema } from '../shell/database/schema.ts'
import { instantOfCursor } from '../shell/http/cursor-instant.ts'
import { applyPage, type Page, pageOf } from '../shell/http/paging.ts'
import { containsText } from '../shell/http/text-search.ts'
import type { SilenceRow } from '../shell/store/silence-row.ts'
import { silenceOf } from '../shell/store/sql/silence.queries.ts'

export const SILENCE_STATES = ['active', 'pending', 'expired'] as const
export type SilenceState = (typeof SILENCE_STATES)[number]

/** Names and values of labels, without what JSON calls them. */
const MATCHER_WORDS = ['$[*].name', '$[*].value'].map(
  (path) => sql`jsonb_path_query_array(matchers, ${sql.lit(path)}::jsonpath)::text`,
)

export async function listSilencePage(
  db: Kysely<Schema>,
  { state, q, at }: { state: SilenceState | undefined; q?: string | undefined; at: Instant },
  page: Page,
): Promise<{ items: SilenceRow[]; next: string | null }> {
  const now = sql`${formatInstant(at)}::timestamptz`
  const isIn = {
    active: sql<SqlBool>`starts_at <= ${now} and ends_at > ${now}`,
    pending: sql<SqlBool>`starts_at > ${now}`,
    expired: sql<SqlBool>`ends_at <= ${now}`,
  }
  let found = db.selectFrom('silences').selectAll()
  if (state !== undefined) found = found.where(isIn[state])
  const text = q?.trim()
  if (text) found = found.where(containsText(text, sql.ref('comment'), sql.ref('created_by'), ...MATCHER_WORDS))
  const isByStart = page.by === 'starts_at'
  const keys = { value: sql.ref(page.by), id: sql.ref('id'), toValue: instantOfCursor }
  const rows = await applyPage(found, page, keys).execute()
  const { items, next } = pageOf(rows, page, (row) => ({ value: isByStart ? row.starts_at : row.ends_at, id: row.id }))
  return { items: items.map(silenceOf), next }
}

/** How many firing alerts each of these silences keeps out of incidents now; those that keep out none are left out. */
export async function countMuted(
  db: Kysely<Schema>,
  silences: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  if (silences.length === 0) return new Map()
  const rows = await db
    .selectFrom('placements')
    .innerJoin('alerts', 'alerts.id', 'placements.alert_id')
    .select(['placements.silence_id', sql<number>`count(*)::integer`.as('count')])
    .where('placements.silence_id', 'in', [...silences])
    .where('alerts.state', '=', 'firing')
    .groupBy('placements.silence_id')
    .execute()
  return new Map(rows.flatMap(({ silence_id, count }) => (silence_id === null ? [] : [[silence_id, count]])))
}
