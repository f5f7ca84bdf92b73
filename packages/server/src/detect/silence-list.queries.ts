import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import { type Kysely, type SqlBool, sql } from 'kysely'
import type { Schema } from '../shell/database/schema.ts'
import { instantOfCursor } from '../shell/http/cursor-instant.ts'
import { applyPage, type Page, pageOf } from '../shell/http/paging.ts'
import { silenceOf } from '../shell/store/sql/silence.queries.ts'
import type { SilenceRow } from '../shell/store/store.ts'

export const SILENCE_STATES = ['active', 'pending', 'expired'] as const
export type SilenceState = (typeof SILENCE_STATES)[number]

export async function listSilencePage(
  db: Kysely<Schema>,
  { state, at }: { state: SilenceState | undefined; at: Instant },
  page: Page,
): Promise<{ items: SilenceRow[]; next: string | null }> {
  const now = sql`${formatInstant(at)}::timestamptz`
  const isIn = {
    active: sql<SqlBool>`starts_at <= ${now} and ends_at > ${now}`,
    pending: sql<SqlBool>`starts_at > ${now}`,
    expired: sql<SqlBool>`ends_at <= ${now}`,
  }
  const all = db.selectFrom('silences').selectAll()
  const keys = { value: sql.ref('ends_at'), id: sql.ref('id'), toValue: instantOfCursor }
  const rows = await applyPage(state ? all.where(isIn[state]) : all, page, keys).execute()
  const { items, next } = pageOf(rows, page, (row) => ({ value: row.ends_at, id: row.id }))
  return { items: items.map(silenceOf), next }
}
