import { createMemoryBackend } from './nodes/memory-backend.ts'
import { openPgliteStage } from './nodes/pglite-backend.ts'
import { runSeed, type SeedOptions, type SeedReport } from './run-seed.ts'
import type { ScenarioName } from './scenario.ts'

export type StoreName = 'memory' | 'pglite'
type RunOptions = Omit<SeedOptions, 'seed' | 'createBackend'>

/** Where simulations are played, one after the other. */
export interface Stage {
  run(seed: number, options?: RunOptions): Promise<SeedReport>
  close(): Promise<void>
}

/** A database costs more for each statement: simulations on it are shorter. */
const PGLITE_SCALE = 0.4

export async function openStage(store: StoreName): Promise<Stage> {
  if (store === 'memory') {
    return {
      run: (seed, options = {}) =>
        runSeed({ ...options, seed, createBackend: (_, onCommit) => createMemoryBackend(onCommit) }),
      close: async () => {},
    }
  }
  const { createBackend, close } = await openPgliteStage()
  return { run: (seed, options = {}) => runSeed({ scale: PGLITE_SCALE, ...options, seed, createBackend }), close }
}

const SHOWN_MAX = 20

/** What was broken, and how to see it again. */
export function formatFailure(
  { seed, violations }: SeedReport,
  store: StoreName,
  scenario: ScenarioName = 'usual',
): string {
  const flags = `${store === 'memory' ? '' : ` --store ${store}`}${scenario === 'usual' ? '' : ` --scenario ${scenario}`}`
  const shown = violations.slice(0, SHOWN_MAX).map(({ law, message }) => `  ${law}: ${message}`)
  const more = violations.length > SHOWN_MAX ? [`  and ${violations.length - SHOWN_MAX} more`] : []
  return [`seed ${seed} broke:`, ...shown, ...more, `npm run sim -- --seed ${seed}${flags}`].join('\n')
}
