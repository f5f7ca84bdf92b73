import { existsSync } from 'node:fs'
import { defineConfig } from 'vitest/config'

// The rings of the test pyramid, one project each, so that a ring can be run alone: `npx vitest run --project core`.
// Rings run in three groups, one after the other, because a database or a browser that shares two cores with the
// processor-bound rings makes time-outs lie.

const postgresSetup = 'packages/server/src/shell/database/testing/postgres.global-setup.ts'
const globalSetup = [postgresSetup].filter((path) => existsSync(path))

const databaseTests = ['packages/server/src/**/*.store.test.ts', 'packages/server/src/shell/database/**/*.test.ts']

export default defineConfig({
  test: {
    passWithNoTests: true,
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'core',
          include: ['packages/core/**/*.test.ts'],
          testTimeout: 10_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'unit',
          include: [
            'packages/{adapters,server,standins}/**/*.test.ts',
            'tools/**/*.test.{ts,mjs}',
            'bench/**/*.test.ts',
            'deploy/**/*.test.ts',
          ],
          exclude: ['**/node_modules/**', '**/dist/**', ...databaseTests],
          testTimeout: 20_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'web',
          include: ['packages/web/src/**/*.test.{ts,tsx}'],
          environment: 'node',
          testTimeout: 10_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'sim',
          include: ['packages/sim/**/*.test.ts'],
          globalSetup: ['packages/sim/src/testing/new-seed.global-setup.ts'],
          testTimeout: 180_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'store',
          include: databaseTests,
          globalSetup,
          testTimeout: 60_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['e2e/**/*.test.ts'],
          // Real browsers, mail servers and monitoring systems share two cores here. What fails twice is broken; what passes
          // on its second run is marked as such in the output, so that it is looked at and not lost.
          retry: 1,
          globalSetup,
          testTimeout: 300_000,
          hookTimeout: 180_000,
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
})
