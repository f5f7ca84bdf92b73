/** What came in from sources: the last signal, and the last day by the hour. */
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { DAY, formatInstant } from '@tocsin/core/kernel/instant.ts'
import { sql } from 'kysely'
import type { ConfigDb } from './config-kind.ts'

export interface SourceFigures {
  last_signal_at: Instant | null
  /** Of the last 24 hours: the hour that runs and the 23 before it. */
  signals_24h: number
  problems_24h: number
}

export const NO_SOURCE_FIGURES: SourceFigures = { last_signal_at: null, signals_24h: 0, problems_24h: 0 }

/** Of every source that has any, in one statement. */
export async function loadSourceFigures(db: ConfigDb, at: Instant): Promise<Map<string, SourceFigures>> {
  const since = formatInstant((at - DAY) as Instant)
  const { rows } = await sql<SourceFigures & { id: string }>`
    select id, last_signal_at, coalesce(signals, 0) as signals_24h, coalesce(problems, 0) as problems_24h
    from (
      select source_id as id, max(last_signal_at) as last_signal_at from source_activity group by source_id
    ) seen
    full join (
      select source_id as id, sum(signals)::bigint as signals, sum(problems)::bigint as problems
      from source_hours where hour > ${since}::timestamptz group by source_id
    ) counted using (id)`.execute(db)
  return new Map(rows.map(({ id, ...figures }) => [id, figures]))
}

/** Signals and problems of each hour of a span, the oldest first; hours in which nothing came are left out. */
export async function listSourceHours(db: ConfigDb, source: string, since: Instant) {
  return db
    .selectFrom('source_hours')
    .select(['hour', 'signals', 'problems'])
    .where('source_id', '=', source)
    .where('hour', '>', sql<number>`${formatInstant(since)}::timestamptz`)
    .orderBy('hour')
    .execute()
}

/** How many requests of each source could not be read, and wait for somebody. */
export async function countDeadLetters(db: ConfigDb): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('dead_letters')
    .select(['source_id', ({ fn }) => fn.countAll<number>().as('count')])
    .groupBy('source_id')
    .execute()
  return new Map(rows.map(({ source_id, count }) => [source_id, Number(count)]))
}
