import { posix } from 'node:path'
import { isNode, placesIn, type SyntaxNode } from './syntax.ts'
import { isSource, type SourceTree } from './tree.ts'

export type Import = {
  /** The text between the quotes. */
  readonly specifier: string
  /** The path in the repository that it names, or undefined for an npm package or a part of Node. */
  readonly target: string | undefined
  /** `type` disappears when types are stripped; `lazy` is an `import()` expression. */
  readonly kind: 'value' | 'type' | 'lazy'
  readonly line: number
  /** The imported names (`default` and `*` included). */
  readonly names: readonly string[]
}

/** Every import and re-export of a source file. Type-only ones are included: they count for directions. */
export function importsOf(tree: SourceTree, path: string): readonly Import[] {
  const found: Import[] = []
  for (const { node } of placesIn(tree.programOf(path))) {
    const read = readImport(node)
    if (read) found.push({ ...read, target: resolve(tree, path, read.specifier), line: tree.lineAt(path, node.start) })
  }
  return found
}

function readImport(node: SyntaxNode): Pick<Import, 'specifier' | 'kind' | 'names'> | undefined {
  const source = node.source
  if (!isNode(source) || typeof source.value !== 'string') return undefined
  const specifier = source.value
  if (node.type === 'ImportExpression') return { specifier, kind: 'lazy', names: [] }
  if (node.type === 'TSImportType') return { specifier, kind: 'type', names: [] }
  if (node.type === 'ExportAllDeclaration' || node.type === 'ExportNamedDeclaration') {
    return { specifier, kind: node.exportKind === 'type' ? 'type' : 'value', names: [] }
  }
  if (node.type !== 'ImportDeclaration') return undefined
  const specifiers = Array.isArray(node.specifiers) ? node.specifiers.filter(isNode) : []
  return { specifier, kind: node.importKind === 'type' ? 'type' : 'value', names: specifiers.map(importedName) }
}

function importedName(specifier: SyntaxNode): string {
  if (specifier.type === 'ImportDefaultSpecifier') return 'default'
  if (specifier.type === 'ImportNamespaceSpecifier') return '*'
  const imported = specifier.imported
  return isNode(imported) ? String(imported.name ?? imported.value) : '*'
}

function resolve(tree: SourceTree, from: string, specifier: string): string | undefined {
  const bare = specifier.replace(/\?.*$/, '')
  if (bare.startsWith('.')) return existing(tree, posix.join(posix.dirname(from), bare))
  const own = /^@tocsin\/([^/]+)(?:\/(.+))?$/.exec(bare)
  if (!own) return undefined
  const root = own[1] === 'bench' || own[1] === 'e2e' ? own[1] : `packages/${own[1]}`
  return existing(tree, own[2] === undefined ? `${root}/src/index.ts` : `${root}/src/${own[2]}`)
}

/** The bundler of the console lets suffixes be left out; elsewhere the path is exact. */
function existing(tree: SourceTree, path: string): string {
  const candidates = [path, `${path}.ts`, `${path}.tsx`, `${path}/index.ts`, `${path}/index.tsx`]
  return candidates.find((candidate) => tree.has(candidate)) ?? path
}

/** The npm package (or part of Node) that a specifier names: `@fastify/swagger` of `@fastify/swagger/x`. */
export function packageOf(specifier: string): string {
  const [first = '', second] = specifier.split('/')
  return first.startsWith('@') && second !== undefined ? `${first}/${second}` : first
}

/** Every import of every source file of the tree, with the file that holds it. */
export function* allImports(
  tree: SourceTree,
  paths: readonly string[] = tree.paths.filter(isSource),
): Generator<Import & { readonly from: string }> {
  for (const from of paths) for (const found of importsOf(tree, from)) yield { ...found, from }
}
