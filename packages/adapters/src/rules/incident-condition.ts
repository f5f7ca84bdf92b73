/**
 * Conditions of policies: expressions that are true or false of an incident. What they see is a handful of plain values, so that their
 * cost needs no counting; loops do not nest.
 */
import type { AskExpression, IncidentSubject } from '@tocsin/core/kernel/subject.ts'
import {
  compileIn,
  type Expression,
  type ExpressionError,
  type Language,
  newEnvironment,
} from '../in/json/expression.ts'
import { placed } from './template.ts'

/** What conditions read. Whole numbers of CEL are BigInts. */
interface ConditionVariables {
  title: string
  status: string
  priority: string
  urgency: string
  severity: string
  scope: string
  level: string
  services: readonly string[]
  team: string
  minutes: bigint
  is_acknowledged: boolean
  cause_known: boolean
  expected_in: bigint
  needs: string
  services_added: bigint
  scope_widened: boolean
  severity_raised: boolean
  reports: bigint
  reports_added: bigint
  impact_growing: boolean
}

const TEXTS = ['title', 'status', 'priority', 'urgency', 'severity', 'scope', 'level', 'team', 'needs'] as const
const NUMBERS = ['minutes', 'expected_in', 'services_added', 'reports', 'reports_added'] as const
const SWITCHES = ['is_acknowledged', 'cause_known', 'scope_widened', 'severity_raised', 'impact_growing'] as const

/** The names that a condition may read, for those who write one. */
export const CONDITION_VARIABLES: readonly string[] = [...TEXTS, ...NUMBERS, ...SWITCHES, 'services']

function environmentOf(): Language['environment'] {
  let environment = newEnvironment().registerVariable('services', 'list<string>')
  for (const name of TEXTS) environment = environment.registerVariable(name, 'string')
  for (const name of NUMBERS) environment = environment.registerVariable(name, 'int')
  for (const name of SWITCHES) environment = environment.registerVariable(name, 'bool')
  return environment
}

const CONDITIONS: Language = { environment: environmentOf(), loopDepthMax: 1, lenientMaps: new Set() }

type CompiledCondition = { expression: Expression<ConditionVariables> } | { error: ExpressionError }

const CONDITIONS_MAX = 1_000
const compiled = new Map<string, CompiledCondition>()

/** Cached: the same text compiles once. */
export function compileCondition(source: string): CompiledCondition {
  const known = compiled.get(source)
  if (known) return known
  const condition = compile(source)
  if (compiled.size >= CONDITIONS_MAX) compiled.clear()
  compiled.set(source, condition)
  return condition
}

function compile(source: string): CompiledCondition {
  const result = compileIn<ConditionVariables>(CONDITIONS, source)
  if ('error' in result) return result
  const { type } = result.expression
  if (type === 'bool' || type === 'dyn') return result
  return { error: placed(source, 0, `gives ${type}; a condition gives true or false`) }
}

export const askCondition: AskExpression = (source, subject) => {
  const condition = compileCondition(source)
  if ('error' in condition) return { problem: condition.error.message }
  try {
    const value = condition.expression.run(variablesOf(subject))
    return typeof value === 'boolean' ? value : { problem: 'gave neither true nor false' }
  } catch (error) {
    // The library says so by throwing, with a picture below the sentence.
    const message = error instanceof Error ? error.message : String(error)
    return { problem: message.split('\n', 1)[0] ?? message }
  }
}

function variablesOf(subject: IncidentSubject): ConditionVariables {
  return {
    ...subject,
    minutes: BigInt(subject.minutes),
    expected_in: BigInt(subject.expected_in),
    services_added: BigInt(subject.services_added),
    reports: BigInt(subject.reports),
    reports_added: BigInt(subject.reports_added),
  }
}
