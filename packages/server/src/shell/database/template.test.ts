import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { migrate } from './migrate.ts'
import { openDatabase } from './open-database.ts'
import { prepareMemoryTemplate, prepareTemplate, templateName } from './template.ts'

let workDir: string
let migrationsDir: string
let cacheDir: string

beforeAll(() => {
  workDir = mkdtempSync(join(tmpdir(), 'tocsin-template-'))
  cacheDir = join(workDir, 'cache')
  migrationsDir = mkdtempSync(join(workDir, 'migrations-'))
  writeFileSync(join(migrationsDir, '0001-trees.sql'), 'create table trees (id integer); insert into trees values (7)')
})

afterAll(() => {
  rmSync(workDir, { recursive: true })
})

const options = () => ({ cacheDir, migrationsDir, appliedAt: 0 })

test('a new data folder begins as the template: migrated, with what the migrations wrote', async () => {
  const dataDir = join(workDir, 'data')
  const database = await openDatabase({ dataDir, template: () => prepareTemplate(options()), onFatal: raise })
  expect(await migrate(database.pool, options())).toEqual([])
  expect((await database.pool.query('select id from trees')).rows).toEqual([{ id: 7 }])
  await database.close()
  expect(readdirSync(cacheDir)).toEqual([templateName(options())])
})

test('a database in memory begins as its template, whose building clears away what is older than a week', async () => {
  const old = ['embedded-template-old', 'embedded-building-killed'].map((name) => join(cacheDir, name))
  for (const folder of old) {
    mkdirSync(folder)
    utimesSync(folder, 1_000_000, 1_000_000)
  }
  const template = () => prepareMemoryTemplate(options())
  const database = await openDatabase({ inMemory: true, template, onFatal: raise })
  expect(await migrate(database.pool, options())).toEqual([])
  expect((await database.pool.query('select id from trees')).rows).toEqual([{ id: 7 }])
  await database.close()
  expect(readdirSync(cacheDir).sort()).toEqual([templateName(options()), `${templateName(options())}.tar`])
})

test('other migrations have another template', () => {
  const changed = mkdtempSync(join(workDir, 'changed-'))
  cpSync(migrationsDir, changed, { recursive: true })
  expect(templateName({ migrationsDir: changed })).toBe(templateName(options()))
  writeFileSync(join(changed, '0002-leaves.sql'), 'create table leaves (id integer)')
  expect(templateName({ migrationsDir: changed })).not.toBe(templateName(options()))
})

test('a failed build leaves nothing behind', async () => {
  const broken = mkdtempSync(join(workDir, 'broken-'))
  writeFileSync(join(broken, '0001-broken.sql'), 'select nonsense')
  const before = readdirSync(cacheDir)
  const building = prepareMemoryTemplate({ ...options(), migrationsDir: broken })
  await expect(building).rejects.toMatchObject({ code: 'migration_failed' })
  expect(readdirSync(cacheDir)).toEqual(before)
})

test('without a cache folder that can be written there is no template', async () => {
  const file = join(workDir, 'file')
  writeFileSync(file, '')
  expect(await prepareTemplate({ ...options(), cacheDir: join(file, 'cache') })).toBeUndefined()
})

function raise(error: Error): never {
  throw error
}
