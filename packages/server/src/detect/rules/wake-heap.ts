import type { IncidentId, Instant } from '@tocsin/core/kernel/brand.ts'
import type { Wake } from '@tocsin/core/kernel/decision.ts'

export interface DueWake {
  at: Instant
  incident: IncidentId
  wake: Wake
}

/** Wakes of a replay, the earliest first; a second one of the same key replaces the first, as in the store. */
export class WakeHeap {
  readonly #current = new Map<string, DueWake>()
  /** Replaced and dropped ones stay in the heap until it is their turn. */
  readonly #heap: { key: string; due: DueWake }[] = []

  set(key: string, due: DueWake): void {
    this.#current.set(key, due)
    this.#heap.push({ key, due })
    this.#rise(this.#heap.length - 1)
  }

  drop(key: string): void {
    this.#current.delete(key)
  }

  /** Takes out the earliest that is due at or before an instant. */
  next(until: Instant): DueWake | undefined {
    for (let top = this.#heap[0]; top && top.due.at <= until; top = this.#heap[0]) {
      this.#removeTop()
      if (this.#current.get(top.key) !== top.due) continue
      this.#current.delete(top.key)
      return top.due
    }
    return undefined
  }

  #at(index: number): number {
    return this.#heap[index]?.due.at ?? Number.POSITIVE_INFINITY
  }

  #swap(a: number, b: number): void {
    const [one, other] = [this.#heap[a], this.#heap[b]]
    if (!one || !other) return
    this.#heap[a] = other
    this.#heap[b] = one
  }

  #rise(from: number): void {
    for (let index = from, parent = (from - 1) >> 1; index > 0 && this.#at(index) < this.#at(parent); ) {
      this.#swap(index, parent)
      index = parent
      parent = (index - 1) >> 1
    }
  }

  #removeTop(): void {
    const last = this.#heap.pop()
    if (!last || this.#heap.length === 0) return
    this.#heap[0] = last
    for (let index = 0; ; ) {
      const left = 2 * index + 1
      const least = this.#at(left + 1) < this.#at(left) ? left + 1 : left
      if (this.#at(index) <= this.#at(least)) return
      this.#swap(index, least)
      index = least
    }
  }
}
