/**
 * How much a round takes, and what it leaves aside. One thing that fails by itself must not hold up everything else: after such
 * a failure rounds take less, down to the one that fails; that one is put aside and tried alone, later and later. A failure of
 * the world changes nothing: everything would have failed just then.
 */
import { StoreConflict } from '../store/store.ts'
import { isOfAmount } from './failure-kind.ts'

export interface RoundSize {
  /** Of an ordinary round. */
  usual: number
  /** What a round may grow to while each finds more than it takes. */
  max: number
}

/** What to do after a failure: try again with less, leave the one thing alone, or wait until the world is better. */
export type Remedy = 'less' | 'alone' | 'wait'

const ALONE_AGAIN_MS = 1_000
const ALONE_AGAIN_MS_MAX = 60_000
/** Forgotten beyond this: then something else is wrong, and trying them again says so. */
const ASIDE_MAX = 1_000

export class RoundCare<T> {
  readonly #size: RoundSize
  readonly #idOf: (each: T) => string
  readonly #aside = new Map<string, { failures: number; retryAt: number }>()
  #limit: number

  constructor(size: RoundSize, idOf: (each: T) => string) {
    this.#size = size
    this.#idOf = idOf
    this.#limit = size.usual
  }

  /** How many to claim, so that those which are aside leave room for the others. */
  get claimMax(): number {
    return this.#limit + this.#aside.size
  }

  /** Whether something waits aside: then what is due may be only that. */
  get hasAside(): boolean {
    return this.#aside.size > 0
  }

  /** What of the claimed to deal with now: one that was put aside and whose time has come, by itself, or the others. */
  choose(claimed: readonly T[], now: number): T[] {
    if (this.#aside.size === 0) return claimed.slice(0, this.#limit)
    if (claimed.length < this.claimMax) this.#forgetGone(claimed)
    const due = claimed.find((each) => (this.#aside.get(this.#idOf(each))?.retryAt ?? Number.POSITIVE_INFINITY) <= now)
    if (due !== undefined) return [due]
    return claimed.filter((each) => !this.#aside.has(this.#idOf(each))).slice(0, this.#limit)
  }

  /** A full round says that more waits: the next one takes twice as much, or half of it where the round took long. */
  succeeded(chosen: readonly T[], wasShort = true): void {
    for (const each of chosen) this.#aside.delete(this.#idOf(each))
    const { usual, max } = this.#size
    if (chosen.length < this.#limit) this.#limit = usual
    else if (wasShort || this.#limit < usual) this.#limit = Math.min(max, this.#limit * 2)
    else this.#limit = Math.max(usual, Math.floor(this.#limit / 2))
  }

  failed(chosen: readonly T[], error: unknown, now: number): Remedy {
    if (chosen.length === 0 || !(isOfAmount(error) || error instanceof StoreConflict)) return 'wait'
    const [only] = chosen
    if (chosen.length > 1 || only === undefined) {
      this.#limit = Math.max(1, Math.floor(chosen.length / 2))
      return 'less'
    }
    const id = this.#idOf(only)
    const failures = (this.#aside.get(id)?.failures ?? 0) + 1
    const pause = Math.min(ALONE_AGAIN_MS_MAX, ALONE_AGAIN_MS * 2 ** Math.min(failures - 1, 10))
    if (this.#aside.size >= ASIDE_MAX) this.#aside.clear()
    this.#aside.set(id, { failures, retryAt: now + pause })
    return 'alone'
  }

  #forgetGone(claimed: readonly T[]): void {
    const there = new Set(claimed.map(this.#idOf))
    for (const id of this.#aside.keys()) if (!there.has(id)) this.#aside.delete(id)
  }
}
