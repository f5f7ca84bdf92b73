/**
 * Tells which signals are likely to be the first of their problem, so that the matcher looks at them before the backlog of a
 * storm. What this process has seen lately is all that it knows: a hint, on which nothing depends but the order of work.
 */
import { groupKeyOf } from '@tocsin/core/detect/placement.ts'
import { serviceOf } from '@tocsin/core/detect/service-of.ts'
import type { Signal } from '@tocsin/core/detect/signal.ts'
import type { Instant, SourceId } from '@tocsin/core/kernel/brand.ts'
import { MINUTE, SECOND } from '@tocsin/core/kernel/instant.ts'
import type { Directory, Source } from '@tocsin/core/people/directory.ts'

/** A group that was seen within this time is known. */
const KNOWN_MS = MINUTE
/** About 200 bytes each. */
const KNOWN_MAX = 20_000
/** A source of which everything is a first has none after these: it must not hold up the others. */
const FIRSTS_MAX = 300
const FIRSTS_PER_MS = 30 / SECOND

export class FirstSigns {
  /** When a group was seen first, or again after it had been forgotten. The oldest stands first. */
  readonly #seenAt = new Map<string, number>()
  readonly #left = new Map<SourceId, { count: number; at: number }>()

  isFirst(signal: Signal, source: Source, directory: Directory, at: Instant): boolean {
    if (signal.state !== 'firing' || signal.isTest || signal.recordOnly) return false
    const group = groupKeyOf(signal, source, serviceOf(signal.labels, source, directory))
    const seenAt = this.#seenAt.get(group)
    if (seenAt !== undefined && at - seenAt < KNOWN_MS) return false
    this.#seenAt.delete(group)
    this.#seenAt.set(group, at)
    this.#forgetOldest()
    return this.#mayGoFirst(source.id, at)
  }

  #mayGoFirst(source: SourceId, at: number): boolean {
    const last = this.#left.get(source)
    const count = last ? Math.min(FIRSTS_MAX, last.count + (at - last.at) * FIRSTS_PER_MS) : FIRSTS_MAX
    this.#left.set(source, { count: count < 1 ? count : count - 1, at })
    return count >= 1
  }

  #forgetOldest(): void {
    const [oldest] = this.#seenAt.keys()
    if (this.#seenAt.size > KNOWN_MAX && oldest !== undefined) this.#seenAt.delete(oldest)
  }
}
