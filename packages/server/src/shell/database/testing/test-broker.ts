import { createServer } from 'node:http'
import { assert } from '@tocsin/core/kernel/assert.ts'
import pg from 'pg'
import { migrate } from '../migrate.ts'
import { prepareMemoryTemplate } from '../template.ts'
import { type RunningPostgres, startPostgres } from './start-postgres.ts'

/**
 * What test files share though they run in several processes: one PostgreSQL server with a migrated template database, and the
 * template of the embedded engine. Both are made when the first file asks, so that tests without a database pay nothing.
 * It answers HTTP on the loopback interface: `/postgres` with the URL of a new migrated database, `/embedded` with the path
 * of the template for databases in memory.
 */
export interface TestBroker {
  address: string
  stop(): Promise<void>
}

/** Migrations of tests carry this instant: 2026-01-01T00:00:00Z. */
export const MIGRATED_AT = Date.UTC(2026, 0, 1)
const TEMPLATE = 'tocsin_template'

export async function startTestBroker(): Promise<TestBroker> {
  const databases = new TestDatabases()
  const server = createServer((request, response) => {
    const answer = request.url === '/postgres' ? databases.create() : databases.embeddedTemplate()
    answer.then(
      (text) => response.end(text),
      (error: Error) => response.writeHead(500).end(error.stack ?? error.message),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  assert(typeof address === 'object' && address !== null, 'a TCP server has a port')
  return {
    address: `http://127.0.0.1:${address.port}`,
    async stop() {
      server.close()
      server.closeAllConnections()
      await databases.stop()
    },
  }
}

class TestDatabases {
  #server: Promise<RunningPostgres> | undefined
  #template: Promise<string> | undefined
  /** PostgreSQL copies a template for one at a time. */
  #last: Promise<unknown> = Promise.resolve()
  #count = 0

  create(): Promise<string> {
    const created = this.#last.then(() => this.#createNext())
    this.#last = created.catch(() => {})
    return created
  }

  embeddedTemplate(): Promise<string> {
    this.#template ??= prepareMemoryTemplate({ appliedAt: MIGRATED_AT }).then((path) => path ?? '')
    return this.#template
  }

  async stop(): Promise<void> {
    const server = await this.#server?.catch(() => undefined)
    await server?.stop()
  }

  async #createNext(): Promise<string> {
    this.#server ??= startMigratedServer()
    const { url } = await this.#server
    this.#count += 1
    const name = `tocsin_test_${this.#count}`
    await onServer(url, (client) => client.query(`create database ${name} template ${TEMPLATE}`))
    return databaseUrl(url, name)
  }
}

async function startMigratedServer(): Promise<RunningPostgres> {
  const server = await startPostgres()
  await onServer(server.url, (client) => client.query(`create database ${TEMPLATE}`))
  const pool = new pg.Pool({ connectionString: databaseUrl(server.url, TEMPLATE), max: 1 })
  await migrate(pool, { appliedAt: MIGRATED_AT })
  await pool.end()
  return server
}

async function onServer(url: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await work(client)
  } finally {
    await client.end()
  }
}

function databaseUrl(serverUrl: string, name: string): string {
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  return url.href
}
