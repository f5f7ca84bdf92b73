/** Programs that the bench starts: each is known by its own process id, and none outlives the bench. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'

export interface ChildProgram {
  pid: number
  /** The end of what it printed. */
  output(): string
  hasEnded(): boolean
  /** What it printed last, when it ended though nobody told it to; else null. */
  diedWith(): string | null
  /** SIGTERM, and SIGKILL when that does not end it in time. Resolves when it has ended. */
  stop(): Promise<void>
  /** SIGKILL. */
  kill(): Promise<void>
}

const OUTPUT_CHARS_MAX = 20_000
const STOP_MS_MAX = 20_000
const READY_MS_MAX = 60_000

const running = new Set<ChildProcess>()
const folders = new Set<string>()
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
  for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
})

export function startProgram(
  file: string,
  args: readonly string[],
  options: { cwd: string; env: Record<string, string> },
): ChildProgram {
  const child = spawn(file, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
  running.add(child)
  let output = ''
  let isToldToEnd = false
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output = `${output}${chunk}`.slice(-OUTPUT_CHARS_MAX)
    })
  }
  const ended = new Promise<void>((resolve) => {
    const end = (how: string): void => {
      running.delete(child)
      output += how
      resolve()
    }
    child.once('exit', (code, signal) => end(`\nended with ${signal ?? `exit code ${code}`}`))
    child.once('error', (error) => end(String(error)))
  })
  return {
    pid: child.pid ?? 0,
    output: () => output,
    hasEnded: () => !running.has(child),
    diedWith: () => (running.has(child) || isToldToEnd ? null : output),
    async stop() {
      isToldToEnd = true
      child.kill('SIGTERM')
      const patience = new AbortController()
      const late = sleep(STOP_MS_MAX, 'late', { signal: patience.signal }).catch(() => 'ended')
      if ((await Promise.race([ended, late])) === 'late') child.kill('SIGKILL')
      patience.abort()
      await ended
    },
    async kill() {
      isToldToEnd = true
      child.kill('SIGKILL')
      await ended
    },
  }
}

/** Waits until `url` answers with 2xx. Rejects with what the program printed when it ends or takes too long. */
export async function waitUntilReady(program: ChildProgram, url: string): Promise<void> {
  const giveUp = AbortSignal.timeout(READY_MS_MAX)
  while (!giveUp.aborted && !program.hasEnded()) {
    const answer = await fetch(url).catch(() => null)
    // An unread body would keep its connection.
    await answer?.arrayBuffer().catch(() => null)
    if (answer?.ok) return
    await sleep(10)
  }
  const what = program.hasEnded() ? 'ended at its start' : 'was not ready in time'
  const output = program.output()
  await program.kill()
  throw new Error(`${url} ${what}. It printed:\n${output}`)
}

/** A temporary folder; it is gone when the bench ends, however it ends. */
export function makeFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `tocsin-bench-${name}-`))
  folders.add(folder)
  return folder
}

export async function findFreePort(): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  const probe = createServer()
  probe.once('error', reject)
  probe.listen(0, '127.0.0.1', () => {
    const address = probe.address()
    probe.close(() => (address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port'))))
  })
  return promise
}
