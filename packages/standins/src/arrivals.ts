/** What a stand-in received, in order of arrival, and a way to wait for the next. */
export interface Arrivals<T> {
  all(): readonly T[]
  add(item: T): void
  /** Resolves with the first item, past or future, that satisfies; rejects after `timeoutMs` and says what did arrive. */
  waitFor(predicate: (item: T) => boolean, timeoutMs: number): Promise<T>
}

/** @param describe one item in a few words, for the message of a wait that was in vain */
export function createArrivals<T>(describe: (item: T) => string): Arrivals<T> {
  const items: T[] = []
  const watchers = new Set<(item: T) => void>()
  return {
    all: () => items,
    add(item) {
      items.push(item)
      for (const watch of [...watchers]) watch(item)
    },
    waitFor(predicate, timeoutMs) {
      const past = items.find(predicate)
      if (past !== undefined) return Promise.resolve(past)
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          watchers.delete(watch)
          const last = items.slice(-5).map(describe).join('; ')
          reject(
            new Error(`nothing fitting within ${timeoutMs} ms; ${items.length} arrived, the last: ${last || 'none'}`),
          )
        }, timeoutMs)
        const watch = (item: T) => {
          if (!predicate(item)) return
          clearTimeout(timer)
          watchers.delete(watch)
          resolve(item)
        }
        watchers.add(watch)
      })
    },
  }
}
