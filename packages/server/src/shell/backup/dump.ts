/**
 * A backup as lines of text, the same from both engines: a header, then for each table its columns, its rows as JSON objects and
 * their number, then an end. Lines that are no rows are JSON arrays. Values go through PostgreSQL's own JSON, so nothing is lost on
 * the way through JavaScript, and rows are read by the names of their columns, so a newer version reads older backups.
 *
 * Secrets stay as they are stored, encrypted; the key is not in it.
 */
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import type pg from 'pg'
import { readRows } from './read-rows.ts'
import { listMigrations, listTables, quoted, type Table } from './tables.ts'

export const DUMP_FORMAT = 1

export interface DumpHeader {
  format: number
  /** Of the program that wrote it. */
  version: string
  engine: string
  at: string
  migrations: string[]
}

export type DumpLine =
  | ['tocsin', DumpHeader]
  | ['table', string, string[]]
  /** The table's name and how many rows it has. */
  | ['rows', string, number]
  | ['end', number]

export interface DumpOptions {
  version: string
  engine: string
  at: Instant
}

/** `client` is in a transaction of one snapshot. Lines come without their line ends. */
export async function* dumpLines(client: pg.ClientBase, { version, engine, at }: DumpOptions): AsyncGenerator<string> {
  const migrations = await listMigrations(client)
  const header: DumpHeader = { format: DUMP_FORMAT, version, engine, at: formatInstant(at), migrations }
  yield line(['tocsin', header])
  let total = 0
  for (const table of await listTables(client)) {
    yield line(['table', table.name, table.columns])
    let count = 0
    for await (const { row } of readRows<{ row: string }>(client, rowsOf(table))) {
      yield row
      count += 1
    }
    yield line(['rows', table.name, count])
    total += count
  }
  yield line(['end', total])
}

function rowsOf({ name, columns, key }: Table): string {
  const order = key.length > 0 ? key.map(quoted).join(', ') : 'ctid'
  const list = columns.map(quoted).join(', ')
  return `select to_jsonb(t)::text as row from (select ${list} from ${quoted(name)} order by ${order}) as t`
}

function line(content: DumpLine): string {
  return JSON.stringify(content)
}
