import { assert } from '@tocsin/core/kernel/assert.ts'
import { Kysely, PostgresDialect } from 'kysely'
import type pg from 'pg'
import { analyzeChanged } from './analyze-changed.ts'
import type { DatabaseFailure } from './database-failure.ts'
import type { CopyGate } from './embedded/copy-gate.ts'
import { type MaintenanceReport, maintainEmbedded } from './embedded/maintain.ts'
import { openEmbedded } from './embedded/open-embedded.ts'
import { preparingPool } from './hot-statements.ts'
import { openPostgresPool } from './open-postgres.ts'
import type { PriorityPool } from './priority-pool.ts'
import type { Schema } from './schema.ts'

/** The database, the same on both engines. What differs is said at each member. */
export interface Database<Tables = Schema> {
  engine: 'embedded' | 'postgres'
  kysely: Kysely<Tables>
  /** For hot paths and for what has no place in Kysely. On the embedded engine it holds one connection. */
  pool: PriorityPool
  /**
   * What a server does of itself: vacuums (all changed tables, or those named) and writes a checkpoint on the embedded engine;
   * nothing on PostgreSQL. The caller schedules it, and says when it is to begin nothing more.
   */
  maintain(tables?: readonly string[], stopping?: AbortSignal): Promise<MaintenanceReport>
  /** Analyses what changed much, and returns the names of these tables; cheap enough for every minute. */
  analyze(): Promise<string[]>
  /** Lets other processes copy the database while it is in use; only on the embedded engine with a folder. */
  copies?: CopyGate | undefined
  /** How often the embedded engine made something durable since it opened; 0 on PostgreSQL. */
  fsyncCount(): number
  /** Lets running work end and frees the data folder. A second call does nothing more. */
  close(): Promise<void>
}

export interface OpenDatabaseOptions {
  /** A PostgreSQL server; wins over the others. */
  url?: string | undefined
  /** The data folder of the embedded engine. */
  dataDir?: string | undefined
  /** The embedded engine without a folder, for tests. */
  inMemory?: boolean
  /** Off for an embedded database that is thrown away. */
  isDurable?: boolean
  /** Connections to the server. */
  poolMax?: number
  /** How long a caller waits for a connection before it gets `busy`. */
  acquireTimeoutMs?: number
  /** How long a statement may run. The embedded engine only stops waiting for it. */
  queryTimeoutMs?: number
  /** Where a new embedded database comes from; see prepareTemplate and prepareMemoryTemplate. */
  template?: () => Promise<string | undefined>
  /** The embedded engine died; the process has to be started again. */
  onFatal: (error: DatabaseFailure) => void
  /** An idle connection to the server broke; for the log. */
  onConnectionLost?: (error: Error) => void
}

const POOL_MAX = 10
const ACQUIRE_MS_MAX = 15_000
const QUERY_MS_MAX = 15_000
/** One connection and no way to stop a statement: a limit that met a merely slow moment would do harm only. */
const EMBEDDED_QUERY_MS_MAX = 60_000

/**
 * Opens the database that `options` name, without migrating it. Rejects with a DatabaseFailure whose message can be printed, or
 * with the driver's own error when a server cannot be reached.
 */
export async function openDatabase<Tables = Schema>(options: OpenDatabaseOptions): Promise<Database<Tables>> {
  if (options.url !== undefined) return openOnPostgres(options.url, options)
  assert(options.inMemory || options.dataDir !== undefined, 'openDatabase needs a url, a dataDir or inMemory')
  return openOnEmbedded(options)
}

async function openOnPostgres<Tables>(url: string, options: OpenDatabaseOptions): Promise<Database<Tables>> {
  const pool = openPostgresPool({
    url,
    poolMax: options.poolMax ?? POOL_MAX,
    acquireTimeoutMs: options.acquireTimeoutMs ?? ACQUIRE_MS_MAX,
    queryTimeoutMs: options.queryTimeoutMs ?? QUERY_MS_MAX,
    onConnectionLost: options.onConnectionLost ?? (() => {}),
  })
  await pool.query('select 1').catch(async (error: unknown) => {
    await pool.end()
    throw error
  })
  return {
    engine: 'postgres',
    kysely: kyselyOn(pool),
    pool,
    maintain: async () => ({ vacuumed: [] }),
    analyze: () => analyzeChanged(pool),
    fsyncCount: () => 0,
    close: () => pool.end(),
  }
}

async function openOnEmbedded<Tables>(options: OpenDatabaseOptions): Promise<Database<Tables>> {
  const { pool, engine, copies, close } = await openEmbedded({
    dataDir: options.inMemory ? undefined : options.dataDir,
    template: options.template,
    isDurable: options.isDurable ?? true,
    acquireTimeoutMs: options.acquireTimeoutMs ?? ACQUIRE_MS_MAX,
    queryTimeoutMs: options.queryTimeoutMs ?? EMBEDDED_QUERY_MS_MAX,
    onFatal: options.onFatal,
  })
  return {
    engine: 'embedded',
    kysely: kyselyOn(pool),
    pool,
    maintain(tables, stopping) {
      const work = () => maintainEmbedded(pool, tables, stopping)
      return copies ? copies.maintain(work) : work()
    },
    analyze: () => analyzeChanged(pool),
    copies,
    fsyncCount: () => engine.fsyncCount(),
    close,
  }
}

function kyselyOn<Tables>(pool: pg.Pool): Kysely<Tables> {
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool: preparingPool(pool) }) })
}
