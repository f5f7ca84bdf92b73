/**
 * A kind of configuration: a table (or a few), how a row is read and written, and how it is shown. Everything that changes
 * configuration works on these, whether it comes from the file, the API or the command line.
 */

import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import { type Kysely, sql } from 'kysely'
import type { Schema } from '../database/schema.ts'

export const KIND_NAMES = [
  'user',
  'team',
  'calendar',
  'schedule',
  'vendor',
  'policy',
  'service',
  'source',
  'inhibition',
  'maintenance',
  'api_key',
  'channel',
  'setting',
  'event_rule',
  'data_source',
  'monitor',
  'template',
  'webhook',
  'on_call_webhook',
] as const
export type KindName = (typeof KIND_NAMES)[number]

/** `file`: the configuration file says what it is, and nobody else changes it. */
export type Owner = 'file' | 'app'
export type ConfigDb = Kysely<Schema>

/** JSON, or a secret that shows itself to nobody. */
export type DocumentValue =
  | string
  | number
  | boolean
  | null
  | Hidden
  | readonly DocumentValue[]
  | { readonly [field: string]: DocumentValue | undefined }
export type Document = Readonly<Record<string, DocumentValue | undefined>>

/** Stands in a document for a secret: two are equal when what is stored is equal, and its JSON says nothing. */
export class Hidden {
  readonly stored: string

  constructor(stored: string) {
    this.stored = stored
  }

  toJSON(): string {
    return '(secret)'
  }
}

/** How people are called in a document: by id in the API and the history, by mail address in the file and its plan. */
export type NameUser = (id: string) => string

export interface ConfigKind<Row> {
  name: KindName
  idOf(row: Row): string
  /** Undefined where nobody can own it (settings). */
  ownerOf(row: Row): Owner | undefined
  withOwner(row: Row, owner: Owner): Row
  find(db: ConfigDb, id: string): Promise<Row | undefined>
  list(db: ConfigDb): Promise<Row[]>
  save(db: ConfigDb, row: Row): Promise<void>
  remove(db: ConfigDb, id: string): Promise<void>
  /** Called in the transaction of a change, before the row is written or deleted. */
  beforeChange?(db: ConfigDb, change: { id: string; at: Instant; isNew: boolean }): Promise<void>
  /** The same after the row is written. */
  afterChange?(db: ConfigDb, change: { at: Instant }): Promise<void>
  /** The row in the form of the file and the API, without secrets. */
  describe(row: Row, nameUser: NameUser): Document
}

interface TableSpec<Row> {
  name: KindName
  table: keyof Schema & string
  key: keyof Row & string
  describe: ConfigKind<Row>['describe']
  beforeChange?: ConfigKind<Row>['beforeChange']
}

/** A kind whose rows are those of one table with an `owned_by` column. */
export function kindOfTable<Row extends { owned_by: string }>(spec: TableSpec<Row>): ConfigKind<Row> {
  return {
    ...kindOfUnownedTable<Row>(spec),
    ownerOf: (row) => ownerOf(row.owned_by),
    withOwner: (row, owner) => ({ ...row, owned_by: owner }),
  }
}

export function kindOfUnownedTable<Row extends object>({
  name,
  table,
  key,
  describe,
  beforeChange,
}: TableSpec<Row>): ConfigKind<Row> {
  const from = sql.table(table)
  const column = sql.ref(key)
  return {
    name,
    idOf: (row) => String(row[key]),
    ownerOf: () => undefined,
    withOwner: (row) => row,
    async find(db, id) {
      const { rows } = await sql<Row>`select * from ${from} where ${column} = ${id}`.execute(db)
      return rows[0]
    },
    async list(db) {
      const { rows } = await sql<Row>`select * from ${from} order by ${column}`.execute(db)
      return rows
    },
    save: (db, row) => upsertRow(db, table, key, row),
    async remove(db, id) {
      await sql`delete from ${from} where ${column} = ${id}`.execute(db)
    },
    describe,
    ...(beforeChange && { beforeChange }),
  }
}

/** Writes a row as it was read: instants are epoch milliseconds in columns whose names end in `_at`. */
export async function upsertRow(db: ConfigDb, table: string, key: string, row: object): Promise<void> {
  const columns = Object.keys(row)
  const names = sql.join(columns.map((column) => sql.ref(column)))
  const changes = sql.join(columns.map((column) => sql`${sql.ref(column)} = ${sql.ref(`excluded.${column}`)}`))
  await sql`insert into ${sql.table(table)} (${names})
    select ${names} from jsonb_populate_record(null::${sql.table(table)}, ${JSON.stringify(columnsOf(row))}::jsonb)
    on conflict (${sql.ref(key)}) do update set ${changes}`.execute(db)
}

/** Inserts rows that all have the same columns. */
export async function insertRows(db: ConfigDb, table: string, rows: readonly object[]): Promise<void> {
  const [first] = rows
  if (!first) return
  const names = sql.join(Object.keys(first).map((column) => sql.ref(column)))
  const json = JSON.stringify(rows.map(columnsOf))
  await sql`insert into ${sql.table(table)} (${names})
    select ${names} from jsonb_populate_recordset(null::${sql.table(table)}, ${json}::jsonb)`.execute(db)
}

/** The row as JSON that `jsonb_populate_record` reads. */
function columnsOf(row: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row).map(([column, value]) => [
      column,
      column.endsWith('_at') && typeof value === 'number' ? formatInstant(value as Instant) : value,
    ]),
  )
}

export function ownerOf(text: string): Owner {
  return text === 'file' ? 'file' : 'app'
}
