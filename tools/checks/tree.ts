import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseSource, type SyntaxNode } from './syntax.ts'

/** One problem at one place. `line` counts from 1. */
export type Violation = { readonly path: string; readonly line: number; readonly message: string }

/** A structural rule: a title for the report, and a reading of the tree that finds what breaks it. */
export type Check = { readonly name: string; readonly find: (tree: SourceTree) => readonly Violation[] }

/** The repository as texts by path (relative, forward slashes): read from disk, or written down by a test. */
export type SourceTree = {
  readonly paths: readonly string[]
  readonly has: (path: string) => boolean
  readonly textOf: (path: string) => string
  /** The syntax tree of a source file; parsed once. */
  readonly programOf: (path: string) => SyntaxNode
  readonly lineAt: (path: string, offset: number) => number
}

export function treeOf(files: Readonly<Record<string, string>>): SourceTree {
  return makeTree(Object.keys(files), (path) => files[path] ?? '')
}

const skippedFolders = new Set(['node_modules', 'dist', '.git', '.cache', 'coverage', 'data', '.tocsin-data'])

/** Reads the tree below `root`; texts are read when asked for. */
export function readTree(root: string): SourceTree {
  const paths: string[] = []
  const visit = (folder: string): void => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      if (entry.isDirectory()) {
        if (!skippedFolders.has(entry.name)) visit(path)
      } else if (entry.isFile()) paths.push(path)
    }
  }
  visit('')
  return makeTree(paths, (path) => readFileSync(join(root, path), 'utf8'))
}

function makeTree(unsorted: readonly string[], read: (path: string) => string): SourceTree {
  const paths = [...unsorted].sort()
  const known = new Set(paths)
  const texts = new Map<string, string>()
  const programs = new Map<string, SyntaxNode>()
  const textOf = (path: string): string => {
    const text = texts.get(path) ?? read(path)
    texts.set(path, text)
    return text
  }
  return {
    paths,
    has: (path) => known.has(path),
    textOf,
    programOf: (path) => {
      const program = programs.get(path) ?? parseSource(path, textOf(path))
      programs.set(path, program)
      return program
    },
    lineAt: (path, offset) => textOf(path).slice(0, offset).split('\n').length,
  }
}

export function isSource(path: string): boolean {
  return /\.(ts|tsx)$/.test(path) && !path.endsWith('.d.ts') && !isGenerated(path)
}

export function isGenerated(path: string): boolean {
  return /\.gen\.tsx?$/.test(path) || path === 'packages/web/src/api/schema.ts'
}

/** Tests and what only tests use: they may import and read anything. */
export function isTestCode(path: string): boolean {
  return /\.test\.tsx?$/.test(path) || /\.test-d\.ts$/.test(path) || path.split('/').includes('testing')
}

/** The source files of the packages that make up the product, without their tests. */
export function productSources(tree: SourceTree, ...packages: readonly string[]): readonly string[] {
  return tree.paths.filter(
    (path) => isSource(path) && !isTestCode(path) && packages.some((name) => path.startsWith(`packages/${name}/`)),
  )
}
