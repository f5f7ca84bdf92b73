import type { Check, SourceTree, Violation } from './tree.ts'

// Whoever opens docs/ finds every page from its table of contents, and every address in it leads somewhere.

const index = 'docs/README.md'
const address = /\]\(([^)#:\s]+\.md)(?:#[^)]*)?\)/g

export const docsIndex: Check = {
  name: 'every page of docs stands in its table of contents',
  find: (tree) => (tree.has(index) ? [...listMissing(tree), ...listDead(tree)] : []),
}

function addressesOf(tree: SourceTree): { page: string; offset: number }[] {
  return [...tree.textOf(index).matchAll(address)].map((match) => ({
    page: resolve(match[1] ?? ''),
    offset: match.index,
  }))
}

function listMissing(tree: SourceTree): Violation[] {
  const linked = new Set(addressesOf(tree).map(({ page }) => page))
  return tree.paths
    .filter((path) => path.startsWith('docs/') && path.endsWith('.md') && path !== index && !linked.has(path))
    .map((path) => ({ path, line: 1, message: `nobody finds this page: give it a line in ${index}` }))
}

function listDead(tree: SourceTree): Violation[] {
  return addressesOf(tree)
    .filter(({ page }) => !tree.has(page))
    .map(({ page, offset }) => ({ path: index, line: tree.lineAt(index, offset), message: `there is no ${page}` }))
}

/** From docs/ on; `../README.md` is the repository's own. */
function resolve(link: string): string {
  return link.startsWith('../') ? link.slice('../'.length) : `docs/${link.replace(/^\.\//, '')}`
}
