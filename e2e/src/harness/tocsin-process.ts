/** A real Tocsin, started as a user starts it: a process of its own, over real sockets. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import https from 'node:https'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const MAIN = fileURLToPath(new URL('../../../packages/server/src/main.ts', import.meta.url))
const START_MS_MAX = 60_000

export interface TocsinOptions {
  /** The configuration file's text. */
  yaml?: string
  environment?: Record<string, string>
  /** A PostgreSQL server; by default the embedded engine in `dataDir`. */
  databaseUrl?: string
  /** Kept by `stop` when given; else a temporary one. */
  dataDir?: string
  port?: number
  flags?: string[]
  /** It listens with a certificate; readiness is asked over https without looking at who signed it. */
  isHttps?: boolean
  /** How long its start may take; more than usual where it does something first. */
  startMsMax?: number
}

export interface TocsinProcess {
  url: string
  port: number
  dataDir: string
  pid: number
  /** Everything that it printed so far. */
  output(): string
  /** SIGTERM, and waits for the end. Resolves with the exit code. */
  stop(): Promise<number | null>
  /** SIGKILL, as a power cut of the process. */
  kill(): Promise<void>
  hasExited(): boolean
}

export async function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      )
    })
  })
}

export function makeTempDir(name: string): string {
  return mkdtempSync(join(tmpdir(), `tocsin-e2e-${name}-`))
}

/** Starts Tocsin and waits until it is ready. Rejects with what it printed when it does not get there. */
export async function startTocsin(options: TocsinOptions = {}): Promise<TocsinProcess> {
  const dataDir = options.dataDir ?? makeTempDir('data')
  const port = options.port ?? (await findFreePort())
  const configFile = join(dataDir, 'tocsin.yaml')
  if (options.yaml !== undefined) writeFileSync(configFile, options.yaml)
  const flags = ['serve', ...(options.yaml === undefined ? [] : ['--config', configFile]), ...(options.flags ?? [])]
  const child = spawn(process.execPath, [MAIN, ...flags], {
    env: {
      PATH: process.env.PATH ?? '',
      HOME: process.env.HOME ?? '/',
      TOCSIN_DATA: dataDir,
      TOCSIN_PORT: String(port),
      TOCSIN_HOST: '127.0.0.1',
      ...(options.databaseUrl && { DATABASE_URL: options.databaseUrl }),
      ...options.environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  child.stdout.on('data', (chunk) => {
    output += chunk
  })
  child.stderr.on('data', (chunk) => {
    output += chunk
  })
  const url = options.isHttps ? `https://localhost:${port}` : `http://127.0.0.1:${port}`
  const tocsin = handleOf(child, {
    url,
    port,
    dataDir,
    isTemporary: options.dataDir === undefined,
    output: () => output,
  })
  await waitUntilReady(tocsin, options.startMsMax ?? START_MS_MAX)
  return tocsin
}

interface HandleFacts {
  url: string
  port: number
  dataDir: string
  isTemporary: boolean
  output(): string
}

function handleOf(child: ChildProcess, facts: HandleFacts): TocsinProcess {
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)))
  const cleanUp = (): void => {
    if (facts.isTemporary) rmSync(facts.dataDir, { recursive: true, force: true })
  }
  return {
    url: facts.url,
    port: facts.port,
    dataDir: facts.dataDir,
    pid: child.pid ?? 0,
    output: facts.output,
    hasExited: () => child.exitCode !== null || child.signalCode !== null,
    async stop() {
      child.kill('SIGTERM')
      const code = await ended
      cleanUp()
      return code
    },
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
  }
}

async function waitUntilReady(tocsin: TocsinProcess, startMsMax: number): Promise<void> {
  const deadline = Date.now() + startMsMax
  while (Date.now() < deadline) {
    if (tocsin.hasExited()) throw new Error(`Tocsin ended at its start:\n${tocsin.output()}`)
    if ((await askReady(tocsin.url)) === 200) return
    await sleep(50)
  }
  throw new Error(`Tocsin was not ready in time:\n${tocsin.output()}`)
}

function askReady(url: string): Promise<number | null> {
  const get = url.startsWith('https:') ? https.get : http.get
  return new Promise((resolve) => {
    const request = get(`${url}/readyz`, { rejectUnauthorized: false }, (response) => {
      response.resume()
      resolve(response.statusCode ?? null)
    })
    request.on('error', () => resolve(null))
  })
}
