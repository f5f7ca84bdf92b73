import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { cp, open, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { DatabaseFailure, messageOf } from '../database-failure.ts'
import { fsyncFolder } from './durable-node-fs.ts'
import { startEngine } from './engine.ts'

/**
 * The data folder of the embedded engine: `database/` is the cluster, `tocsin.lock` says that a process has it open. Other
 * parts of the product keep their files beside these.
 */
const CLUSTER = 'database'
const LOCK = 'tocsin.lock'
/** The major version of PostgreSQL that the pinned PGlite is. */
const CLUSTER_VERSION = '18'
const SQLITE_BUSY = 5

export function clusterFolderOf(dataDir: string): string {
  return join(dataDir, CLUSTER)
}

export function hasCluster(dataDir: string): boolean {
  return existsSync(join(dataDir, CLUSTER, 'PG_VERSION'))
}

/**
 * Locks the data folder for this process, making the folder where it is missing, and returns the function that unlocks it. The
 * kernel drops the lock with the process, however that ends. A second process gets `data_folder_locked`: PGlite itself checks
 * nothing, and two of them overwrite each other without an error.
 *
 * The lock is one of SQLite's (`fcntl`), which a process loses when it opens and closes the lock file by other means: whoever
 * copies the data folder must leave that file out.
 */
export function lockDataFolder(dataDir: string): () => void {
  const lock = openLockFile(dataDir)
  try {
    lock.exec('pragma locking_mode = exclusive; pragma journal_mode = memory; begin exclusive')
  } catch (error) {
    lock.close()
    if ((error as { errcode?: number }).errcode !== SQLITE_BUSY) throw unusable(dataDir, error)
    throw new DatabaseFailure(
      'data_folder_locked',
      `The data folder ${dataDir} is in use by another Tocsin process. Stop that one first, or give this one a folder of its own with TOCSIN_DATA.`,
      error,
    )
  }
  return () => lock.close()
}

/**
 * Makes the cluster in a locked data folder that has none: a copy of `template`, or a new one by initdb (five seconds). It comes
 * to its place by a rename, complete and durable, so that a crash on the way leaves nothing to be taken for a cluster.
 */
export async function createCluster(dataDir: string, template: string | undefined): Promise<void> {
  const partial = join(dataDir, `${CLUSTER}.partial`)
  rmSync(partial, { recursive: true, force: true })
  if (template === undefined) await initCluster(partial)
  else await cp(template, partial, { recursive: true })
  await fsyncTree(partial)
  renameSync(partial, clusterFolderOf(dataDir))
  fsyncFolder(dataDir)
}

/** Throws `data_folder_version` when the cluster was written by another major version. */
export function checkClusterVersion(dataDir: string): void {
  const version = readFileSync(join(clusterFolderOf(dataDir), 'PG_VERSION'), 'utf8').trim()
  if (version === CLUSTER_VERSION) return
  throw new DatabaseFailure(
    'data_folder_version',
    `The data folder ${dataDir} holds a database of PostgreSQL ${version}; this version of Tocsin reads ${CLUSTER_VERSION}. Use the version of Tocsin that wrote it to move the data.`,
  )
}

/** An empty cluster, not made durable. */
export async function initCluster(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const engine = await startEngine({
    folder,
    memoryTemplate: undefined,
    isDurable: false,
    sharedBuffers: '16MB',
    onFatal: () => {},
  })
  await engine.stop()
}

const FSYNCS_AT_ONCE = 16

async function fsyncTree(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = [folder, ...entries.map((entry) => join(entry.parentPath, entry.name))]
  const work = paths.values()
  const fsyncRest = async () => {
    for (const path of work) await fsyncPath(path)
  }
  await Promise.all(Array.from({ length: FSYNCS_AT_ONCE }, fsyncRest))
}

async function fsyncPath(path: string): Promise<void> {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

function openLockFile(dataDir: string): DatabaseSync {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 })
    return new DatabaseSync(join(dataDir, LOCK), { timeout: 0 })
  } catch (error) {
    throw unusable(dataDir, error)
  }
}

function unusable(dataDir: string, error: unknown): DatabaseFailure {
  return new DatabaseFailure(
    'data_folder_unusable',
    `The data folder ${dataDir} cannot be used: ${messageOf(error)}. Check that it is a folder on a local disk that this user may write to.`,
    error,
  )
}
