import { isDateOfNow } from './core-purity.ts'
import { importsOf } from './imports.ts'
import { childrenOf, dottedName, isNode, type Place, placesIn } from './syntax.ts'
import { type Check, productSources, type SourceTree, type Violation } from './tree.ts'

// The simulator owns time, chance and the environment. A read of them anywhere but in the ports is a place where a run
// cannot be repeated. The core is stricter still; see core-purity.

/** Files that may read the clock, chance and the environment, because everybody else gets them from here. */
const ports = [
  /^packages\/server\/src\/shell\/ports\//,
  /^packages\/server\/src\/shell\/config[/.]/,
  /^packages\/[^/]+\/src\/main\.tsx?$/,
  /^packages\/web\/src\/ports\//,
]

const reads: ReadonlyMap<string, string> = new Map([
  ['Date.now', 'the clock'],
  ['Temporal.Now', 'the clock'],
  ['performance.now', 'the clock'],
  ['performance.timeOrigin', 'the clock'],
  ['process.hrtime', 'the clock'],
  ['process.uptime', 'the clock'],
  ['Math.random', 'chance'],
  ['crypto.randomUUID', 'chance'],
  ['crypto.getRandomValues', 'chance'],
  ['crypto.randomBytes', 'chance'],
  ['crypto.randomInt', 'chance'],
  ['process.env', 'the environment'],
  ['import.meta.env', 'the environment'],
])

/** What must not be imported by name, because the read would then carry no telling prefix. */
const namedImports: ReadonlyMap<string, ReadonlyMap<string, string>> = new Map([
  [
    'crypto',
    new Map(['randomUUID', 'randomBytes', 'randomInt', 'randomFill', 'randomFillSync'].map((name) => [name, 'chance'])),
  ],
  [
    'process',
    new Map([
      ['env', 'the environment'],
      ['hrtime', 'the clock'],
      ['uptime', 'the clock'],
    ]),
  ],
])

export const ambientReads: Check = {
  name: 'clock, chance and environment are read in the ports alone',
  find: (tree) =>
    productSources(tree, 'adapters', 'server', 'sim', 'standins', 'web')
      .filter((path) => !ports.some((pattern) => pattern.test(path)))
      .flatMap((path) => [...readsIn(tree, path), ...namedReads(tree, path)]),
}

function readsIn(tree: SourceTree, path: string): readonly Violation[] {
  const violations: Violation[] = []
  for (const place of placesIn(tree.programOf(path))) {
    const what = readOf(place)
    if (what !== undefined) violations.push(violation(path, tree.lineAt(path, place.node.start), what))
  }
  return violations
}

function readOf(place: Place): string | undefined {
  if (isDateOfNow(place)) return 'the clock (a Date of the present moment)'
  if (isEnvironmentTakenApart(place)) return 'the environment (process.env)'
  if (place.node.type !== 'MemberExpression') return undefined
  const name = dottedName(place.node)?.replace(/^(globalThis|window)\./, '')
  const what = name === undefined ? undefined : reads.get(name)
  return what === undefined ? undefined : `${what} (${name})`
}

/** `const { env } = process`. */
function isEnvironmentTakenApart({ node }: Place): boolean {
  if (node.type !== 'VariableDeclarator' || dottedName(node.init) !== 'process' || !isNode(node.id)) return false
  return [...childrenOf(node.id)].some(({ child }) => dottedName(child.key) === 'env')
}

function namedReads(tree: SourceTree, path: string): readonly Violation[] {
  return importsOf(tree, path).flatMap(({ specifier, names, line }) =>
    names.flatMap((name) => {
      const what = namedImports.get(specifier.replace(/^node:/, ''))?.get(name)
      return what === undefined ? [] : [violation(path, line, `${what} (${name})`)]
    }),
  )
}

function violation(path: string, line: number, what: string): Violation {
  return { path, line, message: `reads ${what} outside the ports; take it as an argument or from a port` }
}
