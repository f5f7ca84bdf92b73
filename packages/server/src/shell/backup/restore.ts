/**
 * Puts a backup into an empty database of either engine: the schema as it was when the backup was written, the rows in one
 * transaction, and then whatever migrations came since.
 */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import type pg from 'pg'
import { MIGRATIONS_DIR, migrate, readMigrations } from '../database/migrate.ts'
import { DUMP_FORMAT, type DumpHeader, type DumpLine } from './dump.ts'
import { listMigrations, listTables, quoted } from './tables.ts'

export interface Restored {
  header: DumpHeader
  /** Rows by table. */
  counts: Map<string, number>
}

/** Why a backup cannot be restored. The message says what to do; the database is as it was. */
export class RestoreRefused extends Error {
  override readonly name = 'RestoreRefused'
}

const ROWS_AT_ONCE = 500
const CHARS_AT_ONCE = 4 * 1024 * 1024

export async function restoreLines(pool: pg.Pool, lines: AsyncIterable<string>, at: Instant): Promise<Restored> {
  const reader = lines[Symbol.asyncIterator]()
  const header = await readHeader(reader)
  await refuseUsed(pool, header)
  await migrateTo(pool, header.migrations, at)
  let restored: Restored
  const client = await pool.connect()
  try {
    await client.query('begin')
    // The only rows that migrations write.
    await client.query('delete from config_version')
    const counts = await readTables(client, { [Symbol.asyncIterator]: () => reader })
    await setSequences(client)
    await client.query('commit')
    restored = { header, counts }
  } catch (error) {
    await client.query('rollback')
    throw error
  } finally {
    client.release()
  }
  await migrate(pool, { appliedAt: at })
  return restored
}

/** Whether a backup was written by the schema of this program, so that it fits a database which has that already. */
export async function hasCurrentSchema(lines: AsyncIterable<string>): Promise<boolean> {
  const { migrations } = await readHeader(lines[Symbol.asyncIterator]())
  return (
    migrations.join() ===
    readMigrations()
      .map(({ name }) => name)
      .join()
  )
}

async function readHeader(reader: AsyncIterator<string>): Promise<DumpHeader> {
  const first = await reader.next()
  const parsed = first.done ? undefined : parseControl(first.value)
  if (parsed?.[0] !== 'tocsin') throw new RestoreRefused('This is no backup of Tocsin, or its beginning is missing.')
  const [, header] = parsed
  const known = new Set(readMigrations().map(({ name }) => name))
  const unknown = header.migrations.filter((name) => !known.has(name))
  if (header.format > DUMP_FORMAT || unknown.length > 0) {
    throw new RestoreRefused(
      `The backup was written by Tocsin ${header.version}, which is newer than this one. Restore it with that version, or a later one.`,
    )
  }
  return header
}

async function refuseUsed(pool: pg.Pool, { migrations }: DumpHeader): Promise<void> {
  const present = await listMigrations(pool)
  for (const { name } of present.length > 0 ? await listTables(pool) : []) {
    if (name === 'config_version') continue
    const { rowCount } = await pool.query(`select 1 from ${quoted(name)} limit 1`)
    if (rowCount !== 0) {
      throw new RestoreRefused(
        `The database is in use: its table ${name} has rows. A backup is restored into an empty database, so that nothing is lost; give it a new data folder or a new database.`,
      )
    }
  }
  if (present.length > 0 && present.join() !== migrations.join()) {
    throw new RestoreRefused(
      'The database is empty, but has the schema of another version than the backup. Give it a database that nothing was started on.',
    )
  }
}

/** Applies the named migrations only, out of a folder that holds nothing else. */
async function migrateTo(pool: pg.Pool, names: readonly string[], at: Instant): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-migrations-'))
  try {
    for (const name of names) copyFileSync(join(MIGRATIONS_DIR, `${name}.sql`), join(folder, `${name}.sql`))
    await migrate(pool, { migrationsDir: folder, appliedAt: at })
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function readTables(client: pg.ClientBase, lines: AsyncIterable<string>): Promise<Map<string, number>> {
  const counts = new Map<string, number>()
  let batch: Batch | undefined
  let isWhole = false
  for await (const text of lines) {
    const control = parseControl(text)
    if (!control) {
      if (!batch) throw new RestoreRefused('The backup is damaged: a row belongs to no table.')
      await batch.add(text)
    } else if (control[0] === 'table') batch = createBatch(client, control[1], control[2])
    else if (control[0] === 'rows') {
      const count = await batch?.finish()
      if (count !== control[2]) {
        throw new RestoreRefused(
          `The backup is damaged: the table ${control[1]} has ${count} rows instead of ${control[2]}.`,
        )
      }
      counts.set(control[1], control[2])
      batch = undefined
    } else if (control[0] === 'end') isWhole = true
  }
  if (!isWhole) throw new RestoreRefused('The backup is not whole: its end is missing. Nothing was restored.')
  return counts
}

interface Batch {
  add(row: string): Promise<void>
  finish(): Promise<number>
}

/** Rows go in by the names of their columns; those that came since take their defaults. */
function createBatch(client: pg.ClientBase, table: string, columns: readonly string[]): Batch {
  const list = columns.map(quoted).join(', ')
  const insert = `insert into ${quoted(table)} (${list}) overriding system value
    select ${list} from jsonb_populate_recordset(null::${quoted(table)}, $1::jsonb)`
  let rows: string[] = []
  let chars = 0
  let count = 0
  const flush = async () => {
    if (rows.length > 0) await client.query(insert, [`[${rows.join(',')}]`])
    count += rows.length
    rows = []
    chars = 0
  }
  return {
    async add(row) {
      rows.push(row)
      chars += row.length
      if (rows.length >= ROWS_AT_ONCE || chars >= CHARS_AT_ONCE) await flush()
    },
    async finish() {
      await flush()
      return count
    },
  }
}

/** Sequences go on behind the highest number that was restored. */
async function setSequences(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ table: string; column: string; sequence: string }>(`
    select c.relname::text as table, a.attname::text as column, s.oid::regclass::text as sequence
    from pg_depend d join pg_class s on s.oid = d.objid and s.relkind = 'S'
    join pg_class c on c.oid = d.refobjid join pg_attribute a on a.attrelid = c.oid and a.attnum = d.refobjsubid
    where d.deptype in ('a', 'i') and c.relnamespace = (select oid from pg_namespace where nspname = current_schema())`)
  for (const { table, column, sequence } of rows) {
    await client.query(`select setval($1::regclass, greatest(1, max(${quoted(column)}))) from ${quoted(table)}`, [
      sequence,
    ])
  }
}

/** Control lines are arrays, rows are objects. */
function parseControl(text: string): DumpLine | undefined {
  if (!text.startsWith('[')) return undefined
  try {
    return JSON.parse(text) as DumpLine
  } catch {
    throw new RestoreRefused('The backup is damaged: a line of it cannot be read.')
  }
}
