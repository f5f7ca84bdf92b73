import type pg from 'pg'
import { PriorityPool } from './priority-pool.ts'
import { valueTypes } from './value-types.ts'

export interface PostgresOptions {
  url: string
  poolMax: number
  acquireTimeoutMs: number
  queryTimeoutMs: number
  /** An idle connection broke. The pool has replaced it already; this is for the log. */
  onConnectionLost: (error: Error) => void
}

const CONNECT_MS_MAX = 5_000
const IDLE_MS = 60_000
const LOCK_MS_MAX = 10_000
const IDLE_IN_TRANSACTION_MS_MAX = 60_000
/** How much later than the server the client gives a query up: only a frozen server comes this far. */
const CLIENT_GRACE_MS = 5_000

/** A pool on a PostgreSQL server. Nothing is connected yet. Every wait in it is bounded, also on a server that is frozen. */
export function openPostgresPool(options: PostgresOptions): PriorityPool {
  const pool = new PriorityPool({
    connectionString: options.url,
    fallback_application_name: 'tocsin',
    types: valueTypes,
    pipeline: true,
    max: options.poolMax,
    acquireTimeoutMs: options.acquireTimeoutMs,
    connectionTimeoutMillis: CONNECT_MS_MAX,
    idleTimeoutMillis: IDLE_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    query_timeout: options.queryTimeoutMs + CLIENT_GRACE_MS,
    onConnect: (client) => prepareSession(client, options.queryTimeoutMs),
  })
  pool.on('error', options.onConnectionLost)
  return pool
}

/**
 * Settings of one connection, by SQL and not as start parameters because connection poolers refuse those. A server that
 * confirms commits before they are on its disk would break the promise of the doors, so that one setting is put right; a
 * stricter one is left alone. Every statement of ours has an index to go by: reading a whole table looks cheap to the planner
 * while the table is small, and a prepared plan stays when it no longer is.
 */
async function prepareSession(client: pg.ClientBase, queryTimeoutMs: number): Promise<void> {
  await client.query(`
    set timezone = 'UTC';
    set datestyle = 'ISO';
    set statement_timeout = ${queryTimeoutMs};
    set lock_timeout = ${LOCK_MS_MAX};
    set enable_seqscan = off;
    set idle_in_transaction_session_timeout = ${IDLE_IN_TRANSACTION_MS_MAX};
    select set_config('synchronous_commit', 'on', false) where current_setting('synchronous_commit') = 'off'`)
}
