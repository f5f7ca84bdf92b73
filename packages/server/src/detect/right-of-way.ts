/**
 * Doors give way to first signs until the matcher has placed them: in a storm both want the same database, and pages come of what the matcher
 * writes. It is for a moment and for a small part of the time, so that a flood in which everything is a first sign still comes in.
 * What this process has seen is all that it knows: a hint, on which nothing depends but the order of work.
 */
import type { Clock } from '../shell/ports/clock.ts'

/** A storm's first signs are committed and placed within this time; if they are not, something is wrong, and doors must not wait for that. */
const WAIT_MS_MAX = 400
/** Enough for the beginning of a storm; afterwards doors give way for a quarter of the time at most. */
const BUDGET_MS = 1_000
const BUDGET_PER_MS = 0.25

export class RightOfWay {
  readonly #clock: Pick<Clock, 'now' | 'sleep'>
  /** Commits that may bring first signs. */
  #underWay = 0
  #come = 0
  #seen = 0
  #passed = new AbortController()
  #budget: { ms: number; at: number } | null = null

  constructor(clock: Pick<Clock, 'now' | 'sleep'>) {
    this.#clock = clock
  }

  /** A commit that may bring first signs begins. What begins has to {@link end}. */
  begin(): void {
    this.#underWay += 1
  }

  /** @param hasBrought first signs were committed, for which the matcher is to look */
  end(hasBrought: boolean): void {
    this.#underWay -= 1
    if (hasBrought) this.#come += 1
    this.#tellFree()
  }

  /** For {@link seen}, once everything has been looked at that was committed until now. */
  get mark(): number {
    return this.#come
  }

  /** The matcher left no first sign behind of those that were committed when it took this mark. */
  seen(mark: number): void {
    this.#seen = mark
    this.#tellFree()
  }

  /** Resolves when no first sign is being committed or waits for the matcher, or when it has been waited for long enough. */
  async wait(): Promise<void> {
    const from = this.#clock.now()
    const { ms, at } = this.#budget ?? { ms: BUDGET_MS, at: from }
    const budgetMs = Math.min(BUDGET_MS, ms + Math.max(0, from - at) * BUDGET_PER_MS)
    if (this.#isFree() || budgetMs < 1) return
    this.#passed = new AbortController()
    await this.#clock.sleep(Math.min(WAIT_MS_MAX, budgetMs), this.#passed.signal)
    const until = this.#clock.now()
    this.#budget = { ms: budgetMs - Math.max(0, until - from), at: until }
  }

  #isFree(): boolean {
    return this.#underWay === 0 && this.#seen >= this.#come
  }

  #tellFree(): void {
    if (this.#isFree()) this.#passed.abort()
  }
}
