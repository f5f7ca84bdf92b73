import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { systemClock } from '../ports/clock.ts'
import { migrate, readMigrations, readOutlook } from './migrate.ts'
import { openDatabase } from './open-database.ts'
import { createTestPostgresUrl, describeOnEngine, ENGINES } from './testing/database-harness.ts'
import { listTakenAway } from './testing/taken-away.ts'

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

for (const engine of ENGINES) {
  describeOnEngine(engine, 'migrations', (openShared) => {
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

    test('a release works on what a newer one has migrated, and the newer one goes on from there', async () => {
      write('0003-fruit', 'alter table trees add column fruit text')
      const { pool } = await open()
      await migrate(pool, options())
      rmSync(join(migrationsDir, '0003-fruit.sql'))
      write('0002-leaves', 'create table leaves (tree integer)')
      expect(await readOutlook(pool, options())).toEqual({ newer: ['0003-fruit'], tooOld: null })
      expect(await migrate(pool, options())).toEqual(['0002-leaves'])
      await pool.query('insert into trees (id) values (1)')
      write('0003-fruit', 'alter table trees add column fruit text')
      expect(await migrate(pool, options())).toEqual([])
      expect(await readOutlook(pool, options())).toEqual({ newer: [], tooOld: null })
    })

    test('a database refuses the releases that its migrations say are too old, by the one that asks for most', async () => {
      write('0002-leaves', '-- min-release: 0.2.0\ncreate table leaves (tree integer)')
      write('0003-bark', '-- Trees have bark.\n-- min-release: 0.3.1\nalter table trees add column bark text')
      const { pool } = await open()
      expect(await migrate(pool, { ...options(), release: '0.3.1' })).toEqual([
        '0001-trees',
        '0002-leaves',
        '0003-bark',
      ])
      for (const name of ['0002-leaves', '0003-bark']) rmSync(join(migrationsDir, `${name}.sql`))
      write('0004-roots', 'create table roots (tree integer)')
      for (const release of ['0.1.0', '0.2.9', '0.3.0']) {
        await expect(migrate(pool, { ...options(), release })).rejects.toMatchObject({
          code: 'database_newer',
          message: expect.stringMatching(/\(0003-bark\), and needs Tocsin 0\.3\.1 or newer; this is 0\.\d\.\d/),
        })
        expect((await readOutlook(pool, { ...options(), release })).tooOld).toEqual({
          migration: '0003-bark',
          minRelease: '0.3.1',
        })
      }
      const { rows } = await pool.query(`select to_regclass('roots') as roots`)
      expect(rows).toEqual([{ roots: null }])
      rmSync(join(migrationsDir, '0004-roots.sql'))
      for (const release of ['0.3.1', '0.10.0', '1.0.0-rc.1']) {
        expect(await migrate(pool, { ...options(), release })).toEqual([])
      }
    })

    test('a migration that older releases cannot bear waits until no node of them lives', async () => {
      const { pool } = await open()
      await migrate(pool, options())
      write('0002-leaves', '-- min-release: 0.2.0\ncreate table leaves (tree integer)')
      const seen = (at: number) => new Date(appliedAt + at).toISOString()
      await pool.query(
        `insert into nodes (name, version, started_at, seen_at) values ('old-1', '0.1.0', $1, $1), ('new-1', '0.2.0', $1, $1)`,
        [seen(0)],
      )
      const beating = new AbortController()
      const beats = (async () => {
        for (let beat = 1; !beating.signal.aborted; beat += 1) {
          await pool.query('update nodes set seen_at = $1', [seen(beat)])
          await systemClock.sleep(100, beating.signal)
        }
      })()
      if (engine === 'postgres') {
        await expect(migrate(pool, options())).rejects.toMatchObject({
          code: 'older_nodes',
          message: expect.stringContaining('old-1 (0.1.0). Stop them'),
        })
      }
      beating.abort()
      await beats
      expect(await migrate(pool, options())).toEqual(['0002-leaves'])
    })

    test('a record of before, which knows no releases, is read and then completed', async () => {
      const { pool } = await open()
      await migrate(pool, options())
      await pool.query('alter table tocsin_migrations drop column min_release')
      expect(await readOutlook(pool, options())).toEqual({ newer: [], tooOld: null })
      write('0002-leaves', '-- min-release: 0.1.0\ncreate table leaves (tree integer)')
      expect(await migrate(pool, options())).toEqual(['0002-leaves'])
      const { rows } = await pool.query('select name, min_release from tocsin_migrations order by name')
      expect(rows).toEqual([
        { name: '0001-trees', min_release: null },
        { name: '0002-leaves', min_release: '0.1.0' },
      ])
    })

    test('line ends of windows make no change of a file', async () => {
      write('0002-leaves', 'create table leaves (\n  tree integer\n)')
      const { pool } = await open()
      await migrate(pool, options())
      write('0002-leaves', 'create table leaves (\r\n  tree integer\r\n)')
      expect(await migrate(pool, options())).toEqual([])
    })
  })
}

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

test('a release that is no release is refused with what was expected', () => {
  write('0002-leaves', '-- min-release: next\ncreate table leaves (tree integer)')
  expect(() => readMigrations(migrationsDir)).toThrow(
    expect.objectContaining({
      code: 'migration_header_invalid',
      message: expect.stringContaining('-- min-release: 0.2.0'),
    }),
  )
})

test('what a migration takes away from older releases is found in its statements', () => {
  expect(
    listTakenAway(`-- We drop table a and rename nothing.
      create table b (c text not null); drop index b_by_c; alter table b add column d integer not null default 0;
      insert into b values ('drop table b');`),
  ).toEqual([])
  for (const sql of [
    'drop table b',
    'alter table b drop column c',
    'alter table b rename to d',
    'alter table b rename column c to d',
    'alter table b\n  alter column c set not null',
    'alter table b alter column c type bigint',
    'alter table b alter column c set data type bigint',
    'alter table b add column d integer not null',
    'drop view v',
  ]) {
    expect(listTakenAway(sql), sql).toHaveLength(1)
  }
})

test('a migration of the product that takes something away says which release can bear it', () => {
  const silent = readMigrations().filter(({ minRelease, sql }) => minRelease === null && listTakenAway(sql).length > 0)
  expect(silent.map(({ name, sql }) => `${name}: ${listTakenAway(sql).join('; ')}`)).toEqual([])
})
