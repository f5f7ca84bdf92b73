import { assert } from '@tocsin/core/kernel/assert.ts'
import type pg from 'pg'

export interface Table {
  name: string
  /** Those that are not computed. */
  columns: string[]
  /** The primary key, in whose order rows are read. */
  key: string[]
}

/** What migrations were applied is no data: the target applies them itself. */
export const MIGRATIONS_TABLE = 'tocsin_migrations'

/** All tables of the product, each after those that it refers to. */
export async function listTables(client: pg.ClientBase | pg.Pool): Promise<Table[]> {
  const { rows: tables } = await client.query<Table>(`
    select c.relname::text as name,
      array(select a.attname::text from pg_attribute a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' order by a.attnum) as columns,
      array(select a.attname::text from pg_index i, unnest(i.indkey) with ordinality as k(attnum, place), pg_attribute a
        where i.indrelid = c.oid and i.indisprimary and a.attrelid = c.oid and a.attnum = k.attnum order by k.place) as key
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = current_schema() and c.relkind = 'r' and c.relname <> '${MIGRATIONS_TABLE}'
    order by c.relname`)
  const { rows: references } = await client.query<{ from: string; to: string }>(`
    select f.relname::text as from, t.relname::text as to from pg_constraint c
    join pg_class f on f.oid = c.conrelid join pg_class t on t.oid = c.confrelid
    where c.contype = 'f' and c.conrelid <> c.confrelid`)
  return inOrder(tables, references)
}

function inOrder(tables: readonly Table[], references: readonly { from: string; to: string }[]): Table[] {
  const ordered: Table[] = []
  let left = [...tables]
  while (left.length > 0) {
    const waiting = new Set(left.map(({ name }) => name))
    const ready = left.filter(({ name }) => !references.some(({ from, to }) => from === name && waiting.has(to)))
    assert(ready.length > 0, 'tables refer to each other in a circle')
    ordered.push(...ready)
    left = left.filter((table) => !ready.includes(table))
  }
  return ordered
}

/** The migrations that a database has; none where it is empty. */
export async function listMigrations(client: pg.ClientBase | pg.Pool): Promise<string[]> {
  const { rows } = await client.query<{ exists: boolean }>(
    `select to_regclass('${MIGRATIONS_TABLE}') is not null as exists`,
  )
  if (!rows[0]?.exists) return []
  const { rows: applied } = await client.query<{ name: string }>(`select name from ${MIGRATIONS_TABLE} order by name`)
  return applied.map(({ name }) => name)
}

/** A name of the database as SQL writes it. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
