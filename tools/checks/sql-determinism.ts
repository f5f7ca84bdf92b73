import { isNode, type Place, placesIn } from './syntax.ts'
import { type Check, isTestCode, productSources, type SourceTree, type Violation } from './tree.ts'

// Instants and ids are parameters of a statement, never made by it: the simulator owns time, and a statement that is
// sent again after a conflict must mean the same. Comparing the clock of the database with ours is the port's business.

const clockOrChance = new RegExp(
  [
    String.raw`\b(now|random|random_normal|gen_random_uuid|gen_random_bytes|uuid_generate_v\d\w*|uuidv4|uuidv7)\s*\(`,
    String.raw`\b(clock_timestamp|statement_timestamp|transaction_timestamp|timeofday)\s*\(`,
    String.raw`\b(current_timestamp|current_date|current_time|localtimestamp|localtime)\b`,
  ].join('|'),
  'gi',
)
const namesOnlyInSql = /^(current_timestamp|current_date|current_time|localtimestamp|localtime)$/i
const ports = /^packages\/server\/src\/shell\/ports\//

export const sqlDeterminism: Check = {
  name: 'SQL makes no instants and no ids',
  find: (tree) => [
    ...tree.paths
      .filter((path) => path.startsWith('packages/') && path.endsWith('.sql'))
      .flatMap((path) => inSqlFile(tree, path)),
    ...productSources(tree, 'server')
      .filter((path) => !ports.test(path) && !isTestCode(path))
      .flatMap((path) => inSource(tree, path)),
  ],
}

function inSqlFile(tree: SourceTree, path: string): readonly Violation[] {
  return matches(withoutComments(tree.textOf(path))).map(({ word, at }) => violation(path, tree.lineAt(path, at), word))
}

/** SQL in TypeScript: tagged templates and, because builders take fragments as strings, every other text. */
function inSource(tree: SourceTree, path: string): readonly Violation[] {
  const violations: Violation[] = []
  for (const place of placesIn(tree.programOf(path))) {
    const text = textOf(place)
    if (text === undefined) continue
    for (const { word, at } of matches(withoutComments(text))) {
      if (namesOnlyInSql.test(word) && !looksLikeSql(text)) continue
      violations.push(violation(path, tree.lineAt(path, place.node.start + at), word))
    }
  }
  return violations
}

function textOf({ node }: Place): string | undefined {
  if (node.type === 'Literal' && typeof node.value === 'string') return node.value
  const value: unknown = node.type === 'TemplateElement' ? node.value : undefined
  return typeof value === 'object' && value !== null && !isNode(value)
    ? String((value as { raw?: unknown }).raw)
    : undefined
}

function looksLikeSql(text: string): boolean {
  return /\b(select|insert|update|delete|where|values|default|set)\b/i.test(text)
}

function matches(text: string): readonly { readonly word: string; readonly at: number }[] {
  return [...text.matchAll(clockOrChance)].map((match) => ({
    word: match.slice(1).find((group) => group !== undefined) ?? match[0],
    at: match.index,
  }))
}

/** Comments blanked out, so that offsets stay. */
function withoutComments(text: string): string {
  return text.replace(/--[^\n]*|\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ' '))
}

function violation(path: string, line: number, word: string): Violation {
  return { path, line, message: `SQL calls ${word}; pass the instant or the id as a parameter` }
}
