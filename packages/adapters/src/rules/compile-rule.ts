/** Event rules, compiled so that the core can ask them. */
import type { CompiledRule, RuleSubject, RuleText, RuleVerdict } from '@tocsin/core/detect/rules/rule-subject.ts'
import type { EventRule } from '@tocsin/core/people/directory.ts'
import type { Expression, ExpressionError } from '../in/json/expression.ts'
import { guardOf } from './guard.ts'
import { compileRuleExpression, parseRuleExpression, type RuleVariables, variablesOf } from './rule-language.ts'
import { parseTemplate, placed, textOfValue } from './template.ts'

/** What is wrong with a text of a rule. `path` leads from the rule to it: `['when']`, `['do', 'labels', 'team']`. */
export type RuleError = { path: string[] } & ExpressionError

/** A rule with what is wrong with it. One that has errors can be asked: it fails, and says why. */
export interface RuleCompilation {
  compiled: CompiledRule
  errors: RuleError[]
  /** It reads what the matcher does not load for every alert: the description, annotations or the link. */
  needsTexts: boolean
}

type TextOf = (subject: RuleSubject) => RuleText
type CompiledText = { text: TextOf; names: ReadonlySet<string> } | { error: ExpressionError }

/** Compiled rules by what they say; configurations are read anew far more often than they change. */
const RULES_MAX = 1_000
const compilations = new Map<string, RuleCompilation>()

/** Cached: the same rule compiles once. */
export function compileRule(rule: EventRule): RuleCompilation {
  const key = JSON.stringify(rule)
  const known = compilations.get(key)
  if (known) return known
  const compilation = compile(rule)
  if (compilations.size >= RULES_MAX) compilations.clear()
  compilations.set(key, compilation)
  return compilation
}

function compile(rule: EventRule): RuleCompilation {
  const { condition, zone, actions } = rule
  const errors: RuleError[] = []
  const names = new Set<string>()
  const keep = (path: string[], text: CompiledText): TextOf => {
    if ('error' in text) {
      errors.push({ path, ...text.error })
      return () => problemOf(path, text.error.message)
    }
    for (const name of text.names) names.add(name)
    return text.text
  }
  const test = compileCondition(condition, zone)
  if ('error' in test) errors.push({ path: ['when'], ...test.error })
  else for (const name of test.names) names.add(name)
  const title =
    actions.title === undefined ? undefined : keep(['do', 'title'], compileTemplate(actions.title, zone, 'title'))
  const labels = Object.entries(actions.labels ?? {}).map(([name, template]) => ({
    name,
    text: keep(['do', 'labels', name], compileTemplate(template, zone, `labels.${name}`)),
  }))
  return {
    compiled: {
      rule,
      labels,
      ...(title && { title }),
      test: 'error' in test ? () => problemOf(['when'], test.error.message) : test.test,
    },
    errors,
    needsTexts: ['description', 'annotations', 'link'].some((name) => names.has(name)),
  }
}

const ALWAYS = { test: () => true as const, names: new Set<string>() }

type CompiledCondition = { test(subject: RuleSubject): RuleVerdict; names: ReadonlySet<string> }

function compileCondition(source: string, zone: string): CompiledCondition | { error: ExpressionError } {
  if (source.trim() === '') return ALWAYS
  const result = compileRuleExpression(source)
  if ('error' in result) return result
  const { expression } = result
  if (expression.type !== 'bool' && expression.type !== 'dyn')
    return { error: placed(source, 0, `gives ${expression.type}; a condition gives true or false`) }
  const tree = parseRuleExpression(source)
  const guard = tree && guardOf(tree)
  return {
    names: expression.names,
    test(subject) {
      if (guard?.(subject) === false) return false
      const value = evaluate(expression, variablesOf(subject, zone), 'when')
      if (isProblem(value)) return value
      return typeof value === 'boolean' ? value : { problem: 'when: gave neither true nor false' }
    },
  }
}

function compileTemplate(template: string, zone: string, field: string): CompiledText {
  const parsed = parseTemplate(template)
  if ('error' in parsed) return parsed
  const names = new Set<string>()
  const pieces: (string | Expression<RuleVariables>)[] = []
  for (const part of parsed.parts) {
    if ('text' in part) {
      pieces.push(part.text)
      continue
    }
    const result = compileRuleExpression(part.source)
    if ('error' in result)
      return { error: placed(template, part.position + result.error.position, result.error.message) }
    for (const name of result.expression.names) names.add(name)
    pieces.push(result.expression)
  }
  return { names, text: (subject) => fill(pieces, variablesOf(subject, zone), field) }
}

function fill(
  pieces: readonly (string | Expression<RuleVariables>)[],
  variables: RuleVariables,
  field: string,
): RuleText {
  let text = ''
  for (const piece of pieces) {
    if (typeof piece === 'string') {
      text += piece
      continue
    }
    const value = evaluate(piece, variables, field)
    if (isProblem(value)) return value
    const shown = textOfValue(value)
    if (shown === undefined) return { problem: `${field}: {{${piece.source}}} gave neither text nor number` }
    text += shown
  }
  return text
}

/** Why there is no value. A class of its own, which no value of an expression is. */
class Problem {
  readonly problem: string

  constructor(problem: string) {
    this.problem = problem
  }
}

export function isProblem(value: unknown): value is { problem: string } {
  return value instanceof Problem
}

/** The value, or a {@link Problem}: the library says so by throwing, with a picture below the sentence. */
export function evaluate(expression: Expression<RuleVariables>, variables: RuleVariables, field: string): unknown {
  try {
    return expression.run(variables)
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return new Problem(`${field}: ${message.split('\n', 1)[0]}`)
  }
}

function problemOf(path: readonly string[], message: string): { problem: string } {
  return { problem: `${path.filter((step) => step !== 'do').join('.')}: ${message}` }
}
