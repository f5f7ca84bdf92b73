import { isFunction, nameOf, type Place, placesIn } from './syntax.ts'
import { type Check, isSource, isTestCode, type SourceTree, type Violation } from './tree.ts'

// Long functions and long files are not forbidden, but their number may only go down. ratchet.json holds the numbers.

export const ratchetPath = 'tools/checks/ratchet.json'

const functionLinesMax = 70
const componentLinesMax = 120
const fileLinesMax = 300

export type Ratchet = { readonly longFunctions: number; readonly longFiles: number }
type Offender = Violation & { readonly lines: number }

export const sizeRatchet: Check = {
  name: 'long functions and files only become fewer',
  find: (tree) => {
    const allowed = parseRatchet(tree.has(ratchetPath) ? tree.textOf(ratchetPath) : '{}')
    return [
      ...compare('longFunctions', allowed.longFunctions, longFunctions(tree)),
      ...compare('longFiles', allowed.longFiles, longFiles(tree)),
    ]
  },
}

/** What ratchet.json should say of a tree. */
export function measure(tree: SourceTree): Ratchet {
  return { longFunctions: longFunctions(tree).length, longFiles: longFiles(tree).length }
}

export function formatRatchet(ratchet: Ratchet): string {
  return `${JSON.stringify(ratchet, null, 2)}\n`
}

function parseRatchet(text: string): Ratchet {
  const { longFunctions = 0, longFiles = 0 } = JSON.parse(text) as Partial<Ratchet>
  return { longFunctions, longFiles }
}

function compare(name: keyof Ratchet, allowed: number, offenders: readonly Offender[]): readonly Violation[] {
  if (offenders.length === allowed) return []
  if (offenders.length < allowed) {
    const message = `${name} went down to ${offenders.length}: well done; write it down with \`npm run check -- --tighten\``
    return [{ path: ratchetPath, line: 1, message }]
  }
  const message = `${name} went up from ${allowed} to ${offenders.length}; split what grew (all of them are listed here)`
  return [{ path: ratchetPath, line: 1, message }, ...[...offenders].sort((a, b) => b.lines - a.lines)]
}

function measured(tree: SourceTree): readonly string[] {
  return tree.paths.filter((path) => isSource(path) && !isTestCode(path))
}

function longFunctions(tree: SourceTree): readonly Offender[] {
  return measured(tree).flatMap((path) =>
    [...placesIn(tree.programOf(path))].flatMap((place) => {
      if (!isFunction(place.node)) return []
      const line = tree.lineAt(path, place.node.start)
      const lines = tree.lineAt(path, place.node.end) - line + 1
      const name = functionName(place)
      const max = path.endsWith('.tsx') && /^[A-Z]/.test(name) ? componentLinesMax : functionLinesMax
      return lines > max
        ? [{ path, line, lines, message: `${name || 'a function'} has ${lines} lines; the aim is ${max}` }]
        : []
    }),
  )
}

function functionName({ node, parent }: Place): string {
  const own = nameOf(node.id)
  if (own !== undefined) return own
  if (parent?.type === 'VariableDeclarator') return nameOf(parent.id) ?? ''
  return parent?.type === 'Property' || parent?.type === 'MethodDefinition' ? (nameOf(parent.key) ?? '') : ''
}

function longFiles(tree: SourceTree): readonly Offender[] {
  return measured(tree).flatMap((path) => {
    const lines = tree.textOf(path).trimEnd().split('\n').length
    if (lines <= fileLinesMax) return []
    return [{ path, line: 1, lines, message: `the file has ${lines} lines; the aim is ${fileLinesMax}` }]
  })
}
