import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type pg from 'pg'
import { VERSION } from '../app/version.ts'
import { DatabaseFailure, messageOf } from './database-failure.ts'
import { refuseOlderNodes } from './older-nodes.ts'
import { compareReleases, isRelease } from './release.ts'

/** The product's own migrations: plain SQL, `NNNN-name.sql`, applied in the order of their names. */
export const MIGRATIONS_DIR = fileURLToPath(new URL('../../../migrations/', import.meta.url))

export interface Migration {
  /** Without `.sql`. */
  name: string
  sql: string
  /** SHA-256 in hex of the text with unix line ends. */
  checksum: string
  /** The oldest release that may work on a database with this migration; null: every one. */
  minRelease: string | null
}

export interface MigrateOptions {
  migrationsDir?: string
  /** Epoch milliseconds; goes into the record of what was applied. */
  appliedAt: number
  /** Of this program. */
  release?: string
}

/** What a database has beyond this program. */
export interface SchemaOutlook {
  /** Migrations that this program does not know. */
  newer: string[]
  /** Where one of them says that this release is too old: which one, and the oldest release that may work there. */
  tooOld: { migration: string; minRelease: string } | null
}

const NAME = /^\d{4}-[a-z0-9]+(-[a-z0-9]+)*\.sql$/
/** Any number that nothing else of the product locks. */
const LOCK_KEY = 7_063_001
const STATEMENT_MS_MAX = 3_600_000
/** In a line of its own among the first comments of a migration; docs/adr/0010 says when one is needed. */
const MIN_RELEASE = /^-- min-release:(.*)$/m

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
 * returns their names. Several nodes may do this at once. A database that is ahead stays as it is, and is worked on unless it says
 * that this release is too old. Rejects with `migration_changed`, `database_newer`, `older_nodes` or `migration_failed`; whatever
 * was applied before a failure stays.
 */
export async function migrate(pool: pg.Pool, options: MigrateOptions): Promise<string[]> {
  const { migrationsDir, appliedAt, release = VERSION } = options
  const migrations = readMigrations(migrationsDir)
  const client = await pool.connect()
  try {
    const known = await readRecord(client)
    for (const row of known) refuseChanged(row, migrations)
    refuseTooOld(outlookOf(known, migrations, release), release)
    const applied: string[] = []
    for (const migration of migrations) {
      if (known.some(({ name }) => name === migration.name)) continue
      if (await applyOnce(client, migration, appliedAt)) applied.push(migration.name)
    }
    return applied
  } finally {
    client.release()
  }
}

/** How far a database is ahead of this program; nothing is changed. */
export async function readOutlook(
  pool: pg.Pool,
  { migrationsDir, release = VERSION }: Partial<Omit<MigrateOptions, 'appliedAt'>> = {},
): Promise<SchemaOutlook> {
  const { rows } = await pool.query(`select to_regclass('tocsin_migrations') is not null as is_there`)
  const known = rows[0]?.is_there ? await listRecord(pool) : []
  return outlookOf(known, readMigrations(migrationsDir), release)
}

/** Throws `database_newer` when the database says that this release is too old for it. */
export function refuseTooOld({ tooOld }: SchemaOutlook, release = VERSION): void {
  if (!tooOld) return
  throw new DatabaseFailure(
    'database_newer',
    `The database was migrated by a newer release (${tooOld.migration}), and needs Tocsin ${tooOld.minRelease} or newer; this is ${release}. Run that release or a later one. To go back to this one, restore a backup that it wrote.`,
  )
}

interface Recorded {
  name: string
  checksum: string
  min_release: string | null
}

async function readRecord(client: pg.ClientBase): Promise<Recorded[]> {
  return inLockedTransaction(client, async () => {
    await client.query(
      'create table if not exists tocsin_migrations (name text primary key, checksum text not null, applied_at timestamptz not null, min_release text)',
    )
    // Only where it is missing: the statement waits for everybody who reads the table, e.g. for a backup.
    const { rows } = await client.query(
      `select 1 from pg_attribute where attrelid = 'tocsin_migrations'::regclass and attname = 'min_release'`,
    )
    if (rows.length === 0) await client.query('alter table tocsin_migrations add column min_release text')
    return listRecord(client)
  })
}

async function listRecord(client: pg.ClientBase | pg.Pool): Promise<Recorded[]> {
  const { rows } = await client.query<Recorded>(
    // By its name at run time: a database that nothing new was started on yet lacks the column.
    `select name, checksum, to_jsonb(m) ->> 'min_release' as min_release from tocsin_migrations m order by name`,
  )
  return rows
}

function outlookOf(known: readonly Recorded[], migrations: readonly Migration[], release: string): SchemaOutlook {
  const own = new Set(migrations.map(({ name }) => name))
  const ahead = known.filter(({ name }) => !own.has(name))
  const asking = ahead.flatMap(({ name, min_release }) =>
    min_release !== null && compareReleases(release, min_release) < 0
      ? [{ migration: name, minRelease: min_release }]
      : [],
  )
  const [tooOld = null] = asking.toSorted((a, b) => compareReleases(b.minRelease, a.minRelease))
  return { newer: ahead.map(({ name }) => name), tooOld }
}

function refuseChanged({ name, checksum }: Recorded, migrations: readonly Migration[]): void {
  const migration = migrations.find((each) => each.name === name)
  if (!migration || migration.checksum === checksum) return
  throw new DatabaseFailure(
    'migration_changed',
    `The migration ${name} was changed after it had been applied to this database. Restore the file, and put the change into a new migration.`,
  )
}

/** Applies the migration unless another node did so meanwhile, and tells whether it did. */
async function applyOnce(client: pg.ClientBase, migration: Migration, appliedAt: number): Promise<boolean> {
  const { name, sql, checksum, minRelease } = migration
  return inLockedTransaction(client, async () => {
    const { rowCount } = await client.query('select 1 from tocsin_migrations where name = $1', [name])
    if (rowCount !== 0) return false
    if (minRelease !== null) await refuseOlderNodes(client, name, minRelease)
    const query: pg.QueryConfig & { query_timeout: number } = { text: sql, query_timeout: STATEMENT_MS_MAX }
    await client.query(query).catch((error: unknown) => {
      throw new DatabaseFailure(
        'migration_failed',
        `The migration ${name} failed${placeIn(sql, error)}: ${messageOf(error)}`,
        error,
      )
    })
    await client.query(
      'insert into tocsin_migrations (name, checksum, applied_at, min_release) values ($1, $2, $3, $4)',
      [name, checksum, new Date(appliedAt).toISOString(), minRelease],
    )
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
  const checksum = createHash('sha256').update(sql).digest('hex')
  return { name: file.slice(0, -'.sql'.length), sql, checksum, minRelease: readMinRelease(file, sql) }
}

function readMinRelease(file: string, sql: string): string | null {
  const written = MIN_RELEASE.exec(sql)?.[1]?.trim()
  if (written === undefined || isRelease(written)) return written ?? null
  throw new DatabaseFailure(
    'migration_header_invalid',
    `The migration ${file} says "-- min-release: ${written}"; expected a release, for example "-- min-release: 0.2.0".`,
  )
}
