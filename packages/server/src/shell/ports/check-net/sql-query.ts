import { isIP } from 'node:net'
import type { SqlCall } from '@tocsin/adapters/check/check-net.ts'
import type { NetError } from '@tocsin/adapters/out/net.ts'
import pg from 'pg'
import { netErrorOf } from '../net-error.ts'
import type { CheckScope } from './check-net.ts'

const CAUSE_CHARS_MAX = 300

/**
 * One statement on a PostgreSQL server, in a transaction that can only read. A cursor takes nothing but a query, and gives no more rows
 * than are wanted, however many there are.
 */
export async function querySql(
  { guard, deadline, timeoutMs }: CheckScope,
  call: SqlCall,
): Promise<{ rows: Record<string, unknown>[] } | NetError> {
  const pinned = await guard.pin(call.host)
  if ('error' in pinned) return pinned
  const client = new pg.Client({
    ...{ host: pinned.address, port: call.port, database: call.database, user: call.user },
    password: call.password ?? '',
    ssl: sslOf(call),
    ...{ connectionTimeoutMillis: timeoutMs, query_timeout: timeoutMs, statement_timeout: timeoutMs },
    application_name: 'tocsin',
  })
  // An error between two queries; the next one tells.
  client.on('error', () => {})
  const stop = () => void client.end().catch(() => {})
  deadline.addEventListener('abort', stop, { once: true })
  try {
    await client.connect()
    return { rows: await read(client, call) }
  } catch (error) {
    return explain(error as Error & { code?: string; severity?: string }, deadline)
  } finally {
    deadline.removeEventListener('abort', stop)
    await client.end().catch(() => {})
  }
}

async function read(client: pg.Client, { query, parameters, rowsMax }: SqlCall): Promise<Record<string, unknown>[]> {
  await client.query('begin transaction read only')
  // Extended protocol: it takes one statement, so that nothing can stand behind the query.
  await client.query({
    text: `declare tocsin_rows cursor for ${query}`,
    values: [...parameters],
    queryMode: 'extended',
  } as pg.QueryConfig)
  const { rows } = await client.query<Record<string, unknown>>(`fetch ${Math.trunc(rowsMax)} from tocsin_rows`)
  await client.query('rollback')
  return rows
}

function sslOf({ tls, host }: SqlCall): pg.ClientConfig['ssl'] {
  if (tls === 'disable') return false
  const servername = isIP(host) === 0 ? { servername: host } : {}
  return { rejectUnauthorized: tls === 'verify', ...servername }
}

/** What the server says of a query is what its writer has to read. */
function explain(error: Error & { code?: string; severity?: string }, deadline: AbortSignal): NetError {
  const isTimeout = deadline.aborted || error.code === '57014' || /timeout/i.test(error.message)
  if (isTimeout) return { error: 'timeout', cause: 'no answer in time' }
  if (error.severity === undefined) return netErrorOf(error, deadline)
  return { error: 'unreachable', cause: `${error.message.slice(0, CAUSE_CHARS_MAX)} (${error.code ?? '?'})` }
}
