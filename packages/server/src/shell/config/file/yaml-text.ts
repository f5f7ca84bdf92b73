/** YAML with the place of everything in it. */
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  type YAMLMap,
} from 'yaml'
import { coverVariables, uncover, usesCoverLetters } from './variables.ts'

export type Path = readonly (string | number)[]

export interface Place {
  line: number
  column: number
}

export interface YamlText {
  /** Plain data; variables in it are still covered. */
  value: unknown
  /** Where a field stands; of one that is missing, where the thing stands that lacks it. */
  placeOf(path: Path): Place
  /** Where the name of a field stands. */
  placeOfKey(path: Path): Place
}

export interface YamlProblem extends Place {
  problem: string
}

/** A file of a thousand people has about 200 kB. */
export const FILE_CHARS_MAX = 2 * 1024 * 1024
const PROBLEMS_MAX = 10
const ALIASES_MAX = 100

export function parseYaml(text: string): YamlText | { problems: YamlProblem[] } {
  const start = { line: 1, column: 1 }
  if (text.length > FILE_CHARS_MAX) {
    return { problems: [{ ...start, problem: `the file has more than ${FILE_CHARS_MAX} characters` }] }
  }
  if (usesCoverLetters(text)) {
    return { problems: [{ ...start, problem: "the file uses letters of Unicode's private area (U+E000 to U+E07F)" }] }
  }
  const lines = new LineCounter()
  const document = parseDocument(coverVariables(text), { lineCounter: lines, prettyErrors: false, merge: true })
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset)
    return { line: Math.max(1, line), column: Math.max(1, col) }
  }
  const problems = document.errors
    .slice(0, PROBLEMS_MAX)
    .map(({ message, pos }) => ({ ...placeAt(pos[0]), problem: uncover(message) }))
  if (problems.length > 0) return { problems }
  return readDocument(document, placeAt, start)
}

function readDocument(
  document: Document,
  placeAt: (offset: number) => Place,
  start: Place,
): YamlText | { problems: YamlProblem[] } {
  try {
    return {
      value: document.toJS({ maxAliasCount: ALIASES_MAX }),
      placeOf: (path) => placeAt(offsetOf(document, path)),
      placeOfKey: (path) => placeAt(offsetOfKey(document, path)),
    }
  } catch (error) {
    return { problems: [{ ...start, problem: uncover((error as Error).message) }] }
  }
}

/** The start of the deepest part of the path that is there. */
function offsetOf(document: Document, path: Path): number {
  let node: unknown = document.contents
  let offset = startOf(node) ?? 0
  for (const step of path) {
    node = childOf(document, node, step)
    const start = startOf(node)
    if (start === undefined) break
    offset = start
  }
  return offset
}

function offsetOfKey(document: Document, path: Path): number {
  let node: unknown = document.contents
  for (const step of path.slice(0, -1)) node = childOf(document, node, step)
  const pair = findPair(document, node, path.at(-1) ?? '')
  return startOf(pair?.key) ?? offsetOf(document, path)
}

function childOf(document: Document, parent: unknown, step: string | number): unknown {
  const node = resolved(document, parent)
  if (isSeq(node)) return node.items[Number(step)]
  return findPair(document, node, step)?.value
}

function findPair(document: Document, parent: unknown, key: string | number): Pair | undefined {
  const node = resolved(document, parent)
  if (!isMap(node)) return undefined
  return (node as YAMLMap).items.find((pair) => isScalar(pair.key) && uncover(String(pair.key.value)) === String(key))
}

function resolved(document: Document, node: unknown): unknown {
  return isAlias(node) ? node.resolve(document) : node
}

function startOf(node: unknown): number | undefined {
  return typeof node === 'object' && node !== null ? (node as Node).range?.[0] : undefined
}
