/** Who made what of a schedule holds, out of the history of the configuration. */
import type { Actor } from '@tocsin/core/kernel/actor.ts'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Schema } from '../../shell/database/schema.ts'

type Db = Kysely<Schema>

export interface Made {
  at: Instant
  by: Actor
}

/**
 * The change that brought the layers that are in force since an instant; null: the first ones, which came with the schedule. Of an edit
 * ahead of time that was edited again before it began, the last.
 */
export async function findVersionMade(db: Db, schedule: string, since: Instant | null): Promise<Made | undefined> {
  if (since === null) return findMade(db, schedule, sql`before is null`, sql`version desc`)
  const begins = JSON.stringify([formatInstant(since)])
  const isNew = sql`coalesce(not (before->'changed_at' @> ${begins}::jsonb), true)`
  const isRewritten = sql`(after->'changed_at'->>-1 = ${formatInstant(since)} and before->'layers' <> after->'layers')`
  const brought = sql`after->'changed_at' @> ${begins}::jsonb and (${isNew} or ${isRewritten})`
  return findMade(db, schedule, brought, sql`version desc`)
}

/** The change with which an override or a temporary schedule came. */
export async function findExceptionMade(
  db: Db,
  schedule: string,
  kind: 'overrides' | 'temporary',
  id: string,
): Promise<Made | undefined> {
  const named = JSON.stringify([{ id }])
  return findMade(db, schedule, sql`after->${sql.lit(kind)} @> ${named}::jsonb`, sql`version`)
}

async function findMade(
  db: Db,
  schedule: string,
  which: RawBuilder<unknown>,
  order: RawBuilder<unknown>,
): Promise<Made | undefined> {
  const { rows } = await sql<{ at: Instant; actor: Actor }>`
    select at, actor from config_history where kind = 'schedule' and id = ${schedule} and ${which}
    order by ${order} limit 1`.execute(db)
  return rows[0] && { at: rows[0].at, by: rows[0].actor }
}
