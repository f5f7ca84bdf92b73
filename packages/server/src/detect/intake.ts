/**
 * The intake: what many requests bring at once is committed together. While one commit runs the next batch forms by itself,
 * so that nobody waits for a timer and a busy door costs no more commits than a quiet one. Invariants:
 * - a caller is answered after the commits that hold all of its signals (law 1);
 * - what is said of one condition is committed in the order in which it was said, also with several commits under way;
 * - of one request there is one commit under way at most, so that its body, changes and beats are written once;
 * - what waits is bounded in number, in bytes and in time, and no source may take more than half of the room;
 * - what one commit brings of first signs is placed before another commit begins, as long as that does not take long.
 */
import { withStaleness } from '@tocsin/core/detect/quiet/holding.ts'
import type { AlertId, DurationMs, Instant } from '@tocsin/core/kernel/brand.ts'
import { SECOND } from '@tocsin/core/kernel/instant.ts'
import type { EngineDeps } from '../shell/engine/deps.ts'
import { isOfContent } from '../shell/engine/failure-kind.ts'
import {
  type AcceptBatch,
  type Accepted,
  type AcceptSignal,
  StoreConflict,
  type Transition,
} from '../shell/store/store.ts'
import { FirstSigns } from './first-signs.ts'
import { RightOfWay } from './right-of-way.ts'
import { SourceRates } from './source-rates.ts'
import { type Arrival, type Entry, type LineLimits, type Ticket, WaitingLine } from './waiting-line.ts'

export interface IntakeOptions extends LineLimits {
  /** Commits under way at once: two on a server, so that one is prepared while the other is written; one on the embedded engine. */
  flushesMax: number
}

/** What is nudged when something came that the matcher looks at before its backlog. */
export const FIRST_SIGN = 'match:first'

export interface Intake {
  /** Null when too much waits already, or its source brought more than it may: nothing was taken. Rejects with {@link NotCommitted} when a commit failed. */
  accept(arrival: Arrival): Promise<Accepted[]> | null
  /** Resolves when nothing waits and nothing is under way. */
  drained(): Promise<void>
}

/** Not all of a request was committed: its sender has to try again. Why was logged already. */
export class NotCommitted extends Error {
  override readonly name = 'NotCommitted'
}

const CONFLICT_RETRIES = 5
/** Senders give up after ten seconds or so, and send again: what has waited longer would be committed for nobody. */
const WAIT_MS_MAX = (15 * SECOND) as DurationMs

export function createIntake(
  deps: EngineDeps,
  options: IntakeOptions,
  rightOfWay: RightOfWay = new RightOfWay(deps.clock),
): Intake {
  const line = new WaitingLine(options)
  const firstSigns = new FirstSigns()
  const rates = new SourceRates()
  let flushes = 0
  let isScheduled = false
  let idle: (() => void)[] = []

  const schedule = (): void => {
    if (isScheduled || flushes >= options.flushesMax || line.isEmpty) return
    isScheduled = true
    // One turn later, so that requests which arrived together travel together.
    void deps.clock.nextTurn().then(async () => {
      await rightOfWay.wait()
      isScheduled = false
      turnAwayLate(deps, line)
      const batch = line.take()
      // Without a batch all that waits has to wait for a commit that is under way; its end looks again.
      if (batch.length === 0) return tellIdle()
      void flush(batch)
      schedule()
    })
  }

  const flush = async (batch: Entry[]): Promise<void> => {
    flushes += 1
    await commit({ deps, line, firstSigns, rightOfWay }, batch)
    flushes -= 1
    line.release(batch)
    tellIdle()
    schedule()
  }

  const tellIdle = (): void => {
    if (flushes > 0 || !line.isEmpty) return
    for (const resolve of idle) resolve()
    idle = []
  }

  return {
    accept(arrival) {
      if (!line.hasRoomFor(arrival)) return null
      const { signals, source, delivery } = arrival
      const quiet = deps.directory.latest().sources.get(source)?.quiet
      if (!rates.mayTake(source, quiet?.rate, signals.length, deps.clock.now())) return null
      const lasting = { ...arrival, signals: withStaleness(signals, quiet, delivery.receivedAt) }
      return new Promise((resolve, reject) => {
        line.add(lasting, { resolve, reject })
        schedule()
      })
    },
    drained: () => (flushes === 0 && line.isEmpty ? Promise.resolve() : new Promise((done) => idle.push(done))),
  }
}

function turnAwayLate(deps: EngineDeps, line: WaitingLine): void {
  const late = line.listOlderThan((deps.clock.now() - WAIT_MS_MAX) as Instant)
  if (late.length > 0) turnAway(deps, line, late, 'it waited too long')
}

function turnAway(deps: EngineDeps, line: WaitingLine, tickets: readonly Ticket[], cause: unknown): void {
  deps.log.error({ requests: tickets.length, error: String(cause) }, 'requests could not be committed')
  for (const ticket of tickets) line.end(ticket, ({ reject }) => reject(new NotCommitted(String(cause), { cause })))
}

interface Door {
  deps: EngineDeps
  line: WaitingLine
  firstSigns: FirstSigns
  rightOfWay: RightOfWay
}

/** Never rejects: every request is answered by what became of it. */
async function commit(door: Door, entries: Entry[]): Promise<void> {
  const { deps, line, firstSigns } = door
  try {
    const batch = batchOf(deps, entries, firstSigns)
    const accepted = await givenWay(door, batch, () => acceptWithRetries(deps, batch))
    settle(line, entries, accepted)
    if (accepted.some(({ transition }) => MATTERS_TO_INCIDENTS.has(transition))) deps.nudge.nudge('match')
  } catch (error) {
    const tickets = [...new Set(entries.map((entry) => entry.ticket))]
    if (tickets.length === 1 || !isWorthDividing(error)) return turnAway(deps, line, tickets, error)
    // One request that the database refuses must not fail the others that travelled with it.
    const firstHalf = new Set(tickets.slice(0, Math.ceil(tickets.length / 2)))
    for (const isFirst of [true, false]) {
      const half = entries.filter((entry) => firstHalf.has(entry.ticket) === isFirst)
      await commit(door, half)
    }
  }
}

/** No other commit begins beside one that may bring first signs, nor until those that it did bring are placed. */
async function givenWay(
  { deps, rightOfWay }: Door,
  batch: AcceptBatch,
  accept: () => Promise<Accepted[]>,
): Promise<Accepted[]> {
  const likely = new Set(
    batch.signals.flatMap(({ source, signal, isFirst }) => (isFirst ? `${source}\n${signal.key}` : [])),
  )
  if (likely.size === 0) return await accept()
  let hasBrought = false
  rightOfWay.begin()
  try {
    const accepted = await accept()
    // What was only said once more is none: a source that repeats everything each minute holds nobody up.
    hasBrought = accepted.some(
      ({ transition, source, key }) => transition === 'fired' && likely.has(`${source}\n${key}`),
    )
    return accepted
  } finally {
    rightOfWay.end(hasBrought)
    if (hasBrought) deps.nudge.nudge(FIRST_SIGN)
  }
}

const MATTERS_TO_INCIDENTS: ReadonlySet<Transition> = new Set(['fired', 'cleared', 'changed', 'acknowledged'])

/** When the database is away each half would only fail again, one time-out after the other. */
function isWorthDividing(error: unknown): boolean {
  return isOfContent(error) || error instanceof StoreConflict
}

function batchOf(deps: EngineDeps, entries: Entry[], firstSigns: FirstSigns): AcceptBatch {
  const directory = deps.directory.latest()
  const signals = new Map<string, AcceptSignal>()
  const tickets = new Set<Ticket>()
  for (const { identity, signal, ticket } of entries) {
    const { arrival } = ticket
    tickets.add(ticket)
    if (!signal) continue
    const known = signals.get(identity)
    const source = directory.sources.get(arrival.source)
    const isFirst = known?.isFirst || (source && firstSigns.isFirst(signal, source, directory, deps.clock.now()))
    signals.set(identity, {
      newId: known?.newId ?? (deps.ids.next() as AlertId),
      source: arrival.source,
      signal,
      repeats: (known?.repeats ?? 0) + 1,
      receivedAt: known?.receivedAt ?? arrival.delivery.receivedAt,
      delivery: known?.delivery ?? arrival.delivery.id,
      ...(isFirst && { isFirst }),
    })
  }
  const begun = [...tickets].filter((ticket) => !ticket.hasBegun).map((ticket) => ticket.arrival)
  return {
    signals: [...signals.values()],
    deliveries: [...tickets].filter((ticket) => !ticket.isBodyKept).map((ticket) => ticket.arrival.delivery),
    changes: begun.flatMap((arrival) => arrival.changes),
    beats: beatsOf(begun),
  }
}

function beatsOf(arrivals: readonly Arrival[]): AcceptBatch['beats'] {
  return arrivals.flatMap(({ source, delivery, nextBeatDue }) =>
    nextBeatDue === undefined ? [] : [{ source, at: delivery.receivedAt, due: nextBeatDue }],
  )
}

async function acceptWithRetries(deps: EngineDeps, batch: AcceptBatch): Promise<Accepted[]> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await deps.store.accept(batch)
    } catch (error) {
      if (!(error instanceof StoreConflict) || attempt >= CONFLICT_RETRIES) throw error
      await deps.clock.sleep(attempt)
    }
  }
}

function settle(line: WaitingLine, entries: Entry[], accepted: Accepted[]): void {
  const byIdentity = new Map(accepted.map((each) => [`${each.source}\n${each.key}`, each]))
  for (const { identity, ticket } of entries) {
    const outcome = byIdentity.get(identity)
    if (outcome) ticket.accepted.push(outcome)
    ticket.hasBegun = true
    ticket.isBodyKept ||= ticket.arrival.delivery.mustKeep || (outcome !== undefined && isNews(outcome.transition))
    ticket.left -= 1
    if (ticket.left === 0) line.end(ticket, ({ resolve }) => resolve(ticket.accepted))
  }
}

/** The store keeps the body of what brought something new. */
function isNews(transition: Transition): boolean {
  return transition !== 'repeated' && transition !== 'ignored'
}
