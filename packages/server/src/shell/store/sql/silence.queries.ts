import { compileMatchers, type Matcher } from '@tocsin/core/detect/matcher.ts'
import type { Silence } from '@tocsin/core/detect/placement.ts'
import type { Instant, SilenceId } from '@tocsin/core/kernel/brand.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import { type Kysely, type Selectable, sql } from 'kysely'
import type { Schema } from '../../database/schema.ts'
import type { SilenceChange, SilenceRow } from '../silence-row.ts'

export async function listActiveSilences(db: Kysely<Schema>, at: Instant): Promise<Silence[]> {
  const now = formatInstant(at)
  const rows = await db
    .selectFrom('silences')
    .select(['id', 'matchers', 'starts_at', 'ends_at'])
    .where(sql<boolean>`starts_at <= ${now}::timestamptz and ends_at > ${now}::timestamptz`)
    .execute()
  return rows.flatMap((row) => {
    const compiled = compileMatchers(row.matchers as Matcher[])
    if ('error' in compiled) return []
    return [
      {
        id: row.id as SilenceId,
        matches: compiled.matches,
        startsAt: row.starts_at as Instant,
        endsAt: row.ends_at as Instant,
      },
    ]
  })
}

export async function findSilence(db: Kysely<Schema>, id: string): Promise<SilenceRow | null> {
  const row = await db.selectFrom('silences').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
  return row ? silenceOf(row) : null
}

/** Active, pending and expired ones; the newest ends first. */
export async function listSilences(db: Kysely<Schema>, limit: number): Promise<SilenceRow[]> {
  const rows = await db
    .selectFrom('silences')
    .selectAll()
    .orderBy('ends_at', 'desc')
    .orderBy('id')
    .limit(limit)
    .execute()
  return rows.map(silenceOf)
}

export function silenceOf(row: Selectable<Schema['silences']>): SilenceRow {
  return {
    id: row.id,
    matchers: row.matchers as Matcher[],
    startsAt: row.starts_at as Instant,
    endsAt: row.ends_at as Instant,
    createdBy: row.created_by,
    comment: row.comment,
    annotations: row.annotations,
    updatedAt: row.updated_at as Instant,
  }
}

export async function saveSilence(db: Kysely<Schema>, row: SilenceRow): Promise<void> {
  const values = {
    matchers: JSON.stringify(row.matchers),
    starts_at: formatInstant(row.startsAt),
    ends_at: formatInstant(row.endsAt),
    created_by: row.createdBy,
    comment: row.comment,
    annotations: JSON.stringify(row.annotations),
    updated_at: formatInstant(row.updatedAt),
  }
  await db
    .insertInto('silences')
    .values({ id: row.id, ...values })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(values))
    .execute()
}

/** Numbered on from the last one: the silence's row is locked, or nobody else knows it yet. */
export async function insertSilenceChange(db: Kysely<Schema>, change: SilenceChange): Promise<void> {
  const { silence, at, act, actor, before, after } = change
  await db
    .insertInto('silence_changes')
    .values({
      silence_id: silence,
      seq: sql<number>`(select coalesce(max(seq), 0) + 1 from silence_changes where silence_id = ${silence}::uuid)`,
      at: formatInstant(at),
      act,
      actor: JSON.stringify(actor),
      before: before && JSON.stringify(before),
      after: JSON.stringify(after),
    })
    .execute()
}
