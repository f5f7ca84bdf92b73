import type pg from 'pg'
import { CHANGED_ROWS, IS_CHANGED, listTables, quoteName, runSlow } from '../analyze-changed.ts'

/** What one round of maintenance did. */
export interface MaintenanceReport {
  /** The tables that were vacuumed and analysed, in this order. */
  vacuumed: string[]
}

/** As PostgreSQL's own autovacuum with its default settings. */
const DEAD_SHARE = 0.2
const IS_WORN = `n_dead_tup > ${CHANGED_ROWS} + ${DEAD_SHARE} * n_live_tup
  or n_ins_since_vacuum > ${CHANGED_ROWS} + ${DEAD_SHARE} * n_live_tup
  or ${IS_CHANGED}`

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
