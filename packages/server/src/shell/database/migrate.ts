import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type pg from 'pg'
import { DatabaseFailure, messageOf } from './database-failure.ts'

/** The product's own migrations: plain SQL, `NNNN-name.sql`, applied in the order of their names. */
export const MIGRATIONS_DIR = fileURLToPath(new URL('../../../migrations/', import.meta.url))

export interface Migration {
  /** Without `.sql`. */
  name: string
  sql: string
  /** SHA-256 in hex of the text with unix line ends. */
  checksum: string
}

export interface MigrateOptions {
  migrationsDir?: string
  /** Epoch milliseconds; goes into the record of what was applied. */
  appliedAt: number
}

const NAME = /^\d{4}-[a-z0-9]+(-[a-z0-9]+)*\.sql$/
/** Any number that nothing else of the product locks. */
const LOCK_KEY = 7_063_001
const STATEMENT_MS_MAX = 3_600_000

/** Reads the migrations of a folder in order. Throws `migration_name_invalid`. */
export function readMigrations(migrationsDir = MIGRATIONS_DIR): Migration[] {
  const files = readdirSync(migrationsDir)
    .filter((file) => file.endsWith('.sql'))
    .sort()
  const migrations = files.map((file) => readMigration(migrationsDir, file))
  const numbers = migrations.map(({ name }) => name.slice(0, 4))
  const twice = numbers.find((number, index) => numbers.indexOf(number) !== index)
  if (twice === undefined) return migrations
  throw new DatabaseFailure(
    'migration_name_invalid',
    `Two migrations have the number ${twice}; renumber the newer one.`,
  )
}

/**
 * Brings the database to the schema of this program: applies each migration that it lacks, in a transaction of its own, and
 * returns their names. Several nodes may do this at once. Rejects with `migration_changed`, `database_newer` or
 * `migration_failed`; whatever was applied before a failure stays.
 */
export async function migrate(pool: pg.Pool, { migrationsDir, appliedAt }: MigrateOptions): Promise<string[]> {
  const migrations = readMigrations(migrationsDir)
  const client = await pool.connect()
  try {
    const applied: string[] = []
    for (const migration of await listPending(client, migrations)) {
      const isApplied = await applyOnce(client, migration, appliedAt)
      if (isApplied) applied.push(migration.name)
    }
    return applied
  } finally {
    client.release()
  }
}

async function listPending(client: pg.ClientBase, migrations: Migration[]): Promise<Migration[]> {
  const known = await inLockedTransaction(client, async () => {
    await client.query(
      'create table if not exists tocsin_migrations (name text primary key, checksum text not null, applied_at timestamptz not null)',
    )
    const { rows } = await client.query<{ name: string; checksum: string }>(
      'select name, checksum from tocsin_migrations order by name',
    )
    return rows
  })
  const byName = new Map(migrations.map((migration) => [migration.name, migration]))
  for (const { name, checksum } of known) checkKnown(name, checksum, byName.get(name))
  const appliedNames = new Set(known.map(({ name }) => name))
  return migrations.filter(({ name }) => !appliedNames.has(name))
}

function checkKnown(name: string, checksum: string, migration: Migration | undefined): void {
  if (!migration) {
    throw new DatabaseFailure(
      'database_newer',
      `The database has the migration ${name}, which this version of Tocsin does not know. Run the version that made it, or a newer one.`,
    )
  }
  if (migration.checksum !== checksum) {
    throw new DatabaseFailure(
      'migration_changed',
      `The migration ${name} was changed after it had been applied to this database. Restore the file, and put the change into a new migration.`,
    )
  }
}

/** Applies the migration unless another node did so meanwhile, and tells whether it did. */
async function applyOnce(client: pg.ClientBase, migration: Migration, appliedAt: number): Promise<boolean> {
  const { name, sql, checksum } = migration
  return inLockedTransaction(client, async () => {
    const { rowCount } = await client.query('select 1 from tocsin_migrations where name = $1', [name])
    if (rowCount !== 0) return false
    const query: pg.QueryConfig & { query_timeout: number } = { text: sql, query_timeout: STATEMENT_MS_MAX }
    await client.query(query).catch((error: unknown) => {
      throw new DatabaseFailure(
        'migration_failed',
        `The migration ${name} failed${placeIn(sql, error)}: ${messageOf(error)}`,
        error,
      )
    })
    await client.query('insert into tocsin_migrations (name, checksum, applied_at) values ($1, $2, $3)', [
      name,
      checksum,
      new Date(appliedAt).toISOString(),
    ])
    return true
  })
}

/**
 * The lock belongs to the transaction and not to the session, so that it also works behind a connection pooler. The limits of
 * ordinary statements do not fit here: an index on a big table takes its time, and so does waiting for the node that builds it.
 */
async function inLockedTransaction<T>(client: pg.ClientBase, work: () => Promise<T>): Promise<T> {
  await client.query('begin')
  try {
    await client.query(
      `set local statement_timeout = ${STATEMENT_MS_MAX}; set local lock_timeout = ${STATEMENT_MS_MAX}`,
    )
    const lock: pg.QueryConfig & { query_timeout: number } = {
      text: `select pg_advisory_xact_lock(${LOCK_KEY})`,
      query_timeout: STATEMENT_MS_MAX,
    }
    await client.query(lock)
    const result = await work()
    await client.query('commit')
    return result
  } catch (error) {
    // On a broken connection this fails as well, and the first error is the one that says why.
    await client.query('rollback').catch(() => {})
    throw error
  }
}

/** PostgreSQL counts the characters of the text, from 1. */
function placeIn(sql: string, error: unknown): string {
  const position = Number((error as { position?: string }).position)
  return position > 0 ? ` in line ${sql.slice(0, position - 1).split('\n').length}` : ''
}

function readMigration(migrationsDir: string, file: string): Migration {
  if (!NAME.test(file)) {
    throw new DatabaseFailure(
      'migration_name_invalid',
      `The migration ${file} has no name of the form 0001-what-it-does.sql; rename it.`,
    )
  }
  const sql = readFileSync(join(migrationsDir, file), 'utf8').replaceAll('\r\n', '\n')
  return { name: file.slice(0, -'.sql'.length), sql, checksum: createHash('sha256').update(sql).digest('hex') }
}
