import type { IncidentId } from '@tocsin/core/kernel/brand.ts'
import type { Fact } from '@tocsin/core/kernel/fact.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'
import type { MemoryTableName, Row } from '@tocsin/server/shell/store/memory/tables.ts'
import type { Store, StoreTx } from '@tocsin/server/shell/store/store.ts'
import type { Life } from './node-life.ts'

/** The database that all nodes of a simulation share. */
export interface Backend {
  connect(life: Life): { store: Store; sever(): void }
  setDirectory(directory: Directory): Promise<void>
  rows<Name extends MemoryTableName>(table: Name): Promise<Row<Name>[]>
  close(): Promise<void>
}

/** What a transaction is about to commit. */
export type Pending = { incident: IncidentId; fact: Fact }[]

export type OnCommit = (node: string, facts: Pending) => void

/** Notes the facts that go by. */
export function withNotes(tx: StoreTx, pending: Pending): StoreTx {
  return {
    ...tx,
    async saveIncidents(saves) {
      await tx.saveIncidents(saves)
      for (const { state, facts } of saves) for (const { fact } of facts) pending.push({ incident: state.id, fact })
    },
  }
}
