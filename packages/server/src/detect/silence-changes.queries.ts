import type { Actor } from '@tocsin/core/kernel/actor.ts'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import { type Kysely, type Selectable, type SqlBool, sql } from 'kysely'
import type { z } from 'zod'
import { presentActor } from '../people/actor-label.ts'
import type { DirectoryNames } from '../people/directory-names.ts'
import type { Schema } from '../shell/database/schema.ts'
import { instantOfCursor } from '../shell/http/cursor-instant.ts'
import { applyPage, type Page, pageOf } from '../shell/http/paging.ts'
import type { silenceChangeSchema } from './silence.schema.ts'

type ChangeView = z.output<typeof silenceChangeSchema>
type ChangeRow = Selectable<Schema['silence_changes']>

export interface SilenceChangeFilter {
  silence?: string | undefined
  user?: string | undefined
  since?: Instant | undefined
  until?: Instant | undefined
}

/** What was done to silences, the newest first; of one instant in the order of the ids. */
export async function listSilenceChanges(
  db: Kysely<Schema>,
  { silence, user, since, until }: SilenceChangeFilter,
  page: Page,
): Promise<{ items: ChangeRow[]; next: string | null }> {
  let rows = db.selectFrom('silence_changes').selectAll()
  if (silence !== undefined) rows = rows.where('silence_id', '=', silence)
  if (user !== undefined) rows = rows.where(sql<SqlBool>`actor->>'kind' = 'user' and actor->>'id' = ${user}`)
  if (since !== undefined) rows = rows.where(sql<SqlBool>`at >= ${formatInstant(since)}::timestamptz`)
  if (until !== undefined) rows = rows.where(sql<SqlBool>`at < ${formatInstant(until)}::timestamptz`)
  const keys = { value: sql.ref('at'), id: sql`silence_id || to_char(seq, '00000000')`, toValue: instantOfCursor }
  const found = await applyPage(rows, page, keys).execute()
  return pageOf(found, page, ({ at, silence_id, seq }) => ({
    value: at,
    id: `${silence_id} ${String(seq).padStart(8, '0')}`,
  }))
}

export function presentSilenceChange(row: ChangeRow, names: DirectoryNames): ChangeView {
  const { silence_id, seq, at, act, actor, before, after } = row
  return {
    silence: silence_id,
    seq,
    at: at as Instant,
    act: act as ChangeView['act'],
    actor: presentActor(actor as Actor, names),
    before: before as ChangeView['before'],
    after: after as ChangeView['after'],
  }
}
