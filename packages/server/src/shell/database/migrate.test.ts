import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { migrate, readMigrations } from './migrate.ts'
import { openDatabase } from './open-database.ts'
import { createTestPostgresUrl, describeOnEachEngine } from './testing/database-harness.ts'

let migrationsDir: string

beforeEach(() => {
  migrationsDir = mkdtempSync(join(tmpdir(), 'tocsin-migrations-'))
  write('0001-trees', 'create table trees (id integer primary key); create index trees_by_id on trees (id);')
})

afterEach(() => {
  rmSync(migrationsDir, { recursive: true })
})

function write(name: string, sql: string): void {
  writeFileSync(join(migrationsDir, `${name}.sql`), sql)
}

describeOnEachEngine('migrations', (openShared) => {
  const appliedAt = Date.UTC(2026, 6, 1, 12)
  const options = () => ({ migrationsDir, appliedAt })

  /** The shared database as if nothing had ever been migrated. */
  async function open() {
    const database = await openShared()
    await database.pool.query('drop table if exists trees, leaves, tocsin_migrations')
    return database
  }

  test('they are applied once, in order, and recorded with the instant that was given', async () => {
    write('0002-leaves', 'create table leaves (tree integer references trees)')
    const { pool } = await open()
    expect(await migrate(pool, options())).toEqual(['0001-trees', '0002-leaves'])
    expect(await migrate(pool, options())).toEqual([])
    const { rows } = await pool.query('select name, applied_at from tocsin_migrations order by name')
    expect(rows).toEqual([
      { name: '0001-trees', applied_at: appliedAt },
      { name: '0002-leaves', applied_at: appliedAt },
    ])
  })

  test('only the new ones are applied to a database that has the old ones', async () => {
    const { pool } = await open()
    await migrate(pool, options())
    write('0002-leaves', 'create table leaves (tree integer references trees)')
    expect(await migrate(pool, options())).toEqual(['0002-leaves'])
  })

  test('one that fails leaves nothing of itself, keeps those before it, and tells its line', async () => {
    write('0002-leaves', 'create table leaves (tree integer);\nselect nonsense;')
    const { pool } = await open()
    await expect(migrate(pool, options())).rejects.toMatchObject({
      code: 'migration_failed',
      message: 'The migration 0002-leaves failed in line 2: column "nonsense" does not exist',
    })
    const { rows } = await pool.query(
      `select to_regclass('trees') is not null as trees, to_regclass('leaves') is null as no_leaves`,
    )
    expect(rows).toEqual([{ trees: true, no_leaves: true }])
    write('0002-leaves', 'create table leaves (tree integer)')
    expect(await migrate(pool, options())).toEqual(['0002-leaves'])
  })

  test('a file that was changed after it had been applied is refused, before anything new is applied', async () => {
    const { pool } = await open()
    await migrate(pool, options())
    write('0001-trees', 'create table trees (id bigint primary key)')
    write('0002-leaves', 'create table leaves (tree integer)')
    await expect(migrate(pool, options())).rejects.toMatchObject({ code: 'migration_changed' })
    const { rows } = await pool.query(`select to_regclass('leaves') as leaves`)
    expect(rows).toEqual([{ leaves: null }])
  })

  test('a database that knows more than this program is refused by the name of what it knows', async () => {
    write('0002-leaves', 'create table leaves (tree integer)')
    const { pool } = await open()
    await migrate(pool, options())
    rmSync(join(migrationsDir, '0002-leaves.sql'))
    await expect(migrate(pool, options())).rejects.toMatchObject({
      code: 'database_newer',
      message: expect.stringContaining('0002-leaves'),
    })
  })

  test('line ends of windows make no change of a file', async () => {
    write('0002-leaves', 'create table leaves (\n  tree integer\n)')
    const { pool } = await open()
    await migrate(pool, options())
    write('0002-leaves', 'create table leaves (\r\n  tree integer\r\n)')
    expect(await migrate(pool, options())).toEqual([])
  })
})

test('four nodes that migrate one new server at once apply everything exactly once', async () => {
  write('0002-leaves', 'create table leaves (tree integer references trees); select pg_sleep(0.1)')
  const url = await createTestPostgresUrl()
  const nodes = await Promise.all([1, 2, 3, 4].map(() => openDatabase({ url, onFatal: () => {} })))
  await nodes[0]?.pool.query('drop table tocsin_migrations')
  const applied = await Promise.all(nodes.map(({ pool }) => migrate(pool, { migrationsDir, appliedAt: 0 })))
  expect(applied.flat().sort()).toEqual(['0001-trees', '0002-leaves'])
  await Promise.all(nodes.map((node) => node.close()))
})

test('a file without number or with one that exists already is refused', () => {
  write('leaves', '')
  expect(() => readMigrations(migrationsDir)).toThrow(expect.objectContaining({ code: 'migration_name_invalid' }))
  rmSync(join(migrationsDir, 'leaves.sql'))
  write('0001-leaves', '')
  expect(() => readMigrations(migrationsDir)).toThrow(expect.objectContaining({ code: 'migration_name_invalid' }))
})
