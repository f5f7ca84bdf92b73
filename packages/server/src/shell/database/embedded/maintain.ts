import { CHANGED_ROWS, IS_CHANGED, listTables, quoteName, runSlow } from '../analyze-changed.ts'
import type { PriorityPool } from '../priority-pool.ts'
import { waitForQuietMoment } from './quiet-moment.ts'

/** What one round of maintenance did. */
export interface MaintenanceReport {
  /** The tables that were vacuumed and analysed, in this order. */
  vacuumed: string[]
}

/** Half a minute, which is longer than ten thousand alerts take to come in; on a server that is always busy it is done all the same. */
const BUSY_MOMENTS_MAX = 150

/** As PostgreSQL's own autovacuum with its default settings. */
const DEAD_SHARE = 0.2
const IS_WORN = `n_dead_tup > ${CHANGED_ROWS} + ${DEAD_SHARE} * n_live_tup
  or n_ins_since_vacuum > ${CHANGED_ROWS} + ${DEAD_SHARE} * n_live_tup
  or ${IS_CHANGED}`

/**
 * Does what PostgreSQL's background processes do, which the embedded engine lacks: vacuums and analyses `tables` (by default
 * those that changed enough), and writes a checkpoint, without which the log grows and a restart after a crash takes as long
 * as reading all of it. Each statement acquires the connection anew in the class `slow`, so that pages come in between; those that
 * may take a second on a big table wait for a quiet moment, because in a storm nobody has that second. The caller schedules it,
 * every few minutes.
 */
export async function maintainEmbedded(
  pool: PriorityPool,
  tables?: readonly string[],
  stopping?: AbortSignal,
): Promise<MaintenanceReport> {
  const vacuumed: string[] = []
  let moments = BUSY_MOMENTS_MAX
  for (const table of tables ?? (await listTables(pool, IS_WORN))) {
    moments = await waitForQuietMoment(pool, moments, stopping)
    // The quiet of a server that stops is none to begin a long statement in.
    if (stopping?.aborted) return { vacuumed }
    await runSlow(pool, `vacuum ${quoteName(table)}`)
    await runSlow(pool, `analyze ${quoteName(table)}`)
    vacuumed.push(table)
  }
  await waitForQuietMoment(pool, moments, stopping)
  if (stopping?.aborted) return { vacuumed }
  await runSlow(pool, 'checkpoint')
  return { vacuumed }
}
