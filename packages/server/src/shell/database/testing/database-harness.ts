import { assert } from '@tocsin/core/kernel/assert.ts'
import { afterAll, beforeAll, describe, inject } from 'vitest'
import { migrate } from '../migrate.ts'
import { type Database, type OpenDatabaseOptions, openDatabase } from '../open-database.ts'
import { type CleanState, rememberCleanState } from './clean-state.ts'
import './postgres.global-setup.ts'
import { MIGRATED_AT } from './test-broker.ts'

/**
 * Both engines for tests. A test file has one database on each, migrated and shared by its tests; every call of `open` brings
 * it back to the state after migration and returns it. The harness closes it, so `close` of what it returns does nothing.
 */
export const ENGINES = ['embedded', 'postgres'] as const
export type EngineName = (typeof ENGINES)[number]

const SETUP_MS_MAX = 120_000

/** Registers the tests of `register` once for each engine. `open` may be called in tests and hooks of theirs, not outside. */
export function describeOnEachEngine(name: string, register: (open: () => Promise<Database>) => void): void {
  for (const engine of ENGINES) describeOnEngine(engine, name, register)
}

export function describeOnEngine(
  engine: EngineName,
  name: string,
  register: (open: () => Promise<Database>) => void,
): void {
  describe(`${name} (${engine})`, () => {
    let shared: { database: Database; cleanState: CleanState } | undefined
    beforeAll(async () => {
      const database = engine === 'embedded' ? await openTestEmbedded() : await openTestPostgres()
      shared = { database, cleanState: await rememberCleanState(database.pool) }
    }, SETUP_MS_MAX)
    afterAll(async () => {
      await shared?.database.close()
    }, SETUP_MS_MAX)
    register(async () => {
      assert(shared, 'open is called in a test or a hook, not while tests are collected')
      await shared.cleanState.restore()
      return { ...shared.database, close: async () => {} }
    })
  })
}

/** A migrated database of the embedded engine in memory. The caller closes it. */
export async function openTestEmbedded(
  options: Pick<OpenDatabaseOptions, 'acquireTimeoutMs' | 'queryTimeoutMs'> = {},
): Promise<Database> {
  const database = await openDatabase({
    ...options,
    inMemory: true,
    template: async () => (await askBroker('embedded')) || undefined,
    onFatal: raise,
  })
  // Does nothing on a template; where none could be made, the database is empty.
  await migrate(database.pool, { appliedAt: MIGRATED_AT })
  return database
}

/** A migrated database of its own on the server of this test run. The caller closes it. */
export async function openTestPostgres(): Promise<Database> {
  return openDatabase({ url: await createTestPostgresUrl(), onFatal: raise })
}

/** The URL of a new migrated database on the server of this test run, for tests of several nodes or processes. */
export async function createTestPostgresUrl(): Promise<string> {
  return askBroker('postgres')
}

async function askBroker(what: 'embedded' | 'postgres'): Promise<string> {
  const response = await fetch(`${inject('testBroker')}/${what}`)
  const text = await response.text()
  assert(response.ok, text)
  return text
}

function raise(error: Error): never {
  throw error
}
