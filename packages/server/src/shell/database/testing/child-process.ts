import { type ChildProcess, spawn } from 'node:child_process'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** A process that tests start, read line by line, and kill. */
export interface TestProcess {
  /** Everything that it printed so far, a line each; grows. */
  lines: string[]
  /** Resolves with the line after those that were read already; rejects when the process ends before it. */
  nextLine(): Promise<string>
  /** SIGKILL; resolves when the process is gone and its output read. */
  kill(): Promise<void>
}

/** Runs `testing/<script>` with the pinned node that runs the tests. */
export function startTestProcess(script: string, ...args: string[]): TestProcess {
  const path = fileURLToPath(new URL(script, import.meta.url))
  const child = spawn(process.execPath, [path, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  const lines: string[] = []
  const reader = createInterface({ input: child.stdout })
  reader.on('line', (line) => lines.push(line))
  const ended = whenEnded(child)
  let read = 0
  return {
    lines,
    async nextLine() {
      read += 1
      while (lines.length < read) {
        const line = new Promise((resolve) => reader.once('line', resolve))
        const isOver = await Promise.race([line.then(() => false), ended.then(() => true)])
        if (isOver && lines.length < read) throw new Error(`${script} ended before it printed line ${read}`)
      }
      return lines[read - 1] ?? ''
    },
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
  }
}

/** `close` comes after the output was read, unlike `exit`. */
function whenEnded(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => child.on('close', () => resolve()))
}
