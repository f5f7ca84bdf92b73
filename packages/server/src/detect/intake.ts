/**
 * The intake: what many requests bring at once is committed together. While one commit runs the next batch forms by itself,
 * so that nobody waits for a timer and a busy door costs no more commits than a quiet one. Every caller is answered after the
 * commit that holds all of its signals (law 1).
 */
import type { Signal } from '@tocsin/core/detect/signal.ts'
import type { AlertId, Instant, SourceId } from '@tocsin/core/kernel/brand.ts'
import type { EngineDeps } from '../shell/engine/deps.ts'
import {
  type AcceptBatch,
  type Accepted,
  type AcceptSignal,
  type ChangeRow,
  type Delivery,
  StoreConflict,
} from '../shell/store/store.ts'

export interface Arrival {
  source: SourceId
  signals: Signal[]
  changes: ChangeRow[]
  /** Of a heartbeat: when the next beat would be late. */
  nextBeatDue?: Instant
  delivery: Delivery
}

export interface IntakeOptions {
  /** Commits under way at once: two on a server, so that one is prepared while the other is written; one on the embedded engine. */
  flushesMax: number
  /** Conditions in one statement. */
  batchMax: number
  /** Signals that may wait; beyond it the doors say that they are busy. */
  waitingMax: number
}

export interface Intake {
  /** Null when too much waits already: nothing was taken. Throws when the commit failed. */
  accept(arrival: Arrival): Promise<Accepted[]> | null
  /** Resolves when nothing waits and nothing is under way. */
  drained(): Promise<void>
}

interface Ticket {
  arrival: Arrival
  left: number
  accepted: Accepted[]
  resolve(accepted: Accepted[]): void
  reject(error: unknown): void
}

interface Entry {
  identity: string
  signal: Signal | null
  ticket: Ticket
}

const CONFLICT_RETRIES = 5

export function createIntake(deps: EngineDeps, options: IntakeOptions): Intake {
  let waiting: Entry[] = []
  let flushes = 0
  let isScheduled = false
  let idle: (() => void)[] = []

  const schedule = (): void => {
    if (isScheduled || flushes >= options.flushesMax || waiting.length === 0) return
    isScheduled = true
    // One turn later, so that requests which arrived together travel together.
    void deps.clock.nextTurn().then(() => {
      isScheduled = false
      const { batch, rest } = takeBatch(waiting, options.batchMax)
      waiting = rest
      if (batch.length > 0) void flush(batch)
      schedule()
    })
  }

  const flush = async (entries: Entry[]): Promise<void> => {
    flushes += 1
    try {
      await commit(deps, entries)
    } finally {
      flushes -= 1
      if (flushes === 0 && waiting.length === 0) {
        for (const resolve of idle) resolve()
        idle = []
      }
      schedule()
    }
  }

  return {
    accept(arrival) {
      if (waiting.length + arrival.signals.length > options.waitingMax && waiting.length > 0) return null
      return new Promise((resolve, reject) => {
        const entries = entriesOf(arrival, resolve, reject)
        for (const entry of entries) waiting.push(entry)
        schedule()
      })
    },
    drained: () => (flushes === 0 && waiting.length === 0 ? Promise.resolve() : new Promise((done) => idle.push(done))),
  }
}

function entriesOf(arrival: Arrival, resolve: Ticket['resolve'], reject: Ticket['reject']): Entry[] {
  const ticket: Ticket = { arrival, left: Math.max(1, arrival.signals.length), accepted: [], resolve, reject }
  if (arrival.signals.length === 0) return [{ identity: `\n${arrival.delivery.id}`, signal: null, ticket }]
  return arrival.signals.map((signal) => ({ identity: `${arrival.source}\n${signal.key}`, signal, ticket }))
}

/**
 * The entries that can go into one statement: a condition may stand in it once, so a signal that says something else about a
 * condition of this batch waits for the next, and with it everything later about that condition.
 */
function takeBatch(waiting: Entry[], batchMax: number): { batch: Entry[]; rest: Entry[] } {
  const words = new Map<string, string>()
  const batch: Entry[] = []
  const rest: Entry[] = []
  const blocked = new Set<string>()
  for (const [index, entry] of waiting.entries()) {
    const word = entry.signal ? `${entry.signal.state} ${entry.signal.severity}` : ''
    const said = words.get(entry.identity)
    if (blocked.has(entry.identity) || (said !== undefined && said !== word)) {
      blocked.add(entry.identity)
      rest.push(entry)
    } else if (said === undefined && words.size >= batchMax) {
      return { batch, rest: rest.concat(waiting.slice(index)) }
    } else {
      words.set(entry.identity, word)
      batch.push(entry)
    }
  }
  return { batch, rest }
}

async function commit(deps: EngineDeps, entries: Entry[]): Promise<void> {
  const batch = batchOf(deps, entries)
  try {
    const accepted = await acceptWithRetries(deps, batch)
    settle(entries, accepted)
    if (
      accepted.some(
        ({ transition }) =>
          transition === 'fired' ||
          transition === 'cleared' ||
          transition === 'changed' ||
          transition === 'acknowledged',
      )
    ) {
      deps.nudge.nudge('match')
    }
  } catch (error) {
    const tickets = [...new Set(entries.map((entry) => entry.ticket))]
    if (tickets.length === 1) return tickets[0]?.reject(error)
    // One request that the database refuses must not fail the others that travelled with it.
    for (const ticket of tickets) {
      await commit(
        deps,
        entries.filter((entry) => entry.ticket === ticket),
      )
    }
  }
}

function batchOf(deps: EngineDeps, entries: Entry[]): AcceptBatch {
  const signals = new Map<string, AcceptSignal>()
  const arrivals = new Set<Arrival>()
  for (const { identity, signal, ticket } of entries) {
    const { arrival } = ticket
    arrivals.add(arrival)
    if (!signal) continue
    const known = signals.get(identity)
    signals.set(identity, {
      newId: known?.newId ?? (deps.ids.next() as AlertId),
      source: arrival.source,
      signal,
      repeats: (known?.repeats ?? 0) + 1,
      receivedAt: known?.receivedAt ?? arrival.delivery.receivedAt,
      delivery: known?.delivery ?? arrival.delivery.id,
    })
  }
  return {
    signals: [...signals.values()],
    deliveries: [...arrivals].map((arrival) => arrival.delivery),
    changes: [...arrivals].flatMap((arrival) => arrival.changes),
    beats: beatsOf(arrivals),
  }
}

function beatsOf(arrivals: Iterable<Arrival>): AcceptBatch['beats'] {
  return [...arrivals].flatMap(({ source, delivery, nextBeatDue }) =>
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

function settle(entries: Entry[], accepted: Accepted[]): void {
  const byIdentity = new Map(accepted.map((each) => [`${each.source}\n${each.key}`, each]))
  for (const { identity, ticket } of entries) {
    const outcome = byIdentity.get(identity)
    if (outcome) ticket.accepted.push(outcome)
    ticket.left -= 1
    if (ticket.left === 0) ticket.resolve(ticket.accepted)
  }
}
