/** What the system knows of a process: processor time and memory, of it and its children. Linux only; elsewhere null. */
import { existsSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/** Of /proc/…/stat; 100 a second on every Linux that Node runs on. */
const TICK_MS = 10

/** Processor time so far in milliseconds. */
export function readCpuMs(pids: readonly number[]): number | null {
  return sumOf(pids, (pid) => {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name in parentheses may hold anything; what follows it is numbers: user time is the 14th of all fields.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return (Number(fields[11]) + Number(fields[12])) * TICK_MS
  })
}

/** Memory that is resident (RSS) in bytes. */
export function readMemoryBytes(pid: number): number | null {
  return sumOf([pid], (each) => {
    const status = readFileSync(`/proc/${each}/status`, 'utf8')
    return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? Number.NaN) * 1024
  })
}

export function childrenOf(pid: number): number[] {
  const path = `/proc/${pid}/task/${pid}/children`
  if (!existsSync(path)) return []
  const children = readFileSync(path, 'utf8').split(' ').filter(Boolean).map(Number)
  return children.flatMap((child) => [child, ...childrenOf(child)])
}

function sumOf(pids: readonly number[], read: (pid: number) => number): number | null {
  if (!existsSync('/proc/self/stat')) return null
  let sum = 0
  for (const pid of pids) {
    try {
      sum += read(pid)
    } catch {
      // It ended between the look into the list and the look at it: nothing to count any more.
    }
  }
  return sum
}

const LOOK_MS = 250
const BUSY_SHARE_MAX = 0.1
const QUIET_LOOKS = 2
const BLIND_WAIT_MS = 3_000

/**
 * Waits until the processes use less than a tenth of a core, so that the work which a load left behind does not count against
 * the next measurement. Answers how long that took in milliseconds, or null when it did not come to rest within `maxMs`.
 */
export async function waitUntilQuiet(pids: () => readonly number[], maxMs: number): Promise<number | null> {
  const begin = performance.now()
  let before = readCpuMs(pids())
  if (before === null) {
    await sleep(BLIND_WAIT_MS)
    return null
  }
  for (let quiet = 0; performance.now() - begin < maxMs; ) {
    await sleep(LOOK_MS)
    const now = readCpuMs(pids()) ?? 0
    // Children that ended take their time with them.
    quiet = Math.abs(now - before) < LOOK_MS * BUSY_SHARE_MAX ? quiet + 1 : 0
    before = now
    if (quiet === QUIET_LOOKS) return Math.max(0, performance.now() - begin - QUIET_LOOKS * LOOK_MS)
  }
  return null
}
