import type pg from 'pg'
import { withPriority } from './acquire-priority.ts'

/** The thresholds of PostgreSQL's own autovacuum with its default settings: 50 rows and a tenth. */
export const CHANGED_ROWS = 50
const CHANGED_SHARE = 0.1
export const IS_CHANGED = `n_mod_since_analyze > ${CHANGED_ROWS} + ${CHANGED_SHARE} * n_live_tup`

/** Maintenance may take long on a big table; the embedded engine cannot stop a statement anyway. */
const STATEMENT_MS_MAX = 600_000

/**
 * Analyses the tables that changed much since they were looked at last, and returns their names. It reads a sample of each and
 * takes a fraction of the time of a vacuum. A planner that believes a table to be empty takes plans that are ten or a hundred
 * times slower than need be, and a storm fills tables in seconds: the embedded engine has nobody else to do this, and the
 * autovacuum of a PostgreSQL server comes round minutes later. What somebody else has at work is left to them.
 */
export async function analyzeChanged(pool: pg.Pool): Promise<string[]> {
  const tables = await listTables(pool, IS_CHANGED)
  for (const table of tables) await runSlow(pool, `analyze (skip_locked) ${quoteName(table)}`)
  return tables
}

/** The product's tables whose counts meet `condition`, an expression over pg_stat_user_tables. */
export async function listTables(pool: pg.Pool, condition: string): Promise<string[]> {
  // The session keeps its counts to itself for a second and longer while it is idle.
  await runSlow(pool, 'select pg_stat_force_next_flush()')
  const { rows } = await withPriority('slow', () =>
    pool.query<{ relname: string }>(
      `select relname from pg_stat_user_tables where schemaname = current_schema() and (${condition}) order by relname`,
    ),
  )
  return rows.map(({ relname }) => relname)
}

/** Runs a statement of maintenance behind everything else that waits for a connection. */
export async function runSlow(pool: pg.Pool, text: string): Promise<void> {
  const query: pg.QueryConfig & { query_timeout: number } = { text, query_timeout: STATEMENT_MS_MAX }
  await withPriority('slow', () => pool.query(query))
}

export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
