import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import { compileExpression, type Expression, type ExpressionError, type Variables } from './expression.ts'

/** The fields that a mapping may fill, each with an expression of its own. */
export const MAPPING_FIELDS = [
  'alerts',
  'title',
  'description',
  'dedup_key',
  'state',
  'severity',
  'link',
  'labels',
  'started_at',
] as const
export type MappingField = (typeof MAPPING_FIELDS)[number]

export interface Mapping {
  expressions: ReadonlyMap<MappingField, Expression>
}

/** What is wrong with one field of a mapping, with the place in its expression where that is known. */
export type MappingError = { field: string; message: string } & Partial<Omit<ExpressionError, 'message'>>

/** Compiled mappings by what they say; configurations are read anew far more often than they change. */
const MAPPINGS_MAX = 256
const compiled = new Map<string, Compilation>()

interface Compilation {
  /** The fields that are right, so that a source with one wrong expression still reads alerts. */
  mapping: Mapping
  errors: MappingError[]
}

/** Compiles a mapping for use, or says what is wrong with it: for the check of a configuration and for an editor. */
export function compileMapping(
  map: Readonly<Record<string, string>>,
): { mapping: Mapping } | { errors: MappingError[] } {
  const { mapping, errors } = compileFields(map)
  return errors.length > 0 ? { errors } : { mapping }
}

/** As `compileMapping`, but keeps what is right. Cached: the same text compiles once. */
export function compileFields(map: Readonly<Record<string, string>>): Compilation {
  const key = JSON.stringify(map)
  const known = compiled.get(key)
  if (known) return known
  const expressions = new Map<MappingField, Expression>()
  const errors: MappingError[] = []
  for (const [field, source] of Object.entries(map)) {
    const known = MAPPING_FIELDS.find((name) => name === field)
    if (known === undefined) {
      errors.push({ field, message: `unknown field; a mapping has ${MAPPING_FIELDS.join(', ')}` })
      continue
    }
    const result = typeof source === 'string' ? compileExpression(source) : notText()
    if ('error' in result) errors.push({ field, ...result.error })
    else expressions.set(known, result.expression)
  }
  if (compiled.size >= MAPPINGS_MAX) compiled.clear()
  const compilation = { mapping: { expressions }, errors }
  compiled.set(key, compilation)
  return compilation
}

function notText(): { error: ExpressionError } {
  return { error: { message: 'an expression is a text', position: 0, line: 1, column: 1 } }
}

/** The rounds that the loops of the mapping could take, at worst, for `alertsCount` alerts out of a body of these sizes. */
export function countRounds(
  mapping: Mapping,
  sizes: { itemsMax: number; charsMax: number },
  alertsCount: number,
): number {
  let rounds = 0
  for (const [field, { loopDepth, splitsText }] of mapping.expressions) {
    const size = splitsText ? Math.max(sizes.itemsMax, sizes.charsMax) : sizes.itemsMax
    rounds += loopDepth === 0 ? 0 : size ** loopDepth * (field === 'alerts' ? 1 : alertsCount)
  }
  return rounds
}

export function isAffordable(rounds: number): boolean {
  return rounds <= LIMITS.expressionRoundsMax
}

export type Evaluation = { value: unknown } | { problem: string }

/** Evaluates one field; undefined when the mapping has none of that name. */
export function evaluate(mapping: Mapping, field: MappingField, variables: Variables): Evaluation | undefined {
  const expression = mapping.expressions.get(field)
  if (!expression) return undefined
  try {
    return { value: expression.run(variables) }
  } catch (error) {
    // A field that this body lacks is no failure of ours: the library says so by throwing, with a picture below the sentence.
    const message = error instanceof Error ? error.message : String(error)
    return { problem: `${field}: ${message.split('\n', 1)[0]}` }
  }
}
