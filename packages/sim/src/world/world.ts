/**
 * The world: the only clock and the only chance of a simulation. Whatever takes time is an event in one queue; after each event
 * everything that it set in motion runs until it waits for another event. So a run depends on nothing but its seed.
 */
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { type Event, EventQueue } from './event-queue.ts'
import { hashText, Random } from './random.ts'

/** The beginning of the usual simulation: a Monday, 2026-01-05T09:00:00Z. */
export const EPOCH = Date.UTC(2026, 0, 5, 9) as Instant

export type Owner = Event['owner']

export class World {
  readonly random: Random
  readonly #ties: Random
  readonly #queue = new EventQueue()
  #now: Instant
  #sequence = 0
  #eventsCount = 0
  #traceHash = 0
  #outstanding = 0
  #allDone: (() => void) | undefined
  readonly #listeners: ((line: string) => void)[] = []

  constructor(seed: number, begin: Instant = EPOCH) {
    this.#now = begin
    this.random = new Random(seed)
    this.#ties = this.random.fork('ties')
  }

  get now(): Instant {
    return this.#now
  }

  get eventsCount(): number {
    return this.#eventsCount
  }

  /** Equal for equal runs: over every event with its instant, and every note. */
  get traceHash(): string {
    return this.#traceHash.toString(16).padStart(8, '0')
  }

  schedule(delayMs: number, label: string, run: () => void, owner?: Owner): void {
    this.#sequence += 1
    this.#queue.push({
      at: this.#now + Math.max(0, Math.round(delayMs)),
      tie: this.#ties.uint32(),
      sequence: this.#sequence,
      label,
      run,
      owner,
    })
  }

  /** Time passes. Never comes back when the owner dies meanwhile. */
  sleep(ms: number, label = 'sleep', owner?: Owner): Promise<void> {
    return new Promise((resolve) => this.schedule(ms, label, resolve, owner))
  }

  /** Something worth knowing happened: part of the trace, and shown when somebody listens. */
  note(line: string): void {
    this.#trace(line)
    for (const listener of this.#listeners) listener(`${shownTime(this.#now)} ${line}`)
  }

  listen(listener: (line: string) => void): void {
    this.#listeners.push(listener)
  }

  /** Work of the real world, e.g. of a database: simulated time stands still until it is done. */
  async real<T>(work: () => Promise<T>): Promise<T> {
    this.#outstanding += 1
    try {
      return await work()
    } finally {
      this.#outstanding -= 1
      if (this.#outstanding === 0) this.#allDone?.()
    }
  }

  async runUntil(end: Instant): Promise<void> {
    await this.#settle()
    for (let next = this.#queue.peek(); next && next.at <= end; next = this.#queue.peek()) {
      this.#queue.pop()
      if (next.owner?.isDead) continue
      this.#now = next.at as Instant
      this.#eventsCount += 1
      this.#trace(next.label)
      next.run()
      await this.#settle()
    }
    this.#now = end
  }

  #trace(text: string): void {
    this.#traceHash = hashText(text, Math.imul(this.#traceHash ^ (this.#now - EPOCH), 0x01000193))
  }

  /** Until everybody waits for an event: promises run out within one turn of the loop, databases say when they are done. */
  async #settle(): Promise<void> {
    await turnOfTheLoop()
    while (this.#outstanding > 0) {
      await new Promise<void>((resolve) => {
        this.#allDone = resolve
      })
      await turnOfTheLoop()
    }
  }
}

function turnOfTheLoop(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

const DAY = 86_400_000

/** Minutes, seconds and milliseconds since the beginning, e.g. `01:02.345`; of a run in another season the instant itself. */
export function shownTime(at: number): string {
  const ms = at - EPOCH
  if (Math.abs(ms) > DAY) return new Date(at).toISOString()
  const seconds = Math.floor(ms / 1_000)
  const padded = (value: number, length: number) => String(value).padStart(length, '0')
  return `${padded(Math.floor(seconds / 60), 2)}:${padded(seconds % 60, 2)}.${padded(ms % 1_000, 3)}`
}
