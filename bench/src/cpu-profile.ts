/** Reads the profiles that V8 writes (`--cpu-prof`) and says where the time went. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Cell, Table } from './table.ts'

/** The parts of a .cpuprofile that are read: the format of the DevTools protocol's `Profiler.Profile`. */
export interface CpuProfile {
  nodes: {
    id: number
    callFrame: { functionName: string; url: string; lineNumber: number }
    children?: number[]
  }[]
  /** The node that was on top of the stack at each sample, and the microseconds since the sample before. */
  samples: number[]
  timeDeltas: number[]
}

export interface HotSpot {
  /** Function and place. */
  name: string
  /** A package, a folder of ours, a part of Node, or what V8 does besides. */
  part: string
  /** On top of the stack. */
  selfMs: number
  /** Anywhere on the stack. What goes on behind an `await` is not below the function that waits. */
  totalMs: number
}

type Frame = Pick<HotSpot, 'name' | 'part'>
interface Node extends Frame {
  parent: Node | undefined
}

/** Every function that was seen, the one with most time of its own first. Time in which nothing ran is left out. */
export function listHotSpots(profile: CpuProfile): HotSpot[] {
  const nodes = linkNodes(profile)
  const spots = new Map<string, HotSpot>()
  for (const [index, id] of profile.samples.entries()) {
    const top = nodes.get(id)
    if (!top || top.name === '(idle)') continue
    const ms = (profile.timeDeltas[index] ?? 0) / 1_000
    spotOf(spots, top).selfMs += ms
    // A function that calls itself is on the stack once.
    for (const frame of framesOf(top).values()) spotOf(spots, frame).totalMs += ms
  }
  return [...spots.values()].sort((a, b) => b.selfMs - a.selfMs)
}

function linkNodes({ nodes }: CpuProfile): Map<number, Node> {
  const linked = new Map<number, Node>(
    nodes.map(({ id, callFrame }) => [id, { ...readFrame(callFrame), parent: undefined }]),
  )
  for (const { id, children = [] } of nodes) {
    for (const child of children) {
      const node = linked.get(child)
      if (node) node.parent = linked.get(id)
    }
  }
  return linked
}

function framesOf(top: Node): Map<string, Node> {
  const frames = new Map<string, Node>()
  for (let node: Node | undefined = top; node; node = node.parent) frames.set(node.name, node)
  return frames
}

function spotOf(spots: Map<string, HotSpot>, { name, part }: Frame): HotSpot {
  const spot = spots.get(name) ?? { name, part, selfMs: 0, totalMs: 0 }
  spots.set(name, spot)
  return spot
}

function readFrame({ functionName, url, lineNumber }: CpuProfile['nodes'][number]['callFrame']): Frame {
  const name = functionName === '' ? '(anonymous)' : functionName
  if (url === '') return { name, part: name.startsWith('(') ? name : 'V8 and Node in C++' }
  const npm = /\/node_modules\/((?:@[^/]+\/)?[^/]+)\/(.*)$/.exec(url)
  const ours = npm ? null : /\/packages\/(([^/]+)\/src\/(.*))$/.exec(url)
  const place = npm ? `${npm[1]}/${npm[2]}` : (ours?.[1] ?? url)
  const folder = ours?.[3]?.split('/').slice(0, -1).slice(0, 3).join('/')
  const part = npm?.[1] ?? (ours ? `${ours[2]} ${folder}`.trim() : 'node')
  return { name: `${name} ${place}:${lineNumber + 1}`, part }
}

const SPOTS = 25
const PARTS = 20

/** The profiles in a folder, each in three tables: by part of the program, by a function's own time, by time below it. */
export function profileTables(folder: string): Table[] {
  if (!existsSync(folder)) return []
  const files = readdirSync(folder).filter((name) => name.endsWith('.cpuprofile'))
  return files.sort().flatMap((file) => {
    const spots = listHotSpots(JSON.parse(readFileSync(join(folder, file), 'utf8')) as CpuProfile)
    const total = spots.reduce((sum, { selfMs }) => sum + selfMs, 0)
    const row = (name: string, ms: number): Cell[] => [`${((ms / total) * 100).toFixed(1)} %`, ms.toFixed(0), name]
    const below = spots.filter(({ name }) => /^(?!\().* (?:adapters|core|server)\/src/.test(name))
    return [
      {
        title: `${file}: ${(total / 1_000).toFixed(1)} s at work, by part`,
        columns: ['share', 'ms', 'part'],
        rows: partsOf(spots).map(([part, ms]) => row(part, ms)),
      },
      {
        title: `${file}: a function’s own time`,
        columns: ['share', 'ms', 'function'],
        rows: spots.slice(0, SPOTS).map((spot) => row(spot.name, spot.selfMs)),
      },
      {
        title: `${file}: time in a function of ours and what it calls`,
        columns: ['share', 'ms', 'function'],
        rows: below
          .sort((a, b) => b.totalMs - a.totalMs)
          .slice(0, SPOTS)
          .map((spot) => row(spot.name, spot.totalMs)),
      },
    ].map((table) => ({ ...table, notes: [] }))
  })
}

function partsOf(spots: readonly HotSpot[]): [string, number][] {
  const sums = new Map<string, number>()
  for (const { part, selfMs } of spots) sums.set(part, (sums.get(part) ?? 0) + selfMs)
  return [...sums].sort((a, b) => b[1] - a[1]).slice(0, PARTS)
}
