/** What a section of the bench is given, and what it gives back. */
import { startAlertmanager } from './alertmanager-target.ts'
import type { OrganisationOptions } from './organisation.ts'
import type { PostgresServer } from './postgres-server.ts'
import { waitUntilQuiet } from './process-reading.ts'
import type { Table } from './table.ts'
import type { Engine, Target } from './target.ts'
import { startTocsin, type TocsinTarget } from './tocsin-target.ts'

export interface Bench {
  engines: readonly Engine[]
  isQuick: boolean
  postgres: PostgresServer | null
  /** Paths; null where the program is missing. */
  alertmanager: string | null
  wrk: string | null
  server: string
  profileFolder: string | null
  /** Each Tocsin has another beside it in which event rules, silences and inhibitions are in force. */
  hasRules: boolean
  /** Says how far we are. */
  log(text: string): void
}

export interface Report {
  tables: Table[]
  /** For `--json`. */
  figures: unknown
  /** What must not be, e.g. a lost alert. */
  failures: string[]
}

const REST_MS_MAX = 180_000
const WARM_REST_MS_MAX = 10_000

/** Starts the servers, Alertmanager first where there is one, and ends them whatever happens. */
export async function withTargets<T>(
  bench: Bench,
  { isPaging, ...organisation }: { isPaging: boolean } & Omit<OrganisationOptions, 'hasRules'>,
  run: (targets: { alertmanager: Target | null; tocsins: TocsinTarget[]; all: Target[] }) => Promise<T>,
): Promise<T> {
  const all: Target[] = []
  try {
    const alertmanager = bench.alertmanager === null ? null : await startAlertmanager(bench.alertmanager, { isPaging })
    if (alertmanager) all.push(alertmanager)
    const tocsins: TocsinTarget[] = []
    for (const engine of bench.engines) {
      for (const hasRules of bench.hasRules ? [false, true] : [false]) {
        const tocsin = await startTocsin({ ...bench, ...organisation, engine, hasRules })
        tocsins.push(tocsin)
        all.push(tocsin)
      }
    }
    for (const target of all) await waitUntilQuiet(target.pids, WARM_REST_MS_MAX)
    return await run({ alertmanager, tocsins, all })
  } finally {
    for (const target of all) await target.stop()
  }
}

/**
 * Waits until a server has done what a load left to do. Answers how long that took, or null when it took too long. Throws when
 * the server has ended meanwhile.
 */
export async function settle(target: Target): Promise<number | null> {
  const tookMs = await waitUntilQuiet(target.pids, REST_MS_MAX)
  const last = target.diedWith()
  if (last !== null) throw new Error(`${target.name} ended by itself. It printed:\n${last}`)
  return tookMs
}

/** Round by round in another order, so that a busy moment of the machine does not always meet the same server. */
export function inTurns<T>(items: readonly T[], round: number): T[] {
  const start = items.length === 0 ? 0 : round % items.length
  return [...items.slice(start), ...items.slice(0, start)]
}
