/**
 * Statements that run all the time are prepared once a connection: reading and planning the long ones costs more than running
 * them. Only texts that say so are prepared: a prepared `select *` would fail for ever once a migration adds a column.
 */

import type { PostgresPool, PostgresPoolClient } from 'kysely'
import { sql } from 'kysely'
import type pg from 'pg'

/** Stands in front of a statement that is worth preparing. Such a statement names its columns. */
export const HOT = sql`/* hot */`
const MARK = '/* hot */'
/** Each costs the server some memory on every connection; the product has a few dozen. */
const NAMES_MAX = 500

/** The pool as Kysely sees it. */
export function preparingPool(pool: pg.Pool): PostgresPool {
  const names = new Map<string, string>()
  const nameOf = (text: string): string | undefined => {
    const known = names.get(text)
    if (known !== undefined || names.size >= NAMES_MAX) return known
    const name = `tocsin_${names.size + 1}`
    names.set(text, name)
    return name
  }
  const clients = new WeakMap<pg.PoolClient, PostgresPoolClient>()
  return {
    options: pool.options,
    end: () => pool.end(),
    async connect() {
      const client = await pool.connect()
      const known = clients.get(client) ?? preparingClient(client, nameOf)
      clients.set(client, known)
      return known
    },
  }
}

function preparingClient(client: pg.PoolClient, nameOf: (text: string) => string | undefined): PostgresPoolClient {
  return Object.create(client, {
    query: {
      value(text: unknown, values?: unknown) {
        const name = typeof text === 'string' && text.startsWith(MARK) ? nameOf(text) : undefined
        return name === undefined
          ? client.query(text as string, values as unknown[])
          : client.query({ name, text: text as string, values: values as unknown[] })
      },
    },
    release: { value: (destroy?: boolean) => client.release(destroy) },
  })
}
