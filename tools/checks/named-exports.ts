import { nameOf, placesIn } from './syntax.ts'
import { type Check, isGenerated, isSource, type SourceTree, type Violation } from './tree.ts'

// A named export is found by its name everywhere, and a list of names says what a package offers. `export *` and default
// exports hide both. Configuration files are read by tools that ask for a default export.

export const namedExports: Check = {
  name: 'exports have names',
  find: (tree) =>
    tree.paths
      .filter((path) => isSource(path) && !isGenerated(path) && !/\.config\.ts$/.test(path) && !isGlobalSetup(path))
      .flatMap((path) => unnamed(tree, path)),
}

/** vitest takes either a default export or named hooks; both readings are common, so both are allowed. */
function isGlobalSetup(path: string): boolean {
  return /global-setup\.ts$/.test(path)
}

function unnamed(tree: SourceTree, path: string): readonly Violation[] {
  return [...placesIn(tree.programOf(path))].flatMap(({ node }) => {
    const line = tree.lineAt(path, node.start)
    const isDefault = node.type === 'ExportSpecifier' && nameOf(node.exported) === 'default'
    if (node.type === 'ExportDefaultDeclaration' || isDefault)
      return [{ path, line, message: 'a default export; give it a name' }]
    if (node.type === 'ExportAllDeclaration' && nameOf(node.exported) === undefined) {
      return [{ path, line, message: 'export * from …; list the names that others may use' }]
    }
    return []
  })
}
