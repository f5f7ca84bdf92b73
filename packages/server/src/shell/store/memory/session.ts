/** What a statement works with, and how transactions begin, wait and end. */
import { assert } from '@tocsin/core/kernel/assert.ts'
import { StoreConflict } from '../store.ts'
import { LockOwner, type RowTable } from './row-table.ts'
import type { Tables } from './tables.ts'

/**
 * A point at which somebody else may go first: before each statement and commit, after each wait for a lock, and on the way
 * back from a commit that wrote something. A turn that rejects ends the transaction like a lost connection; one that comes after the commit loses
 * only the answer.
 */
export type Turn = (label: string) => Promise<void>

export interface Session {
  tables: Tables
  owner: LockOwner
  turn: Turn
}

/** Takes a row's lock, waiting for it where somebody else has it. What was read before may be out of date afterwards. */
export async function lockRow<Row extends object>(session: Session, table: RowTable<Row>, key: string): Promise<void> {
  if (table.tryLock(session.owner, key)) return
  await table.waitForLock(session.owner, key)
  await session.turn('locked')
}

/** Writes a new row; one of the same key that exists, or that somebody else just wrote, is a conflict. */
export async function insertRow<Row extends object>(
  session: Session,
  table: RowTable<Row>,
  key: string,
  row: Row,
): Promise<void> {
  if (!(await insertUnlessThere(session, table, key, row))) throw new StoreConflict(`duplicate key ${key}`)
}

/** Writes a new row, or leaves the one that is there; tells whether it wrote. */
export async function insertUnlessThere<Row extends object>(
  session: Session,
  table: RowTable<Row>,
  key: string,
  row: Row,
): Promise<boolean> {
  await lockRow(session, table, key)
  if (table.get(session.owner, key)) return false
  table.put(session.owner, key, row)
  return true
}

/** One transaction. Its statements run one after the other, as on a connection. */
export class MemoryTransaction {
  readonly #session: Session
  #last: Promise<unknown> = Promise.resolve()
  #state: 'open' | 'failed' | 'ended' = 'open'

  constructor(tables: Tables, turn: Turn) {
    this.#session = { tables, owner: new LockOwner(), turn }
  }

  statement<T>(label: string, body: (session: Session) => Promise<T> | T): Promise<T> {
    const result = this.#last.then(async () => {
      assert(this.#state === 'open', `a statement (${label}) in a transaction that ${this.#state}`)
      try {
        await this.#session.turn(label)
        return await body(this.#session)
      } catch (error) {
        this.#fail()
        throw error
      }
    })
    this.#last = result.catch(() => {})
    return result
  }

  async commit(): Promise<void> {
    await this.#last
    assert(this.#state === 'open', `a commit of a transaction that ${this.#state}`)
    try {
      await this.#session.turn('commit')
    } catch (error) {
      this.rollback()
      throw error
    }
    await this.commitAtOnce()
  }

  /** A statement outside a transaction commits with itself; one that wrote nothing has its answer at once. */
  async commitAtOnce(): Promise<void> {
    assert(this.#state === 'open', 'the connection was lost before the commit')
    this.#state = 'ended'
    const { owner, turn } = this.#session
    const hasWritten = owner.hasLocks
    owner.end(true)
    if (hasWritten) await turn('committed')
  }

  /** Undoes everything. Also from outside: then a statement that waits for a lock fails. */
  rollback(): void {
    if (this.#state === 'ended') return
    this.#state = 'ended'
    this.#session.owner.interrupt(new Error('the connection was lost'))
    this.#session.owner.end(false)
  }

  #fail(): void {
    if (this.#state === 'open') this.#state = 'failed'
  }
}
