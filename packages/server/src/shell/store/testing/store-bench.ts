import type { Directory } from '@tocsin/core/people/directory.ts'
import type { Database } from '../../database/open-database.ts'
import type { MemoryTableName, Row } from '../memory/tables.ts'
import { createMemoryStore } from '../memory-store.ts'
import { createSqlStore } from '../sql-store.ts'
import type { Store } from '../store.ts'
import { readTable } from './read-table.ts'
import { writeDirectory } from './write-directory.ts'

/** A store with what the port does not offer: configuration from outside, and a look at the rows. */
export interface StoreBench {
  store: Store
  setDirectory(directory: Directory): Promise<void>
  /** All rows of a table, in no order. */
  rows<Name extends MemoryTableName>(table: Name): Promise<Row<Name>[]>
}

export async function openMemoryBench(): Promise<StoreBench> {
  const store = createMemoryStore()
  return {
    store,
    setDirectory: async (directory) => store.setDirectory(directory),
    rows: async (table) => store.contents(table),
  }
}

export function openSqlBench({ kysely: db, pool }: Database): StoreBench {
  return {
    store: createSqlStore(db),
    setDirectory: (directory) => writeDirectory(db, directory),
    rows: (table) => readTable(pool, table),
  }
}
