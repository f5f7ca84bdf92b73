import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { DatabaseFailure } from '../database-failure.ts'
import { type Database, type OpenDatabaseOptions, openDatabase } from '../open-database.ts'
import { startTestProcess, type TestProcess } from '../testing/child-process.ts'
import { createCluster, lockDataFolder } from './data-folder.ts'

let workDir: string
/** An empty cluster, copied for each test: making one takes five seconds. */
let emptyCluster: string
let dataDir: string
const started: TestProcess[] = []
const opened: Database[] = []

beforeAll(async () => {
  workDir = mkdtempSync(join(tmpdir(), 'tocsin-embedded-'))
  const madeIn = join(workDir, 'made')
  mkdirSync(madeIn)
  await createCluster(madeIn, undefined)
  emptyCluster = join(madeIn, 'database')
})

beforeEach(async () => {
  dataDir = mkdtempSync(join(workDir, 'data-'))
  await createCluster(dataDir, emptyCluster)
})

afterEach(async () => {
  for (const child of started.splice(0)) await child.kill()
  for (const database of opened.splice(0)) await database.close()
})

afterAll(() => {
  rmSync(workDir, { recursive: true })
})

async function open(options: Partial<OpenDatabaseOptions> = {}): Promise<Database> {
  const database = await openDatabase({ dataDir, onFatal: raise, ...options })
  opened.push(database)
  return database
}

function raise(error: Error): never {
  throw error
}

function start(...args: string[]): TestProcess {
  const child = startTestProcess('folder-holder.ts', ...args)
  started.push(child)
  return child
}

test('what was committed is there when the folder is opened again', async () => {
  const first = await open()
  await first.pool.query('create table things (id integer); insert into things values (1)')
  await first.close()
  const { rows } = await (await open()).pool.query('select id from things')
  expect(rows).toEqual([{ id: 1 }])
})

test('a second process is refused and told which folder and what to do', async () => {
  await open()
  const line = await start(dataDir).nextLine()
  expect(line).toContain('data_folder_locked')
  expect(line).toContain(dataDir)
  expect(line).toContain('TOCSIN_DATA')
})

test('a folder is refused while another process has it, and free at once when that was killed', async () => {
  const holder = start(dataDir)
  expect(await holder.nextLine()).toBe('open')
  await expect(open()).rejects.toMatchObject({ code: 'data_folder_locked' })
  await holder.kill()
  expect((await (await open()).pool.query('select 1 as one')).rows).toEqual([{ one: 1 }])
})

test('the same process cannot open a folder twice, and can after it closed it', async () => {
  const first = await open()
  await expect(open()).rejects.toMatchObject({ code: 'data_folder_locked' })
  await first.close()
  const unlock = lockDataFolder(dataDir)
  unlock()
})

test('after kill -9 every commit that was reported is found, whole, in each of five rounds', async () => {
  let reported = 0
  for (const lifeMs of [400, 150, 700, 20, 300]) {
    const writer = start(dataDir, 'write')
    expect(await writer.nextLine()).toBe('open')
    const firstOfRound = Number(await writer.nextLine())
    expect(firstOfRound).toBeGreaterThan(reported)
    await sleep(lifeMs)
    await writer.kill()
    reported = Number(writer.lines.findLast((line) => /^\d+$/.test(line)))
    const database = await open()
    const { rows } = await database.pool.query(
      `select count(*) as pairs, max(f.id) as last, bool_and(s.text = 'second ' || f.id) as whole
       from firsts f full join seconds s using (id)`,
    )
    const { pairs, last, whole } = rows[0]
    expect({ pairs, whole }).toEqual({ pairs: last, whole: true })
    // The one that was under way may be there without having been reported.
    expect(last - reported).toBeOneOf([0, 1])
    await database.close()
  }
  expect(reported).toBeGreaterThan(5)
}, 120_000)

test('each commit reaches the disk before it is answered: at least one fsync each', async () => {
  const database = await open()
  await database.pool.query('create table things (id integer)')
  for (let id = 0; id < 20; id += 1) {
    const before = database.fsyncCount()
    await database.pool.query('insert into things values ($1)', [id])
    expect(database.fsyncCount()).toBeGreaterThan(before)
  }
})

test('a new cluster is durable and complete before it has its name', async () => {
  const fresh = mkdtempSync(join(workDir, 'fresh-'))
  const leftOver = join(fresh, 'database.partial')
  mkdirSync(leftOver)
  writeFileSync(join(leftOver, 'PG_VERSION'), '18')
  const database = await open({ dataDir: fresh, template: async () => emptyCluster })
  expect((await database.pool.query('select 1 as one')).rows).toEqual([{ one: 1 }])
  expect(readdirSync(fresh).sort()).toEqual(['database', 'tocsin.lock'])
})

test('a folder of another major version is refused before anything touches it', async () => {
  writeFileSync(join(dataDir, 'database', 'PG_VERSION'), '17\n')
  await expect(open()).rejects.toMatchObject({ code: 'data_folder_version', message: expect.stringContaining('17') })
})

test('a path that is no folder is refused by name', async () => {
  const file = join(workDir, 'file')
  writeFileSync(file, '')
  await expect(open({ dataDir: join(file, 'data') })).rejects.toMatchObject({ code: 'data_folder_unusable' })
})

test('a cluster that cannot be read fails the start, and frees the folder', async () => {
  rmSync(join(dataDir, 'database', 'global', 'pg_control'))
  await expect(open()).rejects.toMatchObject({ code: 'database_start_failed' })
  lockDataFolder(dataDir)()
})

test('when the engine dies, open and later queries fail with its reason, and the process is told once', async () => {
  const fatal: DatabaseFailure[] = []
  const database = await open({ onFatal: (error) => fatal.push(error) })
  await database.pool.query('create table things (id integer)')
  const client = await database.pool.connect()
  const waiting = database.pool.query('select 1')
  // Without its log the engine cannot keep a promise any more, and panics at the next one that it is asked for.
  rmSync(join(dataDir, 'database', 'pg_wal'), { recursive: true })
  await client.query('select pg_switch_wal()')
  await expect(client.query('insert into things values (1)')).rejects.toMatchObject({
    code: 'database_stopped',
    message: expect.stringContaining('pg_wal'),
  })
  await expect(waiting).rejects.toMatchObject({ code: 'database_stopped' })
  client.release(true)
  await expect(database.pool.query('select 1')).rejects.toMatchObject({ code: 'database_stopped' })
  expect(fatal.map(({ code }) => code)).toEqual(['database_stopped'])
})

test.each([99_000, 1_000_000])('JSON of %d levels is refused by an error, and the engine lives on', async (levels) => {
  const { pool } = await open()
  const query = { name: 'nested', text: 'select $1::jsonb as json' }
  for (const [opening, closing] of [['[', ']'] as const, ['{"a":', '}'] as const]) {
    const nested = `${opening.repeat(levels)}1${closing.repeat(levels)}`
    await expect(pool.query({ ...query, values: [nested] })).rejects.toMatchObject({ code: '54001' })
    expect((await pool.query({ ...query, values: ['[[1]]'] })).rows).toEqual([{ json: [[1]] }])
  }
})

test('a refused parameter aborts its transaction like any error', async () => {
  const { pool } = await open()
  await pool.query('create table things (id integer)')
  const client = await pool.connect()
  await client.query('begin')
  await client.query('insert into things values (1)')
  await expect(client.query('select $1::jsonb', ['['.repeat(200_000)])).rejects.toMatchObject({ code: '54001' })
  await expect(client.query('select 1')).rejects.toMatchObject({ code: '25P02' })
  await client.query('rollback')
  client.release()
  expect((await pool.query('select id from things')).rows).toEqual([])
})

test('maintenance vacuums the tables that changed, those named when some are, and writes a checkpoint', async () => {
  const { pool, maintain } = await open()
  await pool.query('create table busy (id integer, text text); create table calm (id integer)')
  await pool.query(`insert into busy select i, 'x' from generate_series(1, 1000) i; insert into calm values (1)`)
  for (let round = 0; round < 3; round += 1) await pool.query(`update busy set text = 'y'`)
  const redo = `select redo_lsn as redo from pg_control_checkpoint()`
  const { rows: before } = await pool.query(redo)
  expect(await maintain()).toEqual({ vacuumed: ['busy'] })
  const { rows: after } = await pool.query(redo)
  expect(after).not.toEqual(before)
  const { rows } = await pool.query(`select reltuples from pg_class where relname = 'busy'`)
  expect(rows).toEqual([{ reltuples: 1000 }])
  expect(await maintain()).toEqual({ vacuumed: [] })
  expect(await maintain(['calm'])).toEqual({ vacuumed: ['calm'] })
})

test('maintenance waits until a storm has come in', async () => {
  const { pool, maintain } = await open()
  await pool.query('create table busy (id integer)')
  let isStorming = true
  const client = async () => {
    for (let count = 0; count < 60; count += 1) await pool.query('select pg_sleep(0.01)')
  }
  const storm = Promise.all([client(), client()]).then(() => {
    isStorming = false
  })
  const maintained = maintain(['busy']).then(() => isStorming)
  await storm
  expect(await maintained).toBe(false)
})

test('maintenance begins nothing more when its server stops', async () => {
  const { pool, maintain } = await open()
  await pool.query('create table busy (id integer)')
  const stopping = new AbortController()
  const client = await pool.connect()
  const maintained = maintain(['busy'], stopping.signal)
  stopping.abort()
  client.release()
  expect(await maintained).toEqual({ vacuumed: [] })
})
