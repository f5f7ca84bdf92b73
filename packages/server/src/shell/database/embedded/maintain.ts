import type pg from 'pg'
import { withPriority } from '../acquire-priority.ts'

/** What one round of maintenance did. */
export interface MaintenanceReport {
  /** The tables that were vacuumed and analysed, in this order. */
  vacuumed: string[]
}

/** The thresholds of PostgreSQL's own autovacuum with its default settings: 50 rows and a fifth (a tenth to analyse). */
const CHANGED_ROWS = 50
const DEAD_SHARE = 0.2
const CHANGED_SHARE = 0.1

/** Maintenance may take long on a big table; the engine cannot stop a statement anyway. */
const STATEMENT_MS_MAX = 600_000

/**
 * Does what PostgreSQL's background processes do, which the embedded engine lacks: vacuums and analyses `tables` (by default
 * those that changed enough), and writes a checkpoint, without which the log grows and a restart after a crash takes as long
 * as reading all of it. Each statement acquires the connection anew in the class `slow`, so that pages come in between. The
 * caller schedules it, every few minutes.
 */
export async function maintainEmbedded(pool: pg.Pool, tables?: readonly string[]): Promise<MaintenanceReport> {
  const vacuumed = [...(tables ?? (await listTables(pool, IS_WORN)))]
  for (const table of vacuumed) await runSlow(pool, `vacuum (analyze) ${quoteName(table)}`)
  await runSlow(pool, 'checkpoint')
  return { vacuumed }
}

/**
 * Analyses the tables that changed much since they were looked at last, and returns their names. It reads a sample of each, takes
 * a fraction of the time of a vacuum, and is therefore done more often: a planner that believes a table to be empty takes plans
 * that are a hundred times slower than need be.
 */
export async function analyzeEmbedded(pool: pg.Pool): Promise<string[]> {
  const tables = await listTables(pool, IS_CHANGED)
  for (const table of tables) await runSlow(pool, `analyze ${quoteName(table)}`)
  return tables
}

const IS_CHANGED = `n_mod_since_analyze > ${CHANGED_ROWS} + ${CHANGED_SHARE} * n_live_tup`
const IS_WORN = `n_dead_tup > ${CHANGED_ROWS} + ${DEAD_SHARE} * n_live_tup
  or n_ins_since_vacuum > ${CHANGED_ROWS} + ${DEAD_SHARE} * n_live_tup
  or ${IS_CHANGED}`

async function listTables(pool: pg.Pool, condition: string): Promise<string[]> {
  // The session keeps its counts to itself for a second and longer while it is idle.
  await runSlow(pool, 'select pg_stat_force_next_flush()')
  const { rows } = await withPriority('slow', () =>
    pool.query<{ relname: string }>(
      `select relname from pg_stat_user_tables where schemaname = 'public' and (${condition}) order by relname`,
    ),
  )
  return rows.map(({ relname }) => relname)
}

async function runSlow(pool: pg.Pool, text: string): Promise<void> {
  const query: pg.QueryConfig & { query_timeout: number } = { text, query_timeout: STATEMENT_MS_MAX }
  await withPriority('slow', () => pool.query(query))
}

function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
