import type { DatabaseFailure } from '../database-failure.ts'
import { PriorityPool } from '../priority-pool.ts'
import { valueTypes } from '../value-types.ts'
import { type CopyGate, createCopyGate } from './copy-gate.ts'
import { checkClusterVersion, clusterFolderOf, createCluster, hasCluster, lockDataFolder } from './data-folder.ts'
import { type Engine, startEngine } from './engine.ts'

export interface EmbeddedOptions {
  /** The data folder, or undefined to keep everything in memory (tests). */
  dataDir: string | undefined
  /**
   * Where a new database comes from: a migrated cluster folder for a data folder, a tar of one in memory. Asked only when
   * there is no database yet; undefined means an empty one.
   */
  template: (() => Promise<string | undefined>) | undefined
  /** Off for a copy that is thrown away: nothing waits for the disk then. */
  isDurable?: boolean
  acquireTimeoutMs: number
  queryTimeoutMs: number
  onFatal: (error: DatabaseFailure) => void
}

export interface EmbeddedDatabase {
  pool: PriorityPool
  engine: Engine
  /** Undefined where everything is in memory. */
  copies: CopyGate | undefined
  close(): Promise<void>
}

const SHARED_BUFFERS = '32MB'
const CONNECT_MS_MAX = 30_000
/** How long `close` waits for those who hold the connection before it takes it away. */
const CLOSE_MS_MAX = 10_000

/** Opens the embedded engine, making its database where there is none. Rejects with one of the codes of DatabaseFailure. */
export async function openEmbedded(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const { dataDir, template } = options
  const unlock = dataDir === undefined ? () => {} : lockDataFolder(dataDir)
  try {
    if (dataDir !== undefined) {
      if (!hasCluster(dataDir)) await createCluster(dataDir, await template?.())
      checkClusterVersion(dataDir)
    }
    return await openEngine(options, unlock)
  } catch (error) {
    unlock()
    throw error
  }
}

async function openEngine(options: EmbeddedOptions, unlock: () => void): Promise<EmbeddedDatabase> {
  const { dataDir } = options
  const engine = await startEngine({
    folder: dataDir === undefined ? undefined : clusterFolderOf(dataDir),
    memoryTemplate: dataDir === undefined ? await options.template?.() : undefined,
    isDurable: dataDir !== undefined && options.isDurable !== false,
    sharedBuffers: SHARED_BUFFERS,
    onFatal(error) {
      pool.refuseCallers(error)
      options.onFatal(error)
    },
  })
  const pool = openPool(engine, options)
  let closed: Promise<void> | undefined
  const close = async () => {
    await within(pool.end(), CLOSE_MS_MAX)
    await engine.stop()
    unlock()
  }
  return {
    pool,
    engine,
    copies: dataDir === undefined ? undefined : createCopyGate(pool, clusterFolderOf(dataDir)),
    close() {
      closed ??= close()
      return closed
    },
  }
}

function openPool(engine: Engine, options: EmbeddedOptions): PriorityPool {
  const pool = new PriorityPool({
    stream: () => engine.openStream(),
    ssl: false,
    user: 'postgres',
    database: 'postgres',
    types: valueTypes,
    pipeline: true,
    max: 1,
    // A new connection discards the session's state, which costs prepared statements: the one there is stays.
    idleTimeoutMillis: 0,
    connectionTimeoutMillis: CONNECT_MS_MAX,
    acquireTimeoutMs: options.acquireTimeoutMs,
    query_timeout: options.queryTimeoutMs,
  })
  // The idle connection breaks only when the engine dies, which onFatal reports.
  pool.on('error', () => {})
  return pool
}

async function within(work: Promise<void>, ms: number): Promise<void> {
  const { promise: timeIsUp, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, ms)
  await Promise.race([work, timeIsUp])
  clearTimeout(timer)
}
