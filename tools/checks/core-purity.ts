import { builtinModules } from 'node:module'
import { importsOf, packageOf } from './imports.ts'
import { dottedName, isFunction, isReference, namesBoundIn, type Place, placesIn } from './syntax.ts'
import { type Check, productSources, type SourceTree, type Violation } from './tree.ts'

// The core decides the same in production, in the simulator and in a backtest, so nothing in it may depend on when,
// where or how often it runs: no clock, no chance, no environment, no waiting, and no package that has them.

/** npm packages that the core may use: pure ones only, each with its reason. */
export const corePackages: ReadonlyMap<string, string> = new Map([
  ['re2js', 'regular expressions of users, matched in linear time'],
])

const impureGlobals = new Set([
  ...['process', 'crypto', 'performance', 'globalThis', 'window', 'navigator', 'console', 'Buffer', 'require', 'fetch'],
  ...['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'Promise', 'AbortSignal', 'AbortController'],
])
const impureReads = new Set(['Date.now', 'Math.random', 'import.meta'])

export const corePurity: Check = {
  name: 'the core is pure',
  find: (tree) =>
    productSources(tree, 'core').flatMap((path) => [...impureImports(tree, path), ...impureCode(tree, path)]),
}

function impureImports(tree: SourceTree, path: string): readonly Violation[] {
  return importsOf(tree, path).flatMap(({ specifier, target, kind, line }) => {
    if (kind === 'lazy') return [{ path, line, message: 'the core loads everything before it runs: no import()' }]
    if (target !== undefined) return []
    const name = packageOf(specifier)
    if (specifier.startsWith('node:') || builtinModules.includes(name)) {
      return [{ path, line, message: `the core imports a part of Node (${specifier})` }]
    }
    if (corePackages.has(name)) return []
    return [
      { path, line, message: `the core imports the npm package ${name}, which is not on its list of pure packages` },
    ]
  })
}

function impureCode(tree: SourceTree, path: string): readonly Violation[] {
  const program = tree.programOf(path)
  const bound = namesBoundIn(program)
  const violations: Violation[] = []
  for (const place of placesIn(program)) {
    const what = impurity(place, bound)
    if (what !== undefined) {
      violations.push({ path, line: tree.lineAt(path, place.node.start), message: `the core uses ${what}` })
    }
  }
  return violations
}

function impurity(place: Place, bound: ReadonlySet<string>): string | undefined {
  const { node } = place
  if (isFunction(node) && node.async === true) return 'an async function; waiting is the work of the shell'
  if (node.type === 'AwaitExpression' || (node.type === 'ForOfStatement' && node.await === true)) return 'await'
  if (isDateOfNow(place)) return 'a Date of the present moment; instants come with the command'
  const dotted = dottedName(node)
  if (dotted === 'Temporal.Now') return 'Temporal.Now; instants come with the command'
  if (dotted !== undefined && impureReads.has(dotted)) return `${dotted}; it is an input, not a read`
  if (isReference(place) && !bound.has(String(node.name)) && impureGlobals.has(String(node.name))) {
    return `${String(node.name)}, which reaches outside`
  }
  return undefined
}

/** `new Date()` or `Date(…)`: both read the clock; `new Date(ms)` does not. */
export function isDateOfNow({ node }: Place): boolean {
  if (node.type === 'CallExpression') return dottedName(node.callee) === 'Date'
  if (node.type !== 'NewExpression' || dottedName(node.callee) !== 'Date') return false
  return !Array.isArray(node.arguments) || node.arguments.length === 0
}
