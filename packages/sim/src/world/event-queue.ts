/** What is to happen, earliest first; of one instant in an order that is drawn when the event is added. A binary heap. */
export interface Event {
  at: number
  tie: number
  sequence: number
  label: string
  run(): void
  /** An event of a node that died meanwhile does not happen. */
  owner: { isDead: boolean } | undefined
}

export class EventQueue {
  readonly #heap: Event[] = []

  get size(): number {
    return this.#heap.length
  }

  peek(): Event | undefined {
    return this.#heap[0]
  }

  push(event: Event): void {
    this.#heap.push(event)
    let index = this.#heap.length - 1
    while (index > 0) {
      const parent = (index - 1) >> 1
      if (!this.#isBefore(index, parent)) return
      this.#swap(index, parent)
      index = parent
    }
  }

  pop(): Event | undefined {
    const [first] = this.#heap
    const last = this.#heap.pop()
    if (last === undefined || first === undefined || this.#heap.length === 0) return first
    this.#heap[0] = last
    this.#sink()
    return first
  }

  #sink(): void {
    let index = 0
    for (;;) {
      const left = 2 * index + 1
      const right = left + 1
      let least = index
      if (left < this.#heap.length && this.#isBefore(left, least)) least = left
      if (right < this.#heap.length && this.#isBefore(right, least)) least = right
      if (least === index) return
      this.#swap(index, least)
      index = least
    }
  }

  #isBefore(i: number, j: number): boolean {
    const [a, b] = [this.#heap[i], this.#heap[j]]
    if (!a || !b) return false
    if (a.at !== b.at) return a.at < b.at
    return a.tie !== b.tie ? a.tie < b.tie : a.sequence < b.sequence
  }

  #swap(i: number, j: number): void {
    const [a, b] = [this.#heap[i], this.#heap[j]]
    if (a && b) [this.#heap[i], this.#heap[j]] = [b, a]
  }
}
