import { isBuiltin } from 'node:module'
import { allImports, packageOf } from './imports.ts'
import { type Check, isSource, isTestCode, type SourceTree, type Violation } from './tree.ts'

// `npm ci` is the first thing that a new user runs. It refuses a lock file that misses an optional platform package, and
// npm drops such a package from the lock silently when its version does not exist. Versions are exact, so that everybody
// runs what was tested.

const lockPath = 'package-lock.json'
const exact = /^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/
const fields = ['dependencies', 'devDependencies', 'optionalDependencies'] as const

type Manifest = Partial<Record<(typeof fields)[number], Readonly<Record<string, string>>>> & { readonly name?: string }
type LockEntry = Manifest & { readonly resolved?: string; readonly link?: boolean; readonly version?: string }

export const lockFile: Check = {
  name: 'the lock file is whole',
  find: (tree) => (tree.has(lockPath) ? lockProblems(tree) : [{ path: lockPath, line: 1, message: 'is missing' }]),
}

export const declaredPackages: Check = {
  name: 'versions are exact, and every package used is declared and explained',
  find: (tree) => [...inexactVersions(tree), ...undeclared(tree), ...unexplained(tree)],
}

function lockProblems(tree: SourceTree): readonly Violation[] {
  const { packages } = JSON.parse(tree.textOf(lockPath)) as { packages: Readonly<Record<string, LockEntry>> }
  const say = (message: string): Violation => ({ path: lockPath, line: 1, message })
  return Object.entries(packages).flatMap(([key, entry]) => [
    ...Object.keys(entry.optionalDependencies ?? {})
      .filter((name) => !isLocked(packages, key, name))
      .map((name) =>
        say(`${key || 'the root'} wants the optional package ${name}, which is not locked; npm ci would refuse`),
      ),
    ...(isForeignHost(entry)
      ? [say(`${key} is fetched from ${entry.resolved}; leave the registry to the user's npm`)]
      : []),
  ])
}

function isForeignHost({ resolved, link }: LockEntry): boolean {
  return resolved !== undefined && link !== true && !resolved.startsWith('https://registry.npmjs.org/')
}

/** Looks for `name` the way Node does: in the node_modules of the package itself, then of each folder above. */
function isLocked(packages: Readonly<Record<string, LockEntry>>, from: string, name: string): boolean {
  for (let at = from; ; ) {
    if (packages[`${at === '' ? '' : `${at}/`}node_modules/${name}`]) return true
    if (at === '') return false
    const above = at.lastIndexOf('node_modules/')
    at = above <= 0 ? '' : at.slice(0, above - 1)
  }
}

function manifests(tree: SourceTree): readonly (readonly [path: string, manifest: Manifest])[] {
  return tree.paths
    .filter((path) => path.split('/').at(-1) === 'package.json')
    .map((path) => [path, JSON.parse(tree.textOf(path)) as Manifest])
}

function inexactVersions(tree: SourceTree): readonly Violation[] {
  return manifests(tree).flatMap(([path, manifest]) =>
    fields.flatMap((field) =>
      Object.entries(manifest[field] ?? {})
        .filter(([, version]) => !exact.test(version))
        .map(([name, version]) => ({ path, line: 1, message: `${name} is “${version}”; versions are exact` })),
    ),
  )
}

/** Every package has a line in a decision record that names it in backticks and says why it is here. */
function unexplained(tree: SourceTree): readonly Violation[] {
  const records = tree.paths.filter((path) => /^docs\/adr\/.+\.md$/.test(path)).map((path) => tree.textOf(path))
  return manifests(tree).flatMap(([path, manifest]) =>
    fields
      .flatMap((field) => Object.keys(manifest[field] ?? {}))
      .filter((name) => !name.startsWith('@tocsin/') && !records.some((text) => text.includes(`\`${name}\``)))
      .map((name) => ({
        path,
        line: 1,
        message: `${name} is explained by no record in docs/adr (which, licence, why)`,
      })),
  )
}

function undeclared(tree: SourceTree): readonly Violation[] {
  const declared = new Map(
    manifests(tree).map(([path, manifest]) => [
      path.slice(0, -'package.json'.length),
      new Set([manifest.name, ...fields.flatMap((field) => Object.keys(manifest[field] ?? {}))]),
    ]),
  )
  const ofRoot = declared.get('')
  return [
    ...allImports(
      tree,
      tree.paths.filter((path) => isSource(path) && !isTestCode(path)),
    ),
  ].flatMap((found) => {
    const name = packageOf(found.specifier)
    if (found.specifier.startsWith('.') || isBuiltin(found.specifier) || isVirtual(found.specifier)) return []
    const home = [...declared.keys()]
      .filter((folder) => found.from.startsWith(folder))
      .sort((a, b) => b.length - a.length)[0]
    const here = declared.get(home ?? '')
    if (!here || here.has(name) || here.has(`@types/${name}`) || (!isShipped(found.from) && ofRoot?.has(name)))
      return []
    return [{ path: found.from, line: found.line, message: `${name} is not declared in ${home ?? ''}package.json` }]
  })
}

/** Tools, configuration and measurements may use what the root declares for everybody. */
function isShipped(path: string): boolean {
  return path.startsWith('packages/') && !/\.config\.ts$/.test(path)
}

function isVirtual(specifier: string): boolean {
  return specifier.startsWith('virtual:') || specifier.startsWith('#')
}
