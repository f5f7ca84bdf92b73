/** What a figure depends on besides the program: the machine, and what else it does meanwhile. */
import { closeSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs'
import { cpus, loadavg, totalmem } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { makeFolder } from './child-program.ts'
import { percentile } from './statistics.ts'

export interface Machine {
  processor: string
  cores: number
  memoryBytes: number
  node: string
  /** Processes that wanted to run, on average over the last minute; above the number of cores they wait for each other. */
  loadBefore: number
  /** To write 8 kB to the disk that holds the databases and be sure of it, the median of 50. */
  fsyncMs: number
}

const SYNCS = 50
const BLOCK = Buffer.alloc(8_192, 1)

export function readMachine(): Machine {
  const [first] = cpus()
  return {
    processor: first?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryBytes: totalmem(),
    node: process.version,
    loadBefore: loadavg()[0] ?? 0,
    fsyncMs: measureFsyncMs(),
  }
}

export function formatMachine({ processor, cores, memoryBytes, node, loadBefore, fsyncMs }: Machine): string {
  const memory = `${Math.round(memoryBytes / 2 ** 30)} GiB`
  const disk = `an fsync takes ${fsyncMs.toFixed(2)} ms`
  return `${cores} × ${processor}, ${memory}, Node ${node}; load ${loadBefore.toFixed(1)} before; ${disk}`
}

function measureFsyncMs(): number {
  const dir = makeFolder('fsync')
  const file = openSync(join(dir, 'block'), 'w')
  const times: number[] = []
  for (let count = 0; count < SYNCS; count++) {
    writeSync(file, BLOCK)
    const begin = performance.now()
    fsyncSync(file)
    times.push(performance.now() - begin)
  }
  closeSync(file)
  rmSync(dir, { recursive: true })
  return percentile(times, 0.5)
}
