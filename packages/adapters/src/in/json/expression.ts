import {
  type ASTNode,
  TypeError as CelTypeError,
  Environment,
  Optional,
  ParseError,
  type ParseResult,
} from '@marcbachmann/cel-js'
import { compilePattern, type Pattern } from '@tocsin/core/detect/pattern.ts'
import { LIMITS } from '@tocsin/core/kernel/limits.ts'

/**
 * One expression that a user wrote, in CEL: of a mapping here, of event rules in `../../rules`. The library is fast and checks
 * types before it runs, but leaves three things open that a body from outside could use; this module closes them, and nothing
 * else knows the library.
 *
 * - `matches()` runs on JavaScript's backtracking engine. Calls of it are turned into calls of our own function, which takes
 *   RE2's syntax and linear time, as CEL demands.
 * - Loops (`map`, `filter`, `all`, `exists`, `exists_one`) may be nested without bound. Two deep is all that a mapping may, and
 *   the rounds they can take on a body are reckoned before anything runs (see `mapping.ts`).
 * - Objects with a key `constructor` are taken for foreign classes: see `cel-input.ts`.
 */
export interface Expression<Names = Variables> {
  source: string
  /** What it gives, as far as is known before it runs: `bool`, `string`, `dyn`, … */
  type: string
  /** The variables that it reads. */
  names: ReadonlySet<string>
  /** How deep loops are nested in it: 0 to 2. */
  loopDepth: number
  /** A loop may run over the pieces of a text: then the length of texts counts too. */
  splitsText: boolean
  /** Throws when a field is missing, an overload does not exist, …: `evaluate` of `mapping.ts` makes a problem of it. */
  run(variables: Names): unknown
}

/** What expressions read, each by way of `celInput`. */
export interface Variables {
  body: unknown
  headers: unknown
  item: unknown
}

/** `position` counts characters from 0; `line` and `column` from 1, for an editor. */
export interface ExpressionError {
  message: string
  position: number
  line: number
  column: number
}

const LOOPS: ReadonlySet<unknown> = new Set(['map', 'filter', 'all', 'exists', 'exists_one'])
const SPLITS: ReadonlySet<unknown> = new Set(['split', 'bytes', 'json'])
/** The name that calls of `matches` get; no user can write it, for it is refused in sources. */
const LINEAR_MATCHES = 'matchesInLinearTime'
/** The same for reading a key of a lenient map. */
const TEXT_OR_EMPTY = 'textOrEmpty'

/** What the expressions of one place may say. */
export interface Language {
  /** See {@link newEnvironment}. */
  environment: Environment
  loopDepthMax: number
  /** Maps of texts, handed in as Maps, of which a key that is missing reads as an empty text, unless `has()` asks for it. */
  lenientMaps?: ReadonlySet<string>
}

/** An environment with our limits and functions, without variables. */
export function newEnvironment(): Environment {
  return new Environment({
    homogeneousAggregateLiterals: false,
    enableOptionalTypes: true,
    limits: { maxAstNodes: LIMITS.expressionNodesMax, maxDepth: 50, maxListElements: 200, maxMapEntries: 200 },
  })
    .registerFunction(`string.${LINEAR_MATCHES}(string): bool`, (text: string, pattern: string) =>
      patternOf(pattern).test(text),
    )
    .registerFunction(
      `${TEXT_OR_EMPTY}(map<string, string>, string): string`,
      (texts: ReadonlyMap<string, string>, name: string) => texts.get(name) ?? '',
    )
}

const MAPPINGS: Language = {
  environment: newEnvironment()
    .registerVariable('body', 'dyn')
    .registerVariable('headers', 'dyn')
    .registerVariable('item', 'dyn'),
  loopDepthMax: 2,
}

export type Compiled<Names> = { expression: Expression<Names> } | { error: ExpressionError }

/** Parses and type-checks an expression of a mapping. */
export function compileExpression(source: string): Compiled<Variables> {
  return compileIn(MAPPINGS, source)
}

/** Parses and type-checks an expression. */
export function compileIn<Names extends object>(language: Language, source: string): Compiled<Names> {
  if (source.length > LIMITS.expressionCharsMax) {
    return { error: errorAt(source, 0, `longer than ${LIMITS.expressionCharsMax} characters`) }
  }
  const own = [LINEAR_MATCHES, TEXT_OR_EMPTY].find((name) => source.includes(name))
  if (own !== undefined) return { error: errorAt(source, 0, `unknown function ${own}`) }
  try {
    const written = parse(language, source)
    if ('error' in written) return written
    // What was written is checked as it stands, so that errors have their place; what runs may be a more lenient form of it.
    const { edits, ...survey } = written.survey
    const lenient = edits.length === 0 ? written : parse(language, edited(source, edits))
    if ('error' in lenient) return lenient
    const { program } = lenient
    const { loopDepth, splitsText, names } = survey
    const { type } = written
    return {
      expression: { source, type, names, loopDepth, splitsText, run: (variables) => unwrap(program(variables)) },
    }
  } catch (error) {
    // The library reports a bad expression by throwing; anything else that it throws is about this source as well.
    return { error: celError(source, error) }
  }
}

function parse(
  language: Language,
  source: string,
): { program: ParseResult; type: string; survey: Survey } | { error: ExpressionError } {
  const program = language.environment.parse(source)
  const survey = surveyTree(program.ast, language)
  if (survey.error) return { error: errorAt(source, survey.error.position, survey.error.message) }
  const checked = program.check()
  if (checked.error) return { error: celError(source, checked.error) }
  return { program, type: checked.type ?? 'dyn', survey }
}

/** `body.?field` gives an optional: nothing, or its value. */
function unwrap(value: unknown): unknown {
  if (!(value instanceof Optional)) return value
  return value.hasValue() ? value.value() : null
}

interface Survey {
  loopDepth: number
  splitsText: boolean
  names: Set<string>
  /** What has to stand in place of what, to read missing keys of lenient maps as empty. */
  edits: { from: number; to: number; text: string }[]
  error?: { position: number; message: string }
}

/** Walks the tree once, before it is checked: turns `matches` into our own, and finds loops. The parser bounds its depth. */
function surveyTree(root: ASTNode, language: Language): Survey {
  const survey: Survey = { loopDepth: 0, splitsText: false, names: new Set(), edits: [] }
  visit(root, 0, survey, language)
  return survey
}

function visit(node: ASTNode, loopsAbove: number, survey: Survey, language: Language): void {
  if (node.op === 'id') survey.names.add(node.args)
  if (node.op !== 'rcall' && node.op !== 'call') {
    noteLenient(node, survey, language)
    for (const child of childrenOf(node.args)) visit(child, loopsAbove, survey, language)
    return
  }
  const [name] = node.args
  if (SPLITS.has(name)) survey.splitsText = true
  if (node.op === 'rcall' && name === 'matches') useLinearMatches(node, survey)
  const isLoop = node.op === 'rcall' && LOOPS.has(name)
  const depth = loopsAbove + (isLoop ? 1 : 0)
  survey.loopDepth = Math.max(survey.loopDepth, depth)
  if (depth > language.loopDepthMax) {
    const message =
      language.loopDepthMax === 1 ? 'a loop in a loop' : `loops nested more than ${language.loopDepthMax} deep`
    survey.error ??= { position: node.start, message }
  }
  // The receiver of a loop is computed once, outside of it; its arguments run in each round.
  if (node.op === 'rcall') visit(node.args[1], loopsAbove, survey, language)
  const strict = node.op === 'call' && name === 'has' ? { ...language, lenientMaps: new Set<string>() } : language
  for (const child of node.op === 'rcall' ? node.args[2] : node.args[1]) visit(child, depth, survey, strict)
}

/** `labels.team` becomes `textOrEmpty(labels,"team")`, and `labels[name]` `textOrEmpty(labels,name)`. */
function noteLenient(node: ASTNode, survey: Survey, { lenientMaps }: Language): void {
  if (node.op !== '.' && node.op !== '[]') return
  const [map] = node.args
  if (map.op !== 'id' || lenientMaps?.has(map.args) !== true) return
  const { edits } = survey
  const at = map.input.indexOf(node.op === '.' ? '.' : '[', map.end)
  edits.push({ from: map.start, to: map.start, text: `${TEXT_OR_EMPTY}(` })
  if (node.op === '.') edits.push({ from: at, to: node.end, text: `,${JSON.stringify(node.args[1])})` })
  else edits.push({ from: at, to: at + 1, text: ',' }, { from: node.end - 1, to: node.end, text: ')' })
}

function edited(source: string, edits: Survey['edits']): string {
  let text = ''
  let done = 0
  for (const edit of edits.toSorted((a, b) => a.from - b.from)) {
    text += source.slice(done, edit.from) + edit.text
    done = edit.to
  }
  return text + source.slice(done)
}

function useLinearMatches(node: Extract<ASTNode, { op: 'rcall' }>, survey: Survey): void {
  node.args[0] = LINEAR_MATCHES
  const pattern = node.args[2][0]
  if (pattern?.op !== 'value' || typeof pattern.args !== 'string') return
  const compiled = compilePattern(pattern.args, { isAnchored: false })
  if ('error' in compiled) survey.error ??= { position: pattern.start, message: compiled.error }
}

/** Arguments of a node are a node, a scalar, or lists of these, at most two levels of list deep. */
function childrenOf(args: unknown): ASTNode[] {
  if (Array.isArray(args)) return args.flatMap(childrenOf)
  return typeof args === 'object' && args !== null && 'op' in args ? [args as ASTNode] : []
}

const PATTERNS_MAX = 256
const patterns = new Map<string, Pattern>()

/** Patterns are nearly always literals, so the few that a mapping has are compiled once. A wrong one is an evaluation error. */
function patternOf(source: string): Pattern {
  const known = patterns.get(source)
  if (known) return known
  const compiled = compilePattern(source, { isAnchored: false })
  if ('error' in compiled) throw new RangeError(compiled.error)
  if (patterns.size >= PATTERNS_MAX) patterns.clear()
  patterns.set(source, compiled.pattern)
  return compiled.pattern
}

function celError(source: string, error: unknown): ExpressionError {
  if (error instanceof ParseError || error instanceof CelTypeError) {
    return errorAt(source, error.range?.start ?? 0, error.summary)
  }
  return errorAt(source, 0, error instanceof Error ? error.message : String(error))
}

function errorAt(source: string, position: number, message: string): ExpressionError {
  const before = source.slice(0, position).split('\n')
  return { message, position, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
}
