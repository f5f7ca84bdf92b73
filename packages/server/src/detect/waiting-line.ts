/**
 * Who waits at the doors, and what of it may be committed next. A condition may stand in a batch once: signals that say the
 * same of it are counted together; one that says something else waits for the next batch, and with it everything later about
 * that condition. The same holds towards batches that are being committed. Small requests go ahead of large ones, in a share of each batch.
 */
import type { Signal } from '@tocsin/core/detect/signal.ts'
import type { Instant, SourceId } from '@tocsin/core/kernel/brand.ts'
import type { Accepted, ChangeRow, Delivery } from '../shell/store/store.ts'

/** What a request brought. */
export interface Arrival {
  source: SourceId
  signals: Signal[]
  changes: ChangeRow[]
  /** Of a heartbeat: when to look whether the next one has come. */
  nextBeatDue?: Instant
  delivery: Delivery
}

export interface LineLimits {
  /** Conditions in one batch. A request that fits goes whole; one that is larger goes in pieces, one after the other. */
  batchMax: number
  /** A request with so many signals at most goes ahead of larger ones. */
  smallMax: number
  /** Bytes of the bodies in one batch; a larger body travels alone. */
  batchBytesMax: number
  /** Signals that may wait for their answer. One source may have half of the room. */
  waitingMax: number
  /** Bytes of the bodies that may wait for their answer. */
  waitingBytesMax: number
}

/** One request. */
export interface Ticket {
  readonly arrival: Arrival
  /** Entries that are not committed yet. */
  left: number
  isUnderWay: boolean
  /** Some of it is committed, and with that its changes and beats. */
  hasBegun: boolean
  isBodyKept: boolean
  /** It was answered, one way or the other. */
  isOver: boolean
  accepted: Accepted[]
  readonly caller: Caller
}

export interface Caller {
  resolve(accepted: Accepted[]): void
  reject(error: unknown): void
}

export interface Entry {
  readonly identity: string
  /** What it says of its condition. */
  readonly word: string
  readonly signal: Signal | null
  readonly ticket: Ticket
}

export class WaitingLine {
  readonly #limits: LineLimits
  #waiting: Entry[] = []
  #unanswered = 0
  #unansweredBytes = 0
  readonly #unansweredOf = new Map<SourceId, number>()
  readonly #underWay = new Map<string, { word: string; entries: number }>()

  constructor(limits: LineLimits) {
    this.#limits = limits
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0
  }

  /** Whether a request may join. Whoever finds nobody waiting always may, however large. */
  hasRoomFor({ source, signals, delivery }: Arrival): boolean {
    if (this.#waiting.length === 0) return true
    const { waitingMax, waitingBytesMax } = this.#limits
    const ofSource = this.#unansweredOf.get(source) ?? 0
    return (
      this.#unanswered + signals.length <= waitingMax &&
      this.#unansweredBytes + delivery.bytes <= waitingBytesMax &&
      (ofSource === 0 || ofSource + signals.length <= waitingMax / 2)
    )
  }

  add(arrival: Arrival, caller: Caller): void {
    const ticket: Ticket = {
      ...{ arrival, caller, accepted: [], left: Math.max(1, arrival.signals.length) },
      ...{ isUnderWay: false, hasBegun: false, isBodyKept: false, isOver: false },
    }
    for (const entry of entriesOf(ticket)) this.#waiting.push(entry)
    this.#count(ticket, 1)
  }

  /** The entries to commit next, of each condition in the order in which they came; empty when all that waits has to go on waiting. */
  take(): Entry[] {
    const { batch, rest } = takeBatch(this.#waiting, this.#limits, this.#underWay)
    this.#waiting = rest
    for (const { identity, word, ticket } of batch) {
      ticket.isUnderWay = true
      const known = this.#underWay.get(identity)
      if (known) known.entries += 1
      else this.#underWay.set(identity, { word, entries: 1 })
    }
    return batch
  }

  /** A batch has ended: whoever waited for it may go. */
  release(batch: readonly Entry[]): void {
    for (const { identity, ticket } of batch) {
      ticket.isUnderWay = false
      const known = this.#underWay.get(identity)
      if (!known) continue
      known.entries -= 1
      if (known.entries === 0) this.#underWay.delete(identity)
    }
  }

  /** Requests that came before an instant and of which nothing was begun. */
  listOlderThan(receivedAt: Instant): Ticket[] {
    const [first] = this.#waiting
    // They stand in the order in which they came.
    if (!first || first.ticket.arrival.delivery.receivedAt >= receivedAt) return []
    const isLate = ({ hasBegun, isUnderWay, isOver, arrival }: Ticket): boolean =>
      !hasBegun && !isUnderWay && !isOver && arrival.delivery.receivedAt < receivedAt
    return [...new Set(this.#waiting.map(({ ticket }) => ticket))].filter(isLate)
  }

  /** Answers a request. What of it still waits is left out from now on. */
  end(ticket: Ticket, answer: (caller: Caller) => void): void {
    if (ticket.isOver) return
    ticket.isOver = true
    this.#count(ticket, -1)
    answer(ticket.caller)
  }

  #count({ arrival: { source, signals, delivery } }: Ticket, sign: 1 | -1): void {
    const ofSource = (this.#unansweredOf.get(source) ?? 0) + sign * signals.length
    if (ofSource > 0) this.#unansweredOf.set(source, ofSource)
    else this.#unansweredOf.delete(source)
    this.#unanswered += sign * signals.length
    this.#unansweredBytes += sign * delivery.bytes
  }
}

function entriesOf(ticket: Ticket): Entry[] {
  const { source, signals, delivery } = ticket.arrival
  // What holds no signal has an identity that no condition can have.
  if (signals.length === 0) return [{ identity: `\n${delivery.id}`, word: '', signal: null, ticket }]
  return signals.map((signal) => ({ identity: `${source}\n${signal.key}`, word: wordOf(signal), signal, ticket }))
}

/** Recoveries that name their episode are told apart: one that comes too late must not stand for one that does not. */
function wordOf({ state, severity, startedAt, endedAt }: Signal): string {
  const isWholeEpisode = state === 'resolved' && startedAt !== undefined && endedAt !== undefined
  return isWholeEpisode ? `${state} ${endedAt}` : `${state} ${severity}`
}

type UnderWay = ReadonlyMap<string, { word: string }>

/** What a batch leaves for small requests that go ahead of their turn. */
const SHARE_OF_SMALL = 1 / 4

function takeBatch(
  waiting: readonly Entry[],
  limits: LineLimits,
  underWay: UnderWay,
): { batch: Entry[]; rest: Entry[] } {
  const batch = new Batch(limits, underWay)
  for (const entry of overtaking(waiting, limits)) if (!batch.offer(entry, limits.batchMax * SHARE_OF_SMALL)) break
  batch.beginTurn()
  for (const entry of waiting) if (!batch.offer(entry, limits.batchMax)) break
  return {
    batch: [...batch.entries],
    rest: waiting.filter((entry) => !entry.ticket.isOver && !batch.entries.has(entry)),
  }
}

/**
 * The entries of small requests, where large ones are ahead of them: one alert need not wait until thousands of a storm are committed.
 * What a large request says of the same condition stays ahead.
 */
function overtaking(waiting: readonly Entry[], { batchMax, smallMax }: LineLimits): Entry[] {
  if (waiting.length <= batchMax) return []
  const saidByLarge = new Set<string>()
  return waiting.filter(({ identity, ticket }) => {
    if (ticket.arrival.signals.length > smallMax) saidByLarge.add(identity)
    else return !saidByLarge.has(identity)
    return false
  })
}

class Batch {
  readonly entries = new Set<Entry>()
  readonly #limits: LineLimits
  readonly #underWay: UnderWay
  readonly #words = new Map<string, string>()
  readonly #blocked = new Set<string>()
  readonly #admitted = new Set<Ticket>()
  #bytes = 0
  #isFirst = true

  constructor(limits: LineLimits, underWay: UnderWay) {
    this.#limits = limits
    this.#underWay = underWay
  }

  /** What waits longest fits in any case, however large it is and whatever went ahead of it. */
  beginTurn(): void {
    this.#isFirst = true
  }

  /** Takes an entry, or leaves it waiting. False once there is no more room among `conditionsMax`. */
  offer(entry: Entry, conditionsMax: number): boolean {
    const { identity, word, ticket } = entry
    if (ticket.isOver || this.entries.has(entry)) return true
    const said = this.#words.get(identity) ?? this.#underWay.get(identity)?.word
    if (ticket.isUnderWay || this.#blocked.has(identity) || (said !== undefined && said !== word)) {
      this.#blocked.add(identity)
      return true
    }
    const isNew = !this.#admitted.has(ticket)
    const isFull = !this.#words.has(identity) && this.#words.size >= conditionsMax
    if (isFull || (isNew && !this.#fits(ticket, conditionsMax))) return false
    if (isNew) this.#bytes += ticket.arrival.delivery.bytes
    this.#admitted.add(ticket)
    this.#words.set(identity, word)
    this.entries.add(entry)
    this.#isFirst = false
    return true
  }

  #fits({ left, arrival }: Ticket, conditionsMax: number): boolean {
    if (this.#isFirst) return true
    return (
      this.#words.size + left <= conditionsMax && this.#bytes + arrival.delivery.bytes <= this.#limits.batchBytesMax
    )
  }
}
