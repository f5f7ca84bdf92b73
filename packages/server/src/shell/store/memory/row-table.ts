/**
 * Rows with the locks and the visibility of READ COMMITTED: one committed value, at most one uncommitted one, and one holder
 * with a queue behind it. A statement runs without a pause between its reads, so it needs no snapshot beside the committed
 * values; only a statement that waited for a lock looks at the row again, as PostgreSQL does.
 */
import { assert } from '@tocsin/core/kernel/assert.ts'
import { StoreConflict } from '../store.ts'

/** Rows are never changed in place: a new value replaces the old one. */
export interface RowTable<Row extends object> {
  /** What the transaction sees: its own write, else what is committed. */
  get(owner: LockOwner, key: string): Row | undefined
  /** The rows that the transaction sees and that `where` wants, in the order of insertion. */
  select(owner: LockOwner, where: (row: Row) => boolean): Row[]
  /** Takes the row's lock unless somebody else has it. A row that does not exist yet has one: its place in the unique index. */
  tryLock(owner: LockOwner, key: string): boolean
  /** Waits until the lock is ours; for when {@link tryLock} said no. */
  waitForLock(owner: LockOwner, key: string): Promise<void>
  /** Writes a row whose lock is held; undefined deletes it. */
  put(owner: LockOwner, key: string, row: Row | undefined): void
  /** The committed rows, for those who look from outside. */
  committed(): Row[]
}

interface Entry {
  committed: object | undefined
  pending: { row: object | undefined } | undefined
  holder: LockOwner | undefined
  queue: { owner: LockOwner; grant: () => void; fail: (error: Error) => void }[]
  release(isCommitted: boolean): void
  /** Takes a waiting owner out of the queue. */
  leave(owner: LockOwner, error: Error): void
}

/** The side of a transaction that tables know: what it holds and what it waits for. */
export class LockOwner {
  readonly #held = new Set<Entry>()
  #waitsFor: Entry | undefined
  #hasEnded = false

  get hasLocks(): boolean {
    return this.#held.size > 0
  }

  /** Ends the transaction: its writes become everybody's, or nobody's, and its locks go to whoever waits for them. */
  end(isCommitted: boolean): void {
    this.#hasEnded = true
    for (const entry of this.#held) entry.release(isCommitted)
    this.#held.clear()
  }

  /** Fails the wait for a lock, if there is one. */
  interrupt(error: Error): void {
    this.#waitsFor?.leave(this, error)
  }

  holds(entry: Entry): void {
    assert(!this.#hasEnded, 'a transaction that has ended takes no more locks')
    this.#held.add(entry)
    this.#waitsFor = undefined
  }

  /** Whoever would close a circle of waiting is turned away, as a deadlock's victim is. */
  waits(entry: Entry | undefined): void {
    this.#waitsFor = entry
    for (let holder = entry?.holder; holder; holder = holder.#waitsFor?.holder) {
      if (holder !== this) continue
      this.#waitsFor = undefined
      throw new StoreConflict('deadlock detected')
    }
  }
}

export function createRowTable<Row extends object>(): RowTable<Row> {
  const entries = new Map<string, Entry>()

  const entryOf = (key: string): Entry => {
    const found = entries.get(key)
    if (found) return found
    const entry = createEntry(() => entries.delete(key))
    entries.set(key, entry)
    return entry
  }

  const seen = (owner: LockOwner, entry: Entry | undefined): Row | undefined =>
    (entry?.pending && entry.holder === owner ? entry.pending.row : entry?.committed) as Row | undefined

  return {
    get: (owner, key) => seen(owner, entries.get(key)),
    select(owner, where) {
      const found: Row[] = []
      for (const entry of entries.values()) {
        const row = seen(owner, entry)
        if (row && where(row)) found.push(row)
      }
      return found
    },
    tryLock(owner, key) {
      const entry = entryOf(key)
      if (entry.holder !== undefined && entry.holder !== owner) return false
      owner.holds(entry)
      entry.holder = owner
      return true
    },
    waitForLock(owner, key) {
      const entry = entryOf(key)
      owner.waits(entry)
      return new Promise((grant, fail) => entry.queue.push({ owner, grant, fail }))
    },
    put(owner, key, row) {
      const entry = entries.get(key)
      assert(entry?.holder === owner, `row ${key} is locked before it is written`)
      entry.pending = { row }
    },
    committed: () => [...entries.values()].flatMap((entry) => (entry.committed as Row | undefined) ?? []),
  }
}

function createEntry(forget: () => void): Entry {
  const entry: Entry = {
    committed: undefined,
    pending: undefined,
    holder: undefined,
    queue: [],
    release(isCommitted) {
      if (isCommitted && entry.pending) entry.committed = entry.pending.row
      entry.pending = undefined
      const next = entry.queue.shift()
      entry.holder = next?.owner
      next?.owner.holds(entry)
      next?.grant()
      if (!next && entry.committed === undefined) forget()
    },
    leave(owner, error) {
      const index = entry.queue.findIndex((each) => each.owner === owner)
      const [left] = index < 0 ? [] : entry.queue.splice(index, 1)
      owner.waits(undefined)
      left?.fail(error)
    },
  }
  return entry
}
