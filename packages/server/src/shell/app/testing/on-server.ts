import type { Directory } from '@tocsin/core/people/directory.ts'
import { aDirectory } from '@tocsin/core/testing/directory.ts'
import { afterEach } from 'vitest'
import { describeOnEngine, ENGINES, type EngineName } from '../../database/testing/database-harness.ts'
import { startTestServer, type TestServer, type TestServerOptions } from './start-test-server.ts'

type Start = (directory?: Directory, options?: TestServerOptions) => Promise<TestServer>

export function describeOnEachServer(name: string, register: (start: Start) => void): void {
  for (const engine of ENGINES) describeOnServer(engine, name, register)
}

/** Registers tests, each with a server of its own on a clean database of one engine; it is stopped after the test. */
export function describeOnServer(engine: EngineName, name: string, register: (start: Start) => void): void {
  describeOnEngine(engine, name, (open) => {
    let running: TestServer | undefined
    afterEach(async () => {
      await running?.stop()
      running = undefined
    })
    register(async (directory = aDirectory(), options = {}) => {
      running = await startTestServer(await open(), directory, options)
      return running
    })
  })
}
