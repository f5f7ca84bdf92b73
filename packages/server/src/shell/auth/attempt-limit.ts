import type { Instant } from '@tocsin/core/kernel/brand.ts'

/**
 * How often something may be tried, per key (an account, an address): `max` at once, and one more after each `windowMs / max`
 * (the generic cell rate algorithm: one number a key). It is kept in memory, bounded, and each node counts for itself: an
 * attacker gains a factor of the number of nodes, and nobody can fill a table.
 */
export interface AttemptLimit {
  /** Counts an attempt: 0 when it may go ahead, else the milliseconds to wait, and then it does not count. */
  take(key: string, now: Instant): number
  /** Takes one attempt back: it was right. */
  giveBack(key: string): void
  /** How many keys it remembers. */
  size(): number
}

export function createAttemptLimit(options: { max: number; windowMs: number; keysMax?: number }): AttemptLimit {
  const { max, windowMs, keysMax = 20_000 } = options
  const costMs = windowMs / max
  /** The instant at which the key's last attempt is paid for, in the order of the last attempts. */
  const paidUntil = new Map<string, number>()
  return {
    take(key, now) {
      const from = Math.max(paidUntil.get(key) ?? 0, now)
      const waitMs = Math.ceil(from + costMs - windowMs - now)
      if (waitMs > 0) return waitMs
      paidUntil.delete(key)
      paidUntil.set(key, from + costMs)
      dropOldest(paidUntil, keysMax)
      return 0
    },
    giveBack(key) {
      const until = paidUntil.get(key)
      if (until !== undefined) paidUntil.set(key, until - costMs)
    },
    size: () => paidUntil.size,
  }
}

function dropOldest(entries: Map<string, unknown>, keysMax: number): void {
  for (const key of entries.keys()) {
    if (entries.size <= keysMax) return
    entries.delete(key)
  }
}

/** The address that limits count by: of IPv6 the /64, which one customer has whole. */
export function limitedAddress(address: string): string {
  if (!address.includes(':') || address.includes('.')) return address
  const [head = '', tail = ''] = address.split('::')
  const left = head.split(':').filter(Boolean)
  const right = tail.split(':').filter(Boolean)
  const isShort = address.includes('::')
  const groups = isShort ? [...left, ...Array(Math.max(0, 8 - left.length - right.length)).fill('0'), ...right] : left
  return `${groups.slice(0, 4).join(':')}::/64`
}
