import type pg from 'pg'
import type { MaintenanceReport } from './maintain.ts'

/**
 * Lets another process copy the cluster's files while the engine goes on working on them, by PostgreSQL's own procedure for a base
 * backup: a checkpoint begins it, the data files are read in any order and while they change, its end is marked in the log, and
 * the log from the checkpoint to that mark makes one instant of what was read. The engine's part are two short statements.
 * https://www.postgresql.org/docs/18/continuous-archiving.html#BACKUP-LOWLEVEL-BASE-BACKUP
 *
 * Only a checkpoint removes log, and only maintenance writes one, so maintenance is left out while somebody copies.
 */
export interface OnlineCopy {
  /** The cluster's folder. */
  folder: string
  /** Once the data files were copied, and before the log is: returns the content of the file `backup_label` of the copy. */
  endData(): Promise<string>
  /** To be called in any case, also after a failure. A second call does nothing. */
  release(): Promise<void>
}

export interface CopyGate {
  /** Undefined while somebody else copies. */
  begin(): Promise<OnlineCopy | undefined>
  /** Runs `work` unless somebody copies. */
  maintain(work: () => Promise<MaintenanceReport>): Promise<MaintenanceReport>
}

const LABEL = 'tocsin'
const ALREADY_BEGUN = '55000'

export function createCopyGate(pool: pg.Pool, folder: string): CopyGate {
  let isHeld = false
  let maintenance: Promise<unknown> = Promise.resolve()
  return {
    async begin() {
      if (isHeld) return undefined
      isHeld = true
      try {
        await maintenance
        await start(pool)
      } catch (error) {
        isHeld = false
        throw error
      }
      return createCopy(pool, folder, () => {
        isHeld = false
      })
    },
    async maintain(work) {
      if (isHeld) return { vacuumed: [] }
      const running = work()
      maintenance = running.catch(() => {})
      return running
    },
  }
}

function createCopy(pool: pg.Pool, folder: string, free: () => void): OnlineCopy {
  let label: Promise<string> | undefined
  let released: Promise<void> | undefined
  const endData = () => {
    label ??= stop(pool)
    return label
  }
  return {
    folder,
    endData,
    release() {
      // When this fails as well the engine is dead, or the next copy finds the state and ends it.
      released ??= endData().then(free, free)
      return released
    },
  }
}

async function start(pool: pg.Pool): Promise<void> {
  const begin = () => pool.query('select pg_backup_start($1, true)', [LABEL])
  await begin().catch(async (error: { code?: string }) => {
    if (error.code !== ALREADY_BEGUN) throw error
    await stop(pool)
    await begin()
  })
}

async function stop(pool: pg.Pool): Promise<string> {
  const { rows } = await pool.query<{ labelfile: string }>('select labelfile from pg_backup_stop(false)')
  return rows[0]?.labelfile ?? ''
}
