import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { chownSync, closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { assert } from '@tocsin/core/kernel/assert.ts'
import pg from 'pg'
import { messageOf } from '../database-failure.ts'
import { findPostgresBinaries, type PostgresBinaries } from './postgres-binaries.ts'

export interface StartPostgresOptions {
  /** A free one by default. */
  port?: number
  /** The cluster's folder, made where it is missing and kept afterwards. By default a temporary one that `stop` removes. */
  dir?: string
  /** Settings as in postgresql.conf, e.g. `{ fsync: 'off' }`. */
  config?: Record<string, string>
}

export interface RunningPostgres {
  /** The database `postgres` as its superuser. */
  url: string
  port: number
  dir: string
  /** Shuts the server down in order. */
  stop(): Promise<void>
  /** Ends it like a crash (SIGKILL of every process of it). The folder stays, also a temporary one; `stop` removes that. */
  kill(): Promise<void>
}

const START_MS_MAX = 30_000
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  shared_buffers: '64MB',
  jit: 'off',
}

/**
 * Starts a real PostgreSQL server on the loopback interface, as an unprivileged user when we are root. It ends with this
 * process, however that ends. Collation and encoding are those of the embedded engine, so that both sort alike.
 */
export async function startPostgres(options: StartPostgresOptions = {}): Promise<RunningPostgres> {
  const binaries = findPostgresBinaries()
  const dir = options.dir ?? mkdtempSync(join(tmpdir(), 'tocsin-postgres-data-'))
  await initCluster(binaries, dir)
  const port = options.port ?? (await findFreePort())
  const server = new Server(binaries, dir, port, options.config ?? {})
  await server.waitUntilReady()
  const isTemporary = options.dir === undefined
  return {
    url: server.url,
    port,
    dir,
    kill: () => server.end('SIGKILL'),
    async stop() {
      await server.end('SIGINT')
      if (isTemporary) rmSync(dir, { recursive: true, force: true })
    },
  }
}

async function initCluster({ folder, user }: PostgresBinaries, dir: string): Promise<void> {
  if (existsSync(join(dir, 'PG_VERSION'))) return
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  if (user) chownSync(dir, user.uid, user.gid)
  await promisify(execFile)(
    join(folder, 'bin', 'initdb'),
    [
      ...['-D', dir, '-U', 'postgres', '--auth=trust', '--encoding=UTF8', '--no-sync', '--no-instructions'],
      ...['--locale-provider=libc', '--lc-collate=C', '--lc-ctype=C.UTF-8', '--lc-messages=C'],
    ],
    { ...user, cwd: dir, env: { LC_ALL: 'C', TZ: 'UTC' } },
  )
}

/**
 * Runs the server and ends it as soon as the standard input closes, which the kernel does when our process is gone, whatever
 * ended it. Descriptor 3 keeps that input, for the shell gives background commands none.
 */
const GUARD = `exec 3<&0
"$@" 3<&- </dev/null & server=$!
(cat <&3 >/dev/null; kill -INT $server 2>/dev/null) & guard=$!
wait $server
code=$?
kill $guard 2>/dev/null
exit $code`

class Server {
  readonly url: string
  readonly #dir: string
  readonly #child: ChildProcess
  readonly #exited: Promise<void>
  #hasExited = false

  constructor({ folder, user }: PostgresBinaries, dir: string, port: number, config: Record<string, string>) {
    this.url = `postgres://postgres@127.0.0.1:${port}/postgres`
    this.#dir = dir
    const settings = Object.entries({ ...SETTINGS, ...config }).flatMap(([name, value]) => ['-c', `${name}=${value}`])
    const server = [join(folder, 'bin', 'postgres'), '-D', dir, '-p', String(port), ...settings]
    const log = openSync(join(dir, 'server.log'), 'a')
    this.#child = spawn('sh', ['-c', GUARD, 'sh', ...server], {
      ...user,
      cwd: dir,
      env: { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/bin:/bin' },
      stdio: ['pipe', log, log],
    })
    closeSync(log)
    this.#exited = new Promise((resolve) => {
      this.#child.on('exit', () => {
        this.#hasExited = true
        this.#child.stdin?.destroy()
        resolve()
      })
    })
  }

  async waitUntilReady(): Promise<void> {
    const giveUp = AbortSignal.timeout(START_MS_MAX)
    let last = 'it never answered'
    while (!this.#hasExited && !giveUp.aborted) {
      try {
        return await pingServer(this.url)
      } catch (error) {
        last = messageOf(error)
      }
      await sleep(25)
    }
    await this.end('SIGKILL')
    const log = readFileSync(join(this.#dir, 'server.log'), 'utf8').slice(-2_000)
    throw new Error(`PostgreSQL did not start (${last}). Its log ends with:\n${log}`)
  }

  async end(signal: 'SIGINT' | 'SIGKILL'): Promise<void> {
    if (!this.#hasExited) {
      if (signal === 'SIGKILL') killAll(this.#dir)
      // The guard of the shell turns the end of its input into SIGINT, a fast shutdown.
      else this.#child.stdin?.end()
    }
    await this.#exited
  }
}

/** The first process of the server is stopped first: it must not answer the death of the others by starting new ones. */
function killAll(dir: string): void {
  const postmaster = postmasterOf(dir)
  if (postmaster === undefined) return
  process.kill(postmaster, 'SIGSTOP')
  for (const pid of [...childrenOf(postmaster), postmaster]) process.kill(pid, 'SIGKILL')
}

function postmasterOf(dir: string): number | undefined {
  const path = join(dir, 'postmaster.pid')
  if (!existsSync(path)) return undefined
  const pid = Number(readFileSync(path, 'utf8').split('\n')[0])
  assert(Number.isInteger(pid) && pid > 1, `${path} holds no process id`)
  return pid
}

function childrenOf(pid: number): number[] {
  const path = `/proc/${pid}/task/${pid}/children`
  // Elsewhere than on Linux the children end by themselves when they notice that the first process is gone.
  if (!existsSync(path)) return []
  return readFileSync(path, 'utf8').split(' ').filter(Boolean).map(Number)
}

async function pingServer(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 1_000 })
  client.on('error', () => {})
  await client.connect()
  try {
    await client.query('select 1')
  } finally {
    await client.end()
  }
}

function findFreePort(): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  const probe = createServer()
  probe.on('error', reject)
  probe.listen(0, '127.0.0.1', () => {
    const address = probe.address()
    assert(typeof address === 'object' && address !== null, 'a TCP server has a port')
    probe.close(() => resolve(address.port))
  })
  return promise
}
