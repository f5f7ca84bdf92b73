import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { present } from '@tocsin/core/kernel/assert.ts'
import type pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Database, openDatabase } from '../open-database.ts'
import { prepareTemplate } from '../template.ts'
import { copyCluster, measureCluster } from './copy-cluster.ts'
import type { CopyGate, OnlineCopy } from './copy-gate.ts'
import { clusterFolderOf } from './data-folder.ts'

let folder: string
let database: Database
let copies: CopyGate

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tocsin-copy-gate-'))
  database = await openDatabase({
    dataDir: join(folder, 'data'),
    template: () => prepareTemplate({ appliedAt: 0 }),
    onFatal: raise,
  })
  copies = present(database.copies, 'an embedded database in a folder can be copied')
  await database.pool.query(
    'create table pairs (id integer primary key, a integer not null, b integer not null, text text)',
  )
  await database.pool.query(`insert into pairs select i, 0, 0, repeat('x', 2000) from generate_series(1, 500) i`)
})
afterAll(async () => {
  await database.close()
  rmSync(folder, { recursive: true })
})

const begin = async (): Promise<OnlineCopy> => present(await copies.begin(), 'nobody else copies')

/** Adds one to both halves of a pair, and a row, for as long as it is not stopped. */
function write(pool: pg.Pool) {
  let isStopped = false
  let count = 0
  const writing = (async () => {
    for (; !isStopped; count += 1) {
      const id = (count % 500) + 1
      const client = await pool.connect()
      await client.query('begin')
      await client.query('update pairs set a = a + 1 where id = $1', [id])
      await client.query('insert into pairs values ($1, 0, 0, $2)', [1_000 + count, 'y'.repeat(500)])
      await client.query('update pairs set b = b + 1 where id = $1', [id])
      await client.query('commit')
      client.release()
    }
  })()
  return {
    count: () => count,
    stop() {
      isStopped = true
      return writing
    },
  }
}

test('a copy that is made while the engine writes opens with every commit of one instant, and no half of one', async () => {
  const writer = write(database.pool)
  const target = join(folder, 'copy')
  const copy = await begin()
  const before = writer.count()
  await copyCluster(copy.folder, target, () => copy.endData())
  const after = writer.count()
  await copy.release()
  await writer.stop()
  expect(after).toBeGreaterThan(before)

  const opened = await openDatabase({ dataDir: target, isDurable: false, onFatal: raise })
  const { rows } =
    await opened.pool.query(`select sum(a) as a, sum(b) as b, count(*) filter (where id >= 1000) as added,
    max(id) filter (where id >= 1000) - 999 as last, count(*) filter (where a <> b) as halves from pairs`)
  const [row] = rows
  await opened.close()
  expect(row).toMatchObject({ halves: 0, a: row.added, b: row.added, last: row.added })
  expect(row.added).toBeGreaterThanOrEqual(before)
  // One more may have been committed without the writer having been told.
  expect(row.added).toBeLessThanOrEqual(after + 1)
  expect(existsSync(join(clusterFolderOf(target), 'postmaster.pid'))).toBe(false)
})

test('one copies at a time, and maintenance, which would remove log, is left out meanwhile', async () => {
  const redo = async () => (await database.pool.query('select redo_lsn from pg_control_checkpoint()')).rows
  const copy = await begin()
  const started = await redo()
  expect(await copies.begin()).toBeUndefined()
  expect(await database.maintain(['pairs'])).toEqual({ vacuumed: [] })
  expect(await redo()).toEqual(started)
  await copy.release()
  await copy.release()
  expect(await database.maintain(['pairs'])).toEqual({ vacuumed: ['pairs'] })
  expect(await redo()).not.toEqual(started)
})

test('a copy that was given up half-way, or whose end was lost, is in the way of none', async () => {
  const givenUp = await begin()
  await givenUp.release()
  await database.pool.query(`select pg_backup_start('lost', true)`)
  const copy = await begin()
  expect(await copy.endData()).toContain('LABEL: tocsin')
  await copy.release()
})

test('a copy that lacks the end of its log does not open: it is never taken for whole', async () => {
  const copy = await begin()
  const target = join(folder, 'torn')
  await database.pool.query(`update pairs set text = text || 'z' where id < 100`)
  await copyCluster(copy.folder, target, () => copy.endData())
  await copy.release()
  const log = join(clusterFolderOf(target), 'pg_wal')
  const label = readFileSync(join(clusterFolderOf(target), 'backup_label'), 'utf8')
  const [, segment = '', checkpoint = ''] =
    /START WAL LOCATION: \S+ \(file (\w+)\)\nCHECKPOINT LOCATION: \d+\/(\w+)/.exec(label) ?? []
  // What comes after the checkpoint's own record is as if it had not been copied.
  const file = join(log, segment)
  const bytes = readFileSync(file)
  writeFileSync(file, bytes.fill(0, (Number.parseInt(checkpoint, 16) % bytes.length) + 1_024))
  for (const name of readdirSync(log)) if (/^[0-9A-F]{24}$/.test(name) && name > segment) rmSync(join(log, name))
  await expect(openDatabase({ dataDir: target, isDurable: false, onFatal: () => {} })).rejects.toMatchObject({
    code: 'database_start_failed',
  })
})

test('the space that a copy needs is measured by what is there', async () => {
  const bytes = await measureCluster(clusterFolderOf(join(folder, 'data')))
  expect(bytes).toBeGreaterThan(20 * 1024 ** 2)
  expect(bytes).toBeLessThan(1024 ** 3)
})

function raise(error: Error): never {
  throw error
}
