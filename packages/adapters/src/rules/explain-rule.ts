/** Why a condition is true or false of an alert: its parts, and the values that it reads. For people who write rules. */
import type { ASTNode } from '@marcbachmann/cel-js'
import type { RuleSubject } from '@tocsin/core/detect/rules/rule-subject.ts'
import { evaluate, isProblem } from './compile-rule.ts'
import { compileRuleExpression, parseRuleExpression, variablesOf } from './rule-language.ts'
import { textOfValue } from './template.ts'

/** `text` as it stands in the condition. */
export interface Clause {
  text: string
  outcome: boolean | { problem: string }
}

export interface Explanation {
  /** The parts between `&&` and `||`; one when there are none. */
  clauses: Clause[]
  values: { text: string; value: string }[]
}

const CLAUSES_MAX = 20
const VALUES_MAX = 20
const VALUE_CHARS_MAX = 300

/** Nothing of a condition that is empty or wrong. */
export function explainCondition(condition: string, zone: string, subject: RuleSubject): Explanation {
  const tree = condition.trim() === '' ? undefined : parseRuleExpression(condition)
  if (!tree) return { clauses: [], values: [] }
  const run = (text: string): unknown => {
    const result = compileRuleExpression(text)
    if ('error' in result) return result.error.message
    return evaluate(result.expression, variablesOf(subject, zone), text)
  }
  const clauses = splitClauses(tree).slice(0, CLAUSES_MAX)
  const reads = new Set<string>()
  collectReads(tree, condition, reads)
  return {
    clauses: clauses.map((node) => {
      const text = condition.slice(node.start, node.end)
      return { text, outcome: outcomeOf(run(text)) }
    }),
    values: [...reads].slice(0, VALUES_MAX).map((text) => ({ text, value: shownOf(run(text)) })),
  }
}

function outcomeOf(value: unknown): Clause['outcome'] {
  if (typeof value === 'boolean') return value
  return { problem: isProblem(value) ? value.problem : 'gave neither true nor false' }
}

function shownOf(value: unknown): string {
  if (isProblem(value)) return value.problem.slice(0, VALUE_CHARS_MAX)
  const text = textOfValue(value) ?? JSON.stringify(value instanceof Map ? Object.fromEntries(value) : value)
  return text.slice(0, VALUE_CHARS_MAX)
}

function splitClauses(node: ASTNode): ASTNode[] {
  return node.op === '&&' || node.op === '||' ? node.args.flatMap(splitClauses) : [node]
}

/** The widest parts that only read: `labels.team`, `labels["team"]`, `severity`. What loops name themselves is left out. */
function collectReads(node: ASTNode, condition: string, reads: Set<string>): void {
  if (isRead(node)) {
    reads.add(condition.slice(node.start, node.end))
    return
  }
  for (const child of childrenOf(node)) collectReads(child, condition, reads)
}

function isRead(node: ASTNode): boolean {
  if (node.op === 'id') return true
  if (node.op === '.') return isRead(node.args[0])
  return node.op === '[]' && isRead(node.args[0]) && node.args[1].op === 'value'
}

const LOOPS: readonly string[] = ['map', 'filter', 'all', 'exists', 'exists_one', 'bind']

function childrenOf(node: ASTNode): ASTNode[] {
  if (node.op === 'rcall') return LOOPS.includes(node.args[0]) ? [node.args[1]] : [node.args[1], ...node.args[2]]
  if (node.op === 'call') return node.args[1]
  return nodesIn(node.args)
}

function nodesIn(args: unknown): ASTNode[] {
  if (Array.isArray(args)) return args.flatMap(nodesIn)
  return typeof args === 'object' && args !== null && 'op' in args ? [args as ASTNode] : []
}
