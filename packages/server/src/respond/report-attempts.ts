/**
 * Reports what became of sends. Outcomes that come in together are written together: in a storm hundreds of pages end within
 * the same milliseconds. A page's outcome is a fact of its incident; a notice only ends its row.
 */

import type { Actor } from '@tocsin/core/kernel/actor.ts'
import type { IncidentId, Instant } from '@tocsin/core/kernel/brand.ts'
import type { PageAttemptResult } from '@tocsin/core/kernel/fact.ts'
import type { EngineDeps } from '../shell/engine/deps.ts'
import { isOfContent } from '../shell/engine/failure-kind.ts'
import { transact } from '../shell/engine/transact.ts'
import type { UnitOfWork } from '../shell/engine/unit-of-work.ts'
import type { ClaimedSend, SendEnd } from '../shell/store/sends.ts'
import { StoreConflict } from '../shell/store/store.ts'

export interface AttemptReport {
  send: ClaimedSend
  /** How often it was tried, this time included; what only waited was not. */
  tries: number
  end: SendEnd
  result: PageAttemptResult
}

export type Reporter = (report: AttemptReport) => Promise<void>

const OUTBOX: Actor = { kind: 'system', part: 'outbox' }
const REPORTS_PER_TRANSACTION = 100

interface WaitingReport {
  report: AttemptReport
  resolve(): void
  reject(error: unknown): void
}

export function createReporter(deps: EngineDeps): Reporter {
  let waiting: WaitingReport[] = []
  let isFlushing = false
  const flush = async (): Promise<void> => {
    isFlushing = true
    while (waiting.length > 0) {
      const batch = waiting.slice(0, REPORTS_PER_TRANSACTION)
      waiting = waiting.slice(batch.length)
      await writeBatch(deps, batch)
    }
    isFlushing = false
  }
  return (report) =>
    new Promise((resolve, reject) => {
      waiting.push({ report, resolve, reject })
      if (!isFlushing) void flush()
    })
}

/** Never rejects: every report is answered by what became of it. */
async function writeBatch(deps: EngineDeps, batch: readonly WaitingReport[]): Promise<void> {
  try {
    await writeReports(
      deps,
      batch.map((each) => each.report),
    )
    for (const each of batch) each.resolve()
  } catch (error) {
    if (batch.length > 1 && (isOfContent(error) || error instanceof StoreConflict)) {
      for (const each of batch) await writeBatch(deps, [each])
    } else if (isOfContent(error)) {
      for (const each of batch) await endUnrecorded(deps, each.report, error).then(each.resolve, each.reject)
    } else {
      // When the database is away, one after the other would only wait for one time-out after the other.
      for (const each of batch) each.reject(error)
    }
  }
}

/**
 * An outcome that cannot become a fact still ends its row: else the lease would bring the same message again and again. The incident
 * hears of it from the auditor, without its words: a page that nobody took is to go another way.
 */
async function endUnrecorded(deps: EngineDeps, { send, end }: AttemptReport, error: unknown): Promise<void> {
  deps.log.error(
    { send: send.key, error: String(error) },
    'the outcome of a send could not be recorded on its incident',
  )
  await transact(deps, (unit) => unit.tx.endSends([{ key: send.key, attempt: send.attempt, how: end }], unit.at))
}

async function writeReports(deps: EngineDeps, reports: AttemptReport[]): Promise<void> {
  await transact(deps, async (unit) => {
    await unit.load(
      reports.flatMap(({ send }) => (send.message.kind === 'page' && send.incident ? [send.incident] : [])),
    )
    for (const turn of turnsOf(reports)) await writeTurn(unit, turn)
  })
}

/** Of one message the outcome of an attempt has to be written before that of another is looked at; usually there is one turn. */
function turnsOf(reports: readonly AttemptReport[]): AttemptReport[][] {
  const turns: AttemptReport[][] = []
  const seen = new Map<string, number>()
  for (const report of reports) {
    const turn = seen.get(report.send.key) ?? 0
    seen.set(report.send.key, turn + 1)
    turns[turn] = [...(turns[turn] ?? []), report]
  }
  return turns
}

async function writeTurn(unit: UnitOfWork, turn: readonly AttemptReport[]): Promise<void> {
  const heard = turn.map((report) => {
    const isOpen = isStillOpen(unit, report)
    return { isOpen, ...(isOpen ? report : withoutRetry(report)) }
  })
  const endings = heard.map(({ send, end }) => ({ key: send.key, attempt: send.attempt, how: end }))
  const ours = await unit.tx.endSends(endings, unit.at)
  for (const { isOpen, ...report } of heard) record(unit, report, isOpen, ours.has(report.send.key))
}

function record(unit: UnitOfWork, { send, tries, end, result }: AttemptReport, isOpen: boolean, isOurs: boolean): void {
  // A lease that was lost meanwhile changes nothing about what the provider took; what is known of already is not said twice.
  if (!isOurs && (end.kind !== 'done' || !isOpen)) return
  const incident = send.incident as IncidentId | undefined
  const { message } = send
  if (message.kind !== 'page' || !incident || !unit.state(incident)) return
  const isHeld = end.kind === 'held'
  // That it waits is said once, however often it is looked at meanwhile, and of no page that somebody took in between.
  if (isHeld && (message.heldSince !== undefined || !isOpen)) return
  const attempt = isHeld ? tries - 1 : tries
  unit.run(incident, { type: 'RecordAttempt', page: message.page, attempt, result }, OUTBOX)
  if (end.kind === 'retry') unit.nudgeAfterCommit(`send:${send.class}`)
}

/** False when somebody took it while the page was under way: what failed is not tried again. */
function isStillOpen(unit: UnitOfWork, { send }: AttemptReport): boolean {
  const { message } = send
  if (message.kind !== 'page' || !send.incident) return true
  const state = unit.state(send.incident)
  return !state || state.response.openPages[message.page] !== undefined
}

function withoutRetry(report: AttemptReport): AttemptReport {
  const { end, result } = report
  if (end.kind !== 'retry' || result.outcome !== 'will_retry') return report
  const { code, cause } = result
  return { ...report, end: { kind: 'dead', error: end.error }, result: { outcome: 'gave_up', code, cause } }
}

/** Pause before the next attempt. Five attempts within a minute, then another way to the person is tried. */
export const RETRY_AFTER_MS: readonly number[] = [1_000, 4_000, 12_000, 30_000]

/** What a provider may ask for: a page that is put off for an hour is one that nobody gets. */
const RETRY_AFTER_MS_MAX = 60_000

export function calcRetryDue(attempt: number, now: Instant, retryAfterMs: number | undefined): Instant | null {
  const pause = RETRY_AFTER_MS[attempt - 1]
  if (pause === undefined) return null
  return (now + Math.max(pause, Math.min(retryAfterMs ?? 0, RETRY_AFTER_MS_MAX))) as Instant
}
