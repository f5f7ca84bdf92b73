import type { Instant } from '@tocsin/core/kernel/brand.ts'
import type pg from 'pg'
import type { Clock } from './clock.ts'

/** How far the clock of the database is ahead of ours, in milliseconds, and how long asking took: the error is half of that. */
export async function measureDatabaseSkew(
  pool: pg.Pool,
  clock: Pick<Clock, 'now'>,
): Promise<{ skewMs: number; tookMs: number }> {
  const before = clock.now()
  const { rows } = await pool.query<{ at: number }>('select clock_timestamp() as at')
  const after = clock.now()
  const theirs = (rows[0]?.at ?? before) as Instant
  return { skewMs: Math.round(theirs - (before + after) / 2), tookMs: after - before }
}
