import type { SendClass } from '@tocsin/core/kernel/decision.ts'
import type { EngineDeps } from '../shell/engine/deps.ts'
import type { SendEnd } from '../shell/store/sends.ts'

/** Longer than the longest time-out of a channel. A node that dies loses its leases sooner: see the node loop. */
export const LEASE_MS = 60_000

/**
 * What this node may have leased of a class without anybody at work on it: when the answer to a claim was lost, and when nobody could
 * write that a send failed. Such sends are given back before the next claim and do not wait for the end of their lease. What a provider
 * took waits: it would only go out twice.
 */
export class Leases {
  readonly #deps: Pick<EngineDeps, 'clock' | 'store'>
  readonly #sendClass: SendClass
  readonly #node: string
  #doubts = 0
  /** What a provider took though nobody could write it, until its lease has ended. */
  readonly #taken = new Map<string, number>()

  constructor(deps: Pick<EngineDeps, 'clock' | 'store'>, sendClass: SendClass, node: string) {
    this.#deps = deps
    this.#sendClass = sendClass
    this.#node = node
  }

  unwritten(key: string, end: SendEnd['kind']): void {
    if (end === 'done') this.#taken.set(key, this.#deps.clock.now() + LEASE_MS)
    else this.#doubts += 1
  }

  /** Until {@link endClaim} is called the answer counts as lost. */
  async beginClaim(underWay: readonly string[]): Promise<void> {
    const now = this.#deps.clock.now()
    for (const [key, leasedUntil] of this.#taken) if (leasedUntil <= now) this.#taken.delete(key)
    const known = this.#doubts
    const except = [...underWay, ...this.#taken.keys()]
    if (known > 0) await this.#deps.store.releaseSends({ class: this.#sendClass, node: this.#node, now, except })
    this.#doubts += 1 - known
  }

  endClaim(): void {
    this.#doubts -= 1
  }
}
