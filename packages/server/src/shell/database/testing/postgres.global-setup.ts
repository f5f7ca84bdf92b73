import type { TestProject } from 'vitest/node'
import { startTestBroker } from './test-broker.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    testBroker: string
  }
}

/** Vitest's global set-up for tests on databases. It costs nothing until a test asks for one. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const broker = await startTestBroker()
  project.provide('testBroker', broker.address)
  return () => broker.stop()
}
