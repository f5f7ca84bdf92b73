import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { afterEach, expect, test } from 'vitest'
import { serve } from '../app/serve.ts'
import { StartFailure } from '../app/start-failure.ts'
import { readOptions } from '../config/options.ts'
import { type DemoSettings, isDemoFolder, openDemoFolder } from './demo-folder.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-demo-'))
  folders.push(folder)
  return folder
}

const FRESH: DemoSettings = {
  ...{ version: 1, seed: 1, begunAt: 1 as Instant, madeAt: 2 as Instant, password: 'kite', keySeed: 'k' },
}

function optionsFrom(flags: Record<string, string | true>, environment: Record<string, string> = {}) {
  const reading = readOptions({ 'log-level': 'fatal', port: '0', ...flags }, environment)
  if ('problems' in reading) throw new Error(reading.problems.join())
  return reading.options
}

test('a demo is made in an empty folder, for its owner alone, and found again', () => {
  const folder = join(makeFolder(), 'data-demo')
  expect(openDemoFolder(folder, () => FRESH)).toEqual({ settings: FRESH, isNew: true })
  expect(statSync(join(folder, 'demo.json')).mode & 0o077).toBe(0)
  expect(isDemoFolder(folder)).toBe(true)
  expect(openDemoFolder(folder, () => ({ ...FRESH, seed: 9 }))).toEqual({ settings: FRESH, isNew: false })
})

test('the demo does not start in a folder that holds anything else, and leaves it as it is', async () => {
  const folder = makeFolder()
  writeFileSync(join(folder, 'secret.key'), 'precious')
  const start = serve(optionsFrom({ demo: true, data: folder }))
  await expect(start).rejects.toThrow(StartFailure)
  await expect(start).rejects.toThrow(/perhaps a real installation: the demo never writes there/)
  expect(readFileSync(join(folder, 'secret.key'), 'utf8')).toBe('precious')
  expect(isDemoFolder(folder)).toBe(false)
})

test('the demo leaves PostgreSQL servers alone', async () => {
  const folder = join(makeFolder(), 'data')
  const start = serve(optionsFrom({ demo: true, data: folder }, { DATABASE_URL: 'postgres://127.0.0.1:1/tocsin' }))
  await expect(start).rejects.toThrow(/leaves PostgreSQL servers alone.*without DATABASE_URL/)
})

test('a start without --demo refuses the data of the demo', async () => {
  const folder = join(makeFolder(), 'data-demo')
  openDemoFolder(folder, () => FRESH)
  await expect(serve(optionsFrom({ data: folder }))).rejects.toThrow(/holds the data of the demo\. Start with --demo/)
})

test('a damaged demo says how to mend it', () => {
  const folder = makeFolder()
  for (const text of ['{', '{"version":2}']) {
    writeFileSync(join(folder, 'demo.json'), text)
    expect(openDemoFolder(folder, () => FRESH)).toEqual({ problem: expect.stringMatching(/Delete its folder/) })
  }
})
