/**
 * The engine on a table: real store, real rounds, and a clock that the test moves. Nothing runs by itself; a test calls the
 * rounds that it is about.
 */
import type { Signal } from '@tocsin/core/detect/signal.ts'
import type { IncidentState } from '@tocsin/core/incident.ts'
import { present } from '@tocsin/core/kernel/assert.ts'
import type { IncidentId, Instant, SourceId } from '@tocsin/core/kernel/brand.ts'
import type { Fact } from '@tocsin/core/kernel/fact.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'
import { aDirectory } from '@tocsin/core/testing/directory.ts'
import { ms, START } from '@tocsin/core/testing/time.ts'
import type { Database } from '../../database/open-database.ts'
import { type Clock, systemClock } from '../../ports/clock.ts'
import { createIds } from '../../ports/ids.ts'
import { createSqlStore } from '../../store/sql-store.ts'
import type { Accepted, PlacementRow, Store } from '../../store/store.ts'
import { writeDirectory } from '../../store/testing/write-directory.ts'
import type { EngineDeps } from '../deps.ts'
import { createDirectoryCache } from '../directory-cache.ts'
import type { Round } from '../loop.ts'
import { createSignals } from '../signals.ts'

export interface TestClock extends Clock {
  /** `'5m'`, `'1h30m'`. */
  forward(span: string): void
}

/** It stands still; whoever sleeps wakes in the next turn. */
export function createStillClock(startsAt: Instant = START): TestClock {
  let now: number = startsAt
  return {
    now: () => now as Instant,
    sleep: () => systemClock.nextTurn(),
    nextTurn: () => systemClock.nextTurn(),
    forward(span) {
      now += ms(span)
    },
  }
}

export interface LogLine {
  level: 'error' | 'warn' | 'info'
  facts: Record<string, unknown>
  message: string
}

export interface EngineBench {
  deps: EngineDeps
  store: Store
  clock: TestClock
  database: Database
  logged: LogLine[]
  nudged: string[]
  committed: { incident: IncidentId; facts: readonly Fact[] }[]
  setDirectory(directory: Directory): Promise<void>
  /** What a door would accept now, in one batch. */
  receive(...signals: Partial<Signal>[]): Promise<Accepted[]>
  receiveFrom(source: string, ...signals: Partial<Signal>[]): Promise<Accepted[]>
  /** Calls a round until it finds no more. */
  finish(round: () => Promise<Round>): Promise<Round>
  incidents(): Promise<IncidentState[]>
  incident(): Promise<IncidentState>
  facts(id: IncidentId): Promise<Fact[]>
  placements(): Promise<PlacementRow[]>
  rows(table: string): Promise<Record<string, unknown>[]>
}

const ROUNDS_MAX = 200
const PATIENCE_MS = 10_000

/** Waits for what comes about by itself, e.g. on another connection. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const end = systemClock.now() + PATIENCE_MS
  while (!(await isSo())) {
    if (systemClock.now() > end) throw new Error('it did not come about')
    await systemClock.sleep(1)
  }
}

export async function openEngineBench(
  database: Database,
  directory: Directory = aDirectory(),
  changes: Partial<EngineDeps> & { clock?: TestClock } = {},
): Promise<EngineBench> {
  await writeDirectory(database.kysely, directory)
  const clock = changes.clock ?? createStillClock()
  const store = changes.store ?? createSqlStore(database.kysely)
  const logged: LogLine[] = []
  const nudged: string[] = []
  const committed: EngineBench['committed'] = []
  const say = (level: LogLine['level']) => (facts: Record<string, unknown>, message: string) =>
    void logged.push({ level, facts, message })
  const nudge = createSignals()
  const ids = createIds(systemClock)
  const deps: EngineDeps = {
    ...{ store, clock, ids, directory: await createDirectoryCache(store) },
    nudge: {
      ...nudge,
      nudge(name) {
        nudged.push(name)
        nudge.nudge(name)
      },
    },
    log: { error: say('error'), warn: say('warn'), info: say('info') },
    watch: {
      committed: (incident, facts) => void committed.push({ incident, facts }),
      ...{ pageHandedOver() {}, pageMissed() {}, sendEnded() {} },
    },
    ...changes,
  }
  const rows = async (table: string) => (await database.pool.query(`select * from ${table}`)).rows
  const receiveFrom: EngineBench['receiveFrom'] = (source, ...signals) =>
    store.accept({
      signals: signals.map((signal) => ({
        ...{ newId: ids.next() as never, source: source as SourceId, repeats: 1, receivedAt: clock.now() },
        signal: { ...A_SIGNAL, ...signal },
      })),
      ...{ deliveries: [], changes: [], beats: [] },
    })
  const incidents = async () => {
    const { rows: found } = await database.pool.query<{ state: IncidentState }>(
      'select tocsin_incident_state(incidents) as state from incidents order by id',
    )
    return found.map(({ state }) => state)
  }
  return {
    ...{ deps, store, clock, database, logged, nudged, committed, rows, receiveFrom, incidents },
    setDirectory: (changed) => writeDirectory(database.kysely, { ...changed, version: changed.version }),
    receive: (...signals) => receiveFrom('monitor', ...signals),
    async finish(round) {
      for (let count = 0; count < ROUNDS_MAX; count++) {
        const found = await round()
        if (!found.isMore) return found
      }
      throw new Error(`there is still more after ${ROUNDS_MAX} rounds`)
    },
    async incident() {
      const [only, ...others] = await incidents()
      if (others.length > 0) throw new Error(`there are ${others.length + 1} incidents`)
      return present(only, 'an incident')
    },
    async facts(id) {
      const { rows: found } = await database.pool.query(
        'select version, at, type, because, actor, data from facts where stream = $1 order by version',
        [id],
      )
      return found.map(({ data, ...fact }) => ({ ...fact, ...data }) as Fact)
    },
    placements: async () =>
      (await rows('placements')).map((row) => ({
        ...{ alert: row.alert_id, episode: row.episode, because: row.because, placedAt: row.placed_at },
        ...(row.incident_id !== null && { incident: row.incident_id }),
        ...(row.silence_id !== null && { silence: row.silence_id }),
        ...(row.until !== null && { until: row.until }),
        ...(row.check_at !== null && { checkAt: row.check_at }),
        ...(row.rule_id !== null && { rule: row.rule_id }),
        ...(row.routed !== null && { routed: row.routed }),
      })) as PlacementRow[],
  }
}

const A_SIGNAL: Signal = {
  ...{ key: 'disk', state: 'firing', title: 'Disk full', severity: 'high' },
  ...{ labels: {}, annotations: {}, isTest: false },
}
