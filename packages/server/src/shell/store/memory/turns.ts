import { StoreConflict } from '../store.ts'
import type { TurnRow, TurnTx } from '../turn-tx.ts'
import { compareText } from './json-value.ts'
import { lockRow, type MemoryTransaction, type Session } from './session.ts'

export function turnTx(begun: MemoryTransaction): TurnTx {
  const run = begun.statement.bind(begun)
  return {
    loadTurns: () =>
      run('loadTurns', ({ tables, owner }) => {
        const rows = tables.policy_turns.select(owner, () => true)
        return new Map(rows.map(({ key, number }) => [key, number]))
      }),
    saveTurns: async (rows) => {
      if (rows.length > 0) await run('saveTurns', (session) => saveTurns(session, rows))
    },
  }
}

async function saveTurns(session: Session, rows: readonly TurnRow[]): Promise<void> {
  const { tables, owner } = session
  for (const { key, expected, number } of rows.toSorted((a, b) => compareText(a.key, b.key))) {
    await lockRow(session, tables.policy_turns, key)
    if ((tables.policy_turns.get(owner, key)?.number ?? 0) !== expected)
      throw new StoreConflict('somebody else took the turn')
    tables.policy_turns.put(owner, key, { key, number })
  }
}
