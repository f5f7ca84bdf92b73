import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { openDatabase } from '@tocsin/server/shell/database/open-database.ts'
import { startPostgres } from '@tocsin/server/shell/database/testing/start-postgres.ts'
import { makeFolder } from './child-program.ts'

export interface PostgresServer {
  /** Its first process; the others are its children. */
  pid: number
  version: string
  /** A new, empty database; resolves with its address. */
  createDatabase(): Promise<string>
  stop(): Promise<void>
}

/** A PostgreSQL of our own with its usual settings: every commit is on the disk before it is confirmed. */
export async function startPostgresServer(): Promise<PostgresServer> {
  const config = { fsync: 'on', synchronous_commit: 'on', shared_buffers: '128MB' }
  const server = await startPostgres({ dir: makeFolder('postgres'), config })
  const admin = await openDatabase({ url: server.url, poolMax: 2, onFatal: () => {} })
  const { rows } = await admin.pool.query<{ server_version: string }>('show server_version')
  let count = 0
  return {
    pid: Number(readFileSync(join(server.dir, 'postmaster.pid'), 'utf8').split('\n')[0]),
    version: rows[0]?.server_version ?? 'unknown',
    async createDatabase() {
      count += 1
      await admin.pool.query(`create database bench_${count}`)
      return server.url.replace(/\/postgres$/, `/bench_${count}`)
    },
    async stop() {
      await admin.close()
      await server.stop()
    },
  }
}
