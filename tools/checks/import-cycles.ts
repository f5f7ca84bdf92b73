import { allImports } from './imports.ts'
import { type Check, isSource, type SourceTree, type Violation } from './tree.ts'

// A cycle of imports at run time makes the order of evaluation depend on who is imported first. Type-only imports vanish
// and lazy ones run later, so neither closes a cycle.

export const importCycles: Check = {
  name: 'no import cycles',
  find: (tree) => cyclesOf(graphOf(tree)).map((cycle) => violationOf(cycle)),
}

type Graph = ReadonlyMap<string, readonly string[]>

function graphOf(tree: SourceTree): Graph {
  const graph = new Map<string, string[]>()
  const sources = tree.paths.filter((path) => path.startsWith('packages/') && isSource(path))
  for (const path of sources) graph.set(path, [])
  for (const { from, target, kind } of allImports(tree, sources)) {
    if (kind === 'value' && target !== undefined && graph.has(target)) graph.get(from)?.push(target)
  }
  return graph
}

function violationOf(cycle: readonly string[]): Violation {
  const [path = ''] = cycle
  return { path, line: 1, message: `import cycle: ${[...cycle, path].join(' → ')}` }
}

/** One shortest cycle for each file that starts one not reported yet, so that a knot of files is named once. */
function cyclesOf(graph: Graph): readonly (readonly string[])[] {
  const reported = new Set<string>()
  const cycles: (readonly string[])[] = []
  for (const start of graph.keys()) {
    if (reported.has(start)) continue
    const cycle = shortestCycleFrom(graph, start)
    if (!cycle) continue
    for (const path of cycle) reported.add(path)
    cycles.push(cycle)
  }
  return cycles
}

function shortestCycleFrom(graph: Graph, start: string): readonly string[] | undefined {
  const cameFrom = new Map<string, string>()
  const queue = [start]
  for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
    for (const next of graph.get(path) ?? []) {
      if (next === start) return trail(cameFrom, path, start)
      if (cameFrom.has(next)) continue
      cameFrom.set(next, path)
      queue.push(next)
    }
  }
  return undefined
}

function trail(cameFrom: ReadonlyMap<string, string>, last: string, start: string): readonly string[] {
  const path = [last]
  for (let at = last; at !== start; ) {
    const before = cameFrom.get(at)
    if (before === undefined) break
    path.unshift(before)
    at = before
  }
  return path
}
