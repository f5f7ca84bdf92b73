import type pg from 'pg'

const ROWS_AT_ONCE = 200
const CURSOR = 'tocsin_reading'

/**
 * The rows of a query a few at a time, so that a table of any size fits into memory. The client must be in a transaction, and
 * reads one thing at a time.
 */
export async function* readRows<Row extends pg.QueryResultRow>(
  client: pg.ClientBase,
  query: string,
): AsyncGenerator<Row> {
  await client.query(`declare ${CURSOR} no scroll cursor for ${query}`)
  for (;;) {
    const { rows } = await client.query<Row>(`fetch ${ROWS_AT_ONCE} from ${CURSOR}`)
    yield* rows
    if (rows.length < ROWS_AT_ONCE) break
  }
  await client.query(`close ${CURSOR}`)
}

/** Runs `work` on one snapshot of the database that nothing changes. */
export async function onSnapshot<T>(pool: pg.Pool, work: (client: pg.ClientBase) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  try {
    await client.query('begin isolation level repeatable read read only')
    const result = await work(client)
    await client.query('commit')
    return result
  } catch (error) {
    await client.query('rollback')
    throw error
  } finally {
    client.release()
  }
}
