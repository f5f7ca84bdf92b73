import type { Instant } from '@tocsin/core/kernel/brand.ts'
import type { Clock } from '@tocsin/server/shell/ports/clock.ts'
import { createIds, type Ids } from '@tocsin/server/shell/ports/ids.ts'
import type { Random } from '../world/random.ts'
import type { World } from '../world/world.ts'

/** What the faults of the moment do to a node's way to its database and to its clock. */
export interface Disturbance {
  /** Probability that a statement or its answer is lost. */
  lossProbability: number
  /** Probability that a statement takes long. */
  slowProbability: number
}

const WARMING_MS = 2_000

/**
 * One life of a node, from its start to its death. Everything that it waits for is an event that it owns: when it is dead,
 * nothing comes back to it any more, wherever it was.
 */
export class Life {
  readonly name: string
  readonly died: Promise<void>
  isDead = false
  skewMs = 0
  #isWarming = true
  readonly #world: World
  readonly #random: Random
  readonly #disturbance: Disturbance
  readonly #announceDeath: () => void

  constructor(name: string, world: World, disturbance: Disturbance) {
    this.name = name
    this.#world = world
    this.#random = world.random.fork(name)
    this.#disturbance = disturbance
    const { promise, resolve } = Promise.withResolvers<void>()
    this.died = promise
    this.#announceDeath = resolve
    world.schedule(WARMING_MS, 'is warm', () => {
      this.#isWarming = false
    })
  }

  die(): void {
    this.isDead = true
    this.#announceDeath()
  }

  /** A statement on its way to the database, or an answer on its way back. */
  turn(label: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const isLost = this.#random.chance(this.#disturbance.lossProbability)
      const run = isLost ? () => reject(new Error('the connection to the database was lost')) : resolve
      this.#world.schedule(this.#latency(), label, run, this)
    })
  }

  /** A process that has just started has cold connections, each at its own pace. */
  #latency(): number {
    if (this.#isWarming && this.#random.chance(0.2)) return this.#random.int(20, 500)
    if (this.#random.chance(this.#disturbance.slowProbability)) return this.#random.int(5, 200)
    return this.#random.chance(0.8) ? 0 : this.#random.int(1, 3)
  }

  clock(): Clock {
    return {
      now: () => (this.#world.now + this.skewMs) as Instant,
      sleep: (ms, signal) => this.#sleep(ms, signal),
      nextTurn: () => this.#world.sleep(0, 'next turn', this),
    }
  }

  #sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted) return this.#world.schedule(0, 'nudged', resolve, this)
      let isOver = false
      const wake = (): void => {
        if (isOver) return
        isOver = true
        signal?.removeEventListener('abort', nudged)
        resolve()
      }
      const nudged = (): void => this.#world.schedule(0, 'nudged', wake, this)
      signal?.addEventListener('abort', nudged, { once: true })
      this.#world.schedule(ms, 'slept', wake, this)
    })
  }

  ids(): Ids {
    return createIds(this.clock(), (bytes) => this.#random.bytes(bytes))
  }
}
