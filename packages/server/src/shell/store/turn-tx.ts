/** Turns of steps that take turns, within a transaction. */

/** `expected` is the number that was read, 0 where there was none. */
export interface TurnRow {
  key: string
  expected: number
  number: number
}

export interface TurnTx {
  /** How many turns of each step have been taken. Locks nothing: whoever takes one finds out when it is written. */
  loadTurns(): Promise<Map<string, number>>
  /** A number that is no longer the expected one is a conflict: somebody else took the turn. */
  saveTurns(rows: readonly TurnRow[]): Promise<void>
}
