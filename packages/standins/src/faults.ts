/** Faults that were ordered for the next requests, first come first served. */
export interface Faults<Kind> {
  /** The next `count` requests fail in this way. */
  failNext(kind: Kind, count: number): void
  /** The fault of the request that is here now, if one was ordered. */
  take(): Kind | undefined
}

export function createFaults<Kind>(): Faults<Kind> {
  const queue: Kind[] = []
  return {
    failNext(kind, count) {
      for (let left = count; left > 0; left -= 1) queue.push(kind)
    },
    take: () => queue.shift(),
  }
}
