/**
 * What a condition asks for at least, where that can be looked up without evaluating it: of `severity == "low" && …` that the
 * severity is low. Nearly all alerts are not what a rule is about, and are told apart here at a fraction of the cost.
 */
import type { ASTNode } from '@marcbachmann/cel-js'
import type { RuleSubject } from '@tocsin/core/detect/rules/rule-subject.ts'

/** False: the condition is false, whatever else it says. In CEL a part that fails does not change that. */
export type Guard = (subject: RuleSubject) => boolean

type Read = (subject: RuleSubject) => string

/** Undefined when the condition asks for nothing that can be looked up. */
export function guardOf(tree: ASTNode): Guard | undefined {
  const guards = conjuncts(tree).flatMap((node) => guardOfClause(node) ?? [])
  const [first, ...others] = guards
  if (!first) return undefined
  return others.length === 0 ? first : (subject) => guards.every((guard) => guard(subject))
}

function conjuncts(node: ASTNode): ASTNode[] {
  return node.op === '&&' ? node.args.flatMap(conjuncts) : [node]
}

function guardOfClause(node: ASTNode): Guard | undefined {
  if (node.op === 'in') {
    const [left, right] = node.args
    const read = readOf(left)
    const values = textsOf(right)
    return read && values ? (subject) => values.has(read(subject)) : undefined
  }
  if (node.op !== '==') return undefined
  const [left, right] = node.args
  const read = readOf(left) ?? readOf(right)
  const value = textOf(right) ?? textOf(left)
  return read && value !== undefined ? (subject) => read(subject) === value : undefined
}

const WHOLE: Readonly<Record<string, Read>> = {
  title: ({ title }) => title,
  severity: ({ severity }) => severity,
}

const PARTS: Readonly<Record<string, Read>> = {
  'source.id': ({ source }) => source.id,
  'source.name': ({ source }) => source.name,
  'source.system': ({ source }) => source.system,
  'service.id': ({ service }) => service?.id ?? '',
  'service.name': ({ service }) => service?.name ?? '',
  'service.team': ({ service }) => service?.team ?? '',
}

function readOf(node: ASTNode): Read | undefined {
  if (node.op === 'id') return Object.hasOwn(WHOLE, node.args) ? WHOLE[node.args] : undefined
  if (node.op !== '.' && node.op !== '[]') return undefined
  const [whole, part] = node.args
  if (whole.op !== 'id') return undefined
  const name = typeof part === 'string' ? part : textOf(part)
  if (name === undefined) return undefined
  if (whole.args === 'labels') return ({ labels }) => (Object.hasOwn(labels, name) ? (labels[name] ?? '') : '')
  const path = `${whole.args}.${name}`
  return Object.hasOwn(PARTS, path) ? PARTS[path] : undefined
}

function textOf(node: ASTNode): string | undefined {
  return node.op === 'value' && typeof node.args === 'string' ? node.args : undefined
}

function textsOf(node: ASTNode): ReadonlySet<string> | undefined {
  if (node.op !== 'list') return undefined
  const texts = node.args.map(textOf)
  const known = texts.filter((text) => text !== undefined)
  return known.length === texts.length ? new Set(known) : undefined
}
