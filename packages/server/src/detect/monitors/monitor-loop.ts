/**
 * The loop of the monitors. Checks happen outside of transactions, under a lease; what they came to is written together, many in one
 * transaction, with the signals that follow from it. So two hundred monitors that are checked every ten seconds cost a few
 * statements a second, and what a door would promise holds here too: what a monitor believes and what it told are one commit.
 */
import { calcNextCheck, evolveMonitor, type MonitorRules, sourceOfMonitor } from '@tocsin/core/detect/monitor.ts'
import type { Signal } from '@tocsin/core/detect/signal.ts'
import type { DurationMs, Instant, SourceId } from '@tocsin/core/kernel/brand.ts'
import type { Kysely } from 'kysely'
import type { DataSourceRow } from '../../shell/config/data-source-configuration.ts'
import type { MonitorRow } from '../../shell/config/monitor-configuration.ts'
import type { Schema } from '../../shell/database/schema.ts'
import type { EngineDeps } from '../../shell/engine/deps.ts'
import type { Round } from '../../shell/engine/loop.ts'
import { NODE_DEAD_AFTER_MS, type NodeWatch } from '../../shell/engine/node-loop.ts'
import { acceptBatch } from '../../shell/store/sql/accept.queries.ts'
import {
  addStates,
  type ClaimedMonitor,
  claimMonitors,
  dropStates,
  type EndedCheck,
  endChecks,
  freeLeases,
  nextMonitorDue,
  pauseMonitor,
} from './monitor.queries.ts'
import { batchOf, endOf, type MonitorWord, severityOf, signalOf } from './monitor-signal.ts'
import { type CheckDeps, type Checked, runCheck } from './run-check.ts'

/**
 * Which of these monitors are not to be checked at an instant, and until when: a maintenance window, for example. Asked with those that
 * are due, at most once a minute for each.
 */
export type PauseLookup = (
  monitors: readonly Pick<MonitorRow, 'id' | 'kind' | 'layer' | 'service_id'>[],
  at: Instant,
) => Promise<ReadonlyMap<string, Instant>> | ReadonlyMap<string, Instant>

export interface MonitorLoopDeps {
  engine: EngineDeps
  db: Kysely<Schema>
  node: string
  nodes: Pick<NodeWatch, 'isKnown' | 'others'>
  check: CheckDeps
  publicUrl(): string
  pausedUntil?: PauseLookup
  /** Told after the commit; for meters. */
  accepted?(source: SourceId, signals: readonly Signal[]): void
}

/** Checks under way at once on a node. */
const ROOM = 100
/** Results that are there are written this often: whoever waits for them does so for minutes. */
const TICK_MS = 500
const FREE_EVERY_MS = 1_000
/** Longer than any check: a minute and what is added to it. */
const LEASE_MS = 120_000
const PAUSED_LOOK_MS = 60_000

interface Finished {
  claimed: ClaimedMonitor
  checked: Checked
  at: Instant
}

export interface MonitorLoop {
  round(): Promise<Round>
  /** Resolves when no check is under way. */
  drained(): Promise<void>
}

export function createMonitorLoop(deps: MonitorLoopDeps): MonitorLoop {
  const { engine, db, node, nodes } = deps
  const underWay = new Map<string, Promise<void>>()
  let finished: Finished[] = []
  let syncedVersion = -1
  let freedAt = 0
  const begin = (claimed: ClaimedMonitor, source: DataSourceRow | undefined): void => {
    const { id } = claimed.monitor
    const run = runCheck(deps.check, claimed.monitor, source)
      .then((checked) => void finished.push({ claimed, checked, at: engine.clock.now() }))
      // Nobody waits for this promise; the lease gives the monitor back.
      .catch((error: unknown) => engine.log.error({ monitor: id, error: String(error) }, 'a check ended in an error'))
      .finally(() => underWay.delete(id))
    underWay.set(id, run)
  }
  const write = async (): Promise<void> => {
    // A copy: checks go on ending while these are written.
    const batch = [...finished]
    if (batch.length === 0) return
    await writeFinished(deps, batch)
    finished = finished.slice(batch.length)
  }
  const sync = async (): Promise<void> => {
    const { version } = engine.directory.latest()
    if (version === syncedVersion) return
    await syncStates(deps)
    syncedVersion = version
  }
  const free = async (now: Instant): Promise<void> => {
    if (now - freedAt < FREE_EVERY_MS) return
    await takeOver(deps, now, [...underWay.keys(), ...finished.map(({ claimed }) => claimed.monitor.id)])
    freedAt = now
  }
  const claim = async (now: Instant): Promise<number> => {
    const limit = ROOM - underWay.size
    if (limit <= 0) return 0
    const claimed = await claimMonitors(db, { now, leasedUntil: (now + LEASE_MS) as Instant, node, limit })
    if (claimed.length === 0) return 0
    const paused =
      (await deps.pausedUntil?.(
        claimed.map(({ monitor }) => monitor),
        now,
      )) ?? new Map<string, Instant>()
    const sources = await loadSources(db, claimed)
    for (const each of claimed) {
      const until = paused.get(each.monitor.id)
      if (until === undefined || until <= now) begin(each, sources.get(String(each.monitor.settings.source)))
      else await pauseMonitor(db, each, { until, due: Math.min(until, now + PAUSED_LOOK_MS) as Instant })
    }
    return claimed.length
  }
  return {
    async round() {
      const now = engine.clock.now()
      if (!nodes.isKnown()) return { isMore: false, dueAt: now + TICK_MS }
      await write()
      await sync()
      await free(now)
      const begun = await claim(now)
      if (begun > 0 || underWay.size > 0 || finished.length > 0) return { isMore: false, dueAt: now + TICK_MS }
      // Not in a hurry either: those that are due within a tick are taken together.
      const due = await nextMonitorDue(db)
      return { isMore: false, dueAt: due === null ? null : Math.max(due, now + TICK_MS) }
    },
    async drained() {
      while (underWay.size > 0) await Promise.allSettled([...underWay.values()])
    },
  }
}

/** `held`: what is leased to us and under way, or about to be written. */
async function takeOver({ db, engine, node, nodes }: MonitorLoopDeps, now: Instant, held: string[]): Promise<void> {
  const living = nodes.others().map(({ name }) => name)
  const deadBefore = (now - NODE_DEAD_AFTER_MS) as Instant
  const freed = await freeLeases(db, { now, node, underWay: held, living, deadBefore })
  if (freed > 0) engine.log.warn({ freed }, 'checks of a node that fell silent are taken over')
}

async function loadSources(
  db: Kysely<Schema>,
  claimed: readonly ClaimedMonitor[],
): Promise<Map<string, DataSourceRow>> {
  const ids = claimed.flatMap(({ monitor }) => (monitor.kind === 'metric' ? [String(monitor.settings.source)] : []))
  if (ids.length === 0) return new Map()
  const rows = await db.selectFrom('data_sources').selectAll().where('id', 'in', ids).execute()
  return new Map(rows.map((row) => [row.id, row]))
}

/** What a monitor's checks mean is decided by the core; here it becomes rows and signals, in one transaction. */
async function writeFinished({ db, engine, publicUrl, accepted }: MonitorLoopDeps, batch: readonly Finished[]) {
  const steps = batch.map(stepOf)
  const told = await db.transaction().execute(async (tx) => {
    const ours = await endChecks(
      tx,
      steps.map(({ ended }) => ended),
    )
    const words = steps.flatMap(({ word, ended }) => (word && ours.has(ended.id) ? [word] : []))
    const signals = words.map((word) => ({ word, signal: signalOf(word, publicUrl()) }))
    if (signals.length > 0) await acceptBatch(tx, batchOf(signals, engine.ids))
    return signals
  })
  if (told.length === 0) return
  engine.nudge.nudge('match')
  for (const { word, signal } of told) accepted?.(sourceOfMonitor(word.monitor.id), [signal])
}

/** What one check leads to: the row as it will be, and what is to be said, if anything. */
function stepOf({ claimed, checked, at }: Finished): { ended: EndedCheck; word: MonitorWord | undefined } {
  const { monitor, state, attempts, firing } = claimed
  const { report, latencyMs, target } = checked
  const rules = rulesOf(monitor)
  const step = evolveMonitor(state, report.finding, rules, at)
  const level = step.state.level === 'pending' ? 'ok' : step.state.level
  const severity = level === 'ok' ? null : severityOf(monitor, level)
  const word =
    severity === firing
      ? undefined
      : { monitor, level, target, report, latencyMs, at, since: state.progress?.since ?? at }
  return {
    word,
    ended: {
      ...{ id: monitor.id, attempts, state: step.state, firing: severity, at, finding: report.finding, latencyMs },
      ...{ value: countable(report.value), message: report.message.slice(0, 1_000), ...timesOf(claimed, at) },
      due: calcNextCheck(monitor.id, step.state, rules, at),
    },
  }
}

/** A pause is neither up nor down: no more than two intervals are counted for one check. */
function timesOf({ state, checkedAt, monitor }: ClaimedMonitor, at: Instant): { upMs: number; downMs: number } {
  const span = checkedAt === null ? 0 : Math.max(0, Math.min(at - checkedAt, 2 * monitor.every_ms + monitor.timeout_ms))
  if (state.level === 'pending') return { upMs: 0, downMs: 0 }
  return state.level === 'critical' ? { upMs: 0, downMs: span } : { upMs: span, downMs: 0 }
}

function rulesOf(monitor: MonitorRow): MonitorRules {
  return {
    everyMs: monitor.every_ms as DurationMs,
    confirm: monitor.confirm,
    recover: monitor.recover,
    forMs: monitor.for_ms as DurationMs,
    noData: monitor.no_data as MonitorRules['noData'],
  }
}

/** After a change of the configuration: new monitors begin, and what was told by those that are off or gone is over. */
async function syncStates({ db, engine }: MonitorLoopDeps): Promise<void> {
  const at = engine.clock.now()
  const cleared = await db.transaction().execute(async (tx) => {
    await addStates(tx, at)
    const firing = await dropStates(tx)
    const signals = firing.map((id) => endOf(id, at, engine.ids))
    if (signals.length > 0) await acceptBatch(tx, { signals, deliveries: [], changes: [], beats: [] })
    return signals.length
  })
  if (cleared > 0) engine.nudge.nudge('match')
}

/** Sums of values are kept, and two of the largest numbers have none. */
function countable(value: number | undefined): number | null {
  return value !== undefined && Math.abs(value) <= 1e300 ? value : null
}
