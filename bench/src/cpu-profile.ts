/** Reads the profiles that V8 writes (`--cpu-prof`) and says where the time went. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Cell, Table } from './table.ts'

/** The parts of a .cpuprofile that are read: the format of the DevTools protocol's `Profiler.Profile`. */
export interface CpuProfile {
  nodes: { id: number; callFrame: { functionName: string; url: string; lineNumber: number } }[]
  /** The node that was on top of the stack at each sample, and the microseconds since the sample before. */
  samples: number[]
  timeDeltas: number[]
}

export interface HotSpot {
  name: string
  /** Of the time that was not idle. */
  share: number
  ms: number
}

/** Self time by function, most first. Time in which nothing ran is left out. */
export function listHotSpots({ nodes, samples, timeDeltas }: CpuProfile): HotSpot[] {
  const nameOf = new Map(nodes.map(({ id, callFrame }) => [id, formatFrame(callFrame)]))
  const times = new Map<string, number>()
  for (const [index, id] of samples.entries()) {
    const name = nameOf.get(id) ?? '(unknown)'
    if (name !== '(idle)') times.set(name, (times.get(name) ?? 0) + (timeDeltas[index] ?? 0))
  }
  const total = [...times.values()].reduce((sum, time) => sum + time, 0)
  return [...times]
    .map(([name, time]) => ({ name, share: total === 0 ? 0 : time / total, ms: time / 1_000 }))
    .sort((a, b) => b.ms - a.ms)
}

function formatFrame({ functionName, url, lineNumber }: CpuProfile['nodes'][number]['callFrame']): string {
  const name = functionName === '' ? '(anonymous)' : functionName
  const place = /(?:node_modules|packages)\/(.*)$/.exec(url)?.[1] ?? url
  return place === '' ? name : `${name} ${place}:${lineNumber + 1}`
}

const SPOTS = 25

/** One table for each profile in the folder. */
export function profileTables(folder: string): Table[] {
  if (!existsSync(folder)) return []
  const files = readdirSync(folder).filter((name) => name.endsWith('.cpuprofile'))
  return files.sort().map((file): Table => {
    const spots = listHotSpots(JSON.parse(readFileSync(join(folder, file), 'utf8')) as CpuProfile)
    const total = spots.reduce((sum, { ms }) => sum + ms, 0)
    return {
      title: `Profile ${file}: self time of ${(total / 1_000).toFixed(1)} s at work`,
      columns: ['function', 'share', 'ms'],
      rows: spots
        .slice(0, SPOTS)
        .map((spot): Cell[] => [spot.name, `${(spot.share * 100).toFixed(1)} %`, spot.ms.toFixed(0)]),
      notes: [],
    }
  })
}
