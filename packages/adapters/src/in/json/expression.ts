import { type ASTNode, TypeError as CelTypeError, Environment, Optional, ParseError } from '@marcbachmann/cel-js'
import { compilePattern, type Pattern } from '@tocsin/core/detect/pattern.ts'
import { LIMITS } from '@tocsin/core/kernel/limits.ts'

/**
 * One expression of a user-written mapping, in CEL. The library is fast and checks types before it runs, but leaves three
 * things open that a body from outside could use; this module closes them, and nothing else here knows the library.
 *
 * - `matches()` runs on JavaScript's backtracking engine. Calls of it are turned into calls of our own function, which takes
 *   RE2's syntax and linear time, as CEL demands.
 * - Loops (`map`, `filter`, `all`, `exists`, `exists_one`) may be nested without bound. Two deep is all that is allowed, and the
 *   rounds they can take on a body are reckoned before anything runs (see `mapping.ts`).
 * - Objects with a key `constructor` are taken for foreign classes: see `cel-input.ts`.
 */
export interface Expression {
  source: string
  /** How deep loops are nested in it: 0 to 2. */
  loopDepth: number
  /** A loop may run over the pieces of a text: then the length of texts counts too. */
  splitsText: boolean
  /** Throws when a field is missing, an overload does not exist, …: `evaluate` of `mapping.ts` makes a problem of it. */
  run(variables: Variables): unknown
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

const LOOP_DEPTH_MAX = 2
const LOOPS: ReadonlySet<unknown> = new Set(['map', 'filter', 'all', 'exists', 'exists_one'])
const SPLITS: ReadonlySet<unknown> = new Set(['split', 'bytes', 'json'])
/** The name that calls of `matches` get; no user can write it, for it is refused in sources. */
const LINEAR_MATCHES = 'matchesInLinearTime'

const environment = new Environment({
  homogeneousAggregateLiterals: false,
  enableOptionalTypes: true,
  limits: { maxAstNodes: LIMITS.expressionNodesMax, maxDepth: 50, maxListElements: 200, maxMapEntries: 200 },
})
  .registerVariable('body', 'dyn')
  .registerVariable('headers', 'dyn')
  .registerVariable('item', 'dyn')
  .registerFunction(`string.${LINEAR_MATCHES}(string): bool`, (text: string, pattern: string) =>
    patternOf(pattern).test(text),
  )

/** Parses and type-checks an expression. */
export function compileExpression(source: string): { expression: Expression } | { error: ExpressionError } {
  if (source.length > LIMITS.expressionCharsMax) {
    return { error: errorAt(source, 0, `longer than ${LIMITS.expressionCharsMax} characters`) }
  }
  if (source.includes(LINEAR_MATCHES)) return { error: errorAt(source, 0, `unknown function ${LINEAR_MATCHES}`) }
  try {
    const program = environment.parse(source)
    const survey = surveyTree(program.ast)
    if (survey.error) return { error: errorAt(source, survey.error.position, survey.error.message) }
    const checked = program.check()
    if (checked.error) return { error: celError(source, checked.error) }
    const { loopDepth, splitsText } = survey
    return { expression: { source, loopDepth, splitsText, run: (variables) => unwrap(program({ ...variables })) } }
  } catch (error) {
    // The library reports a bad expression by throwing; anything else that it throws is about this source as well.
    return { error: celError(source, error) }
  }
}

/** `body.?field` gives an optional: nothing, or its value. */
function unwrap(value: unknown): unknown {
  if (!(value instanceof Optional)) return value
  return value.hasValue() ? value.value() : null
}

interface Survey {
  loopDepth: number
  splitsText: boolean
  error?: { position: number; message: string }
}

/** Walks the tree once, before it is checked: turns `matches` into our own, and finds loops. The parser bounds its depth. */
function surveyTree(root: ASTNode): Survey {
  const survey: Survey = { loopDepth: 0, splitsText: false }
  visit(root, 0, survey)
  return survey
}

function visit(node: ASTNode, loopsAbove: number, survey: Survey): void {
  if (node.op !== 'rcall' && node.op !== 'call') {
    for (const child of childrenOf(node.args)) visit(child, loopsAbove, survey)
    return
  }
  const [name] = node.args
  if (SPLITS.has(name)) survey.splitsText = true
  if (node.op === 'rcall' && name === 'matches') useLinearMatches(node, survey)
  const isLoop = node.op === 'rcall' && LOOPS.has(name)
  const depth = loopsAbove + (isLoop ? 1 : 0)
  survey.loopDepth = Math.max(survey.loopDepth, depth)
  if (depth > LOOP_DEPTH_MAX) {
    survey.error ??= { position: node.start, message: `loops nested more than ${LOOP_DEPTH_MAX} deep` }
  }
  // The receiver of a loop is computed once, outside of it; its arguments run in each round.
  if (node.op === 'rcall') visit(node.args[1], loopsAbove, survey)
  for (const child of node.op === 'rcall' ? node.args[2] : node.args[1]) visit(child, depth, survey)
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
