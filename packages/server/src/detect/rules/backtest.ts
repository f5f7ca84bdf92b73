/**
 * Backtests: what changed event rules would have made of the signals of the last days. One at a time runs on a node, in small
 * steps between which everything else has its turn; how far it is stands in the database, where any node reads it and cancels it.
 */

import type { Actor } from '@tocsin/core/kernel/actor.ts'
import { assert } from '@tocsin/core/kernel/assert.ts'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { DAY } from '@tocsin/core/kernel/instant.ts'
import type { EventRule } from '@tocsin/core/people/directory.ts'
import type { Kysely } from 'kysely'
import type { Schema } from '../../shell/database/schema.ts'
import type { EngineDeps } from '../../shell/engine/deps.ts'
import { storableJson } from '../../shell/store/sql/storable-json.ts'
import { endBacktest, insertBacktest, noteProgress } from './backtest.queries.ts'
import { type Comparison, ReplayComparison, roundsOf } from './compare-replays.ts'
import type { StoredSignal } from './replay.ts'
import { readStoredSignals } from './stored-signals.queries.ts'

/** More than that is cut off, the oldest alerts first, and the report says so. Bytes are those of the words that are held meanwhile. */
export interface BacktestLimits {
  signals: number
  bytes: number
}

const LIMITS: BacktestLimits = { signals: 200_000, bytes: 96 * 1024 ** 2 }
const STEP_MS = 15
const NOTE_MS = 500

export interface BacktestRequest {
  days: number
  /** As they would be after the change. */
  rules: readonly EventRule[]
}

export interface BacktestReport extends Comparison {
  from: Instant
  to: Instant
  isTruncated: boolean
  /** Which limit cut it; absent in reports of older releases, which had one. */
  truncatedBy?: keyof BacktestLimits
}

export interface Backtests {
  /** Undefined when one runs on this node already. */
  start(request: BacktestRequest, actor: Actor, at: Instant): Promise<string | undefined>
  /** Resolves when nothing runs. */
  idle(): Promise<void>
}

type Deps = Pick<EngineDeps, 'clock' | 'ids' | 'directory' | 'log'> & { limits: BacktestLimits }

export function createBacktests(db: Kysely<Schema>, engine: Omit<Deps, 'limits'>, limits = LIMITS): Backtests {
  const deps: Deps = { ...engine, limits }
  let running: Promise<void> | undefined
  return {
    async start(request, actor, at) {
      if (running) return undefined
      const id = deps.ids.next()
      const begun = insertBacktest(db, { id, actor, at, request: { days: request.days } })
      const work = begun.then(() => carryOut(db, deps, id, request, at))
      running = work.then(
        () => undefined,
        () => undefined,
      )
      void running.then(() => {
        running = undefined
      })
      await begun
      return id
    },
    async idle() {
      await running
    },
  }
}

/** Whatever goes wrong ends the run, and it says so. */
async function carryOut(
  db: Kysely<Schema>,
  deps: Deps,
  id: string,
  request: BacktestRequest,
  at: Instant,
): Promise<void> {
  try {
    const report = await replay(db, deps, id, request, at)
    const state = report ? 'done' : 'cancelled'
    await endBacktest(db, id, { state, at: deps.clock.now(), ...(report && { report: storable(report) }) })
  } catch (error) {
    deps.log.error({ backtest: id, error: String(error) }, 'a backtest failed')
    await endBacktest(db, id, { state: 'failed', at: deps.clock.now(), error: String(error).slice(0, 500) })
  }
}

function storable(report: BacktestReport): object {
  const value: unknown = JSON.parse(storableJson(report))
  assert(typeof value === 'object' && value !== null, 'a report is an object')
  return value
}

/** Undefined when it was cancelled. */
async function replay(
  db: Kysely<Schema>,
  deps: Deps,
  id: string,
  { days, rules }: BacktestRequest,
  to: Instant,
): Promise<BacktestReport | undefined> {
  const { clock } = deps
  const from = (to - days * DAY) as Instant
  const read = await readAll(db, deps, id, from, to)
  if (!read) return undefined
  const { signals, ...cut } = read
  const comparison = new ReplayComparison(deps.directory.latest(), rules)
  let done = 0
  let stepAt = clock.now() as number
  let notedAt = 0
  for (const round of roundsOf(signals)) {
    comparison.take(round)
    done += round.length
    if (clock.now() - stepAt < STEP_MS) continue
    await clock.nextTurn()
    stepAt = clock.now()
    if (stepAt - notedAt < NOTE_MS) continue
    notedAt = stepAt
    if (!(await noteProgress(db, id, { done, total: signals.length, at: clock.now() }))) return undefined
  }
  if (!(await noteProgress(db, id, { done, total: signals.length, at: clock.now() }))) return undefined
  return { from, to, ...cut, ...comparison.end(to) }
}

async function readAll(
  db: Kysely<Schema>,
  { clock, limits }: Deps,
  id: string,
  from: Instant,
  to: Instant,
): Promise<({ signals: StoredSignal[] } & Pick<BacktestReport, 'isTruncated' | 'truncatedBy'>) | undefined> {
  const signals: StoredSignal[] = []
  let bytes = 0
  let truncatedBy: BacktestReport['truncatedBy']
  let notedAt = clock.now() as number
  for await (const page of readStoredSignals(db, from)) {
    bytes += page.bytes
    for (const signal of page.signals) if (signal.at <= to) signals.push(signal)
    if (signals.length > limits.signals) truncatedBy = 'signals'
    else if (bytes > limits.bytes) truncatedBy = 'bytes'
    if (truncatedBy) break
    if (clock.now() - notedAt < NOTE_MS) continue
    notedAt = clock.now()
    if (!(await noteProgress(db, id, { done: 0, total: signals.length, at: clock.now() }))) return undefined
  }
  // Cut before they are put in order of time: what goes are the alerts that were read last, and those are the oldest.
  const kept = signals.slice(0, limits.signals)
  kept.sort((a, b) => a.at - b.at || (a.alert < b.alert ? -1 : a.alert > b.alert ? 1 : a.seq - b.seq))
  return { signals: kept, isTruncated: truncatedBy !== undefined, ...(truncatedBy && { truncatedBy }) }
}
