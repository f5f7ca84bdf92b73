import { AsyncLocalStorage } from 'node:async_hooks'
import { DatabaseFailure } from './database-failure.ts'

/** Who gets a connection first when there is none to spare: the first of these that waits. */
export const ACQUIRE_CLASSES = ['page', 'door', 'normal', 'slow'] as const
export type AcquireClass = (typeof ACQUIRE_CLASSES)[number]

const current = new AsyncLocalStorage<AcquireClass>()

/** Every connection acquired inside `work`, through Kysely or the pool, is asked for with this class. Outside it is `normal`. */
export function withPriority<T>(acquireClass: AcquireClass, work: () => T): T {
  return current.run(acquireClass, work)
}

export function currentPriority(): AcquireClass {
  return current.getStore() ?? 'normal'
}

interface Waiter {
  grant(): void
  refuse(error: Error): void
  hasLeft: boolean
}

export interface AcquireLimits {
  /** How many may be inside at once: the pool's size. */
  slots: number
  waitMsMax: number
  waitersMax: number
}

/**
 * The queue in front of a pool: at most `slots` inside, the others wait by class and within a class in order of arrival.
 * The order is strict, so `slow` work waits as long as anything else does; its wait is bounded like every other.
 */
export class AcquireQueue {
  readonly #limits: AcquireLimits
  readonly #waiting: Record<AcquireClass, Waiter[]> = { page: [], door: [], normal: [], slow: [] }
  #inside = 0
  #waitingCount = 0
  #closedBy: Error | undefined

  constructor(limits: AcquireLimits) {
    this.#limits = limits
  }

  get waitingCount(): number {
    return this.#waitingCount
  }

  /** Whether whoever comes now has to wait. */
  get isFull(): boolean {
    return this.#inside === this.#limits.slots
  }

  /** Resolves when the caller may take a connection; it must call {@link leave} once. Rejects with `busy` after the wait. */
  enter(acquireClass: AcquireClass): Promise<void> {
    if (this.#closedBy) return Promise.reject(this.#closedBy)
    if (this.#inside < this.#limits.slots) {
      this.#inside += 1
      return Promise.resolve()
    }
    if (this.#waitingCount >= this.#limits.waitersMax) {
      return Promise.reject(new DatabaseFailure('busy', `${this.#waitingCount} callers wait for the database already.`))
    }
    return this.#wait(acquireClass)
  }

  leave(): void {
    const next = this.#next()
    if (next) next.grant()
    else this.#inside -= 1
  }

  /** Refuses whoever waits and whoever comes. Those inside are not touched. */
  close(error: Error): void {
    this.#closedBy ??= error
    for (let waiter = this.#next(); waiter; waiter = this.#next()) waiter.refuse(error)
  }

  #wait(acquireClass: AcquireClass): Promise<void> {
    const { waitMsMax } = this.#limits
    return new Promise((resolve, reject) => {
      const giveUp = () => {
        waiter.hasLeft = true
        this.#waitingCount -= 1
        reject(
          new DatabaseFailure(
            'busy',
            `No database connection came free within ${waitMsMax} ms. If this repeats, look for the pool being used inside an open transaction: on the embedded engine there is one connection only.`,
          ),
        )
      }
      const timer = setTimeout(giveUp, waitMsMax)
      const waiter: Waiter = {
        hasLeft: false,
        grant() {
          clearTimeout(timer)
          resolve()
        },
        refuse(error) {
          clearTimeout(timer)
          reject(error)
        },
      }
      this.#waiting[acquireClass].push(waiter)
      this.#waitingCount += 1
    })
  }

  #next(): Waiter | undefined {
    for (const acquireClass of ACQUIRE_CLASSES) {
      const line = this.#waiting[acquireClass]
      for (let waiter = line.shift(); waiter; waiter = line.shift()) {
        if (waiter.hasLeft) continue
        this.#waitingCount -= 1
        return waiter
      }
    }
    return undefined
  }
}
