/** The words that rules over streams are written in: CEL over one event. */
import { compileCapture } from '@tocsin/core/detect/pattern.ts'
import { celInput } from '../in/json/cel-input.ts'
import { type Compiled, compileIn, type Expression, type Language, newEnvironment } from '../in/json/expression.ts'
import { type StreamEvent, textOfEvent } from './stream-event.ts'

export interface StreamVariables {
  /** What it says in words. */
  text: string
  /** The body with its parts, where it has any. */
  body: unknown
  /** Whole numbers of CEL are BigInts. */
  severity: bigint
  severity_text: string
  name: string
  attributes: ReadonlyMap<string, string>
  resource: ReadonlyMap<string, string>
  scope: ReadonlyMap<string, string>
}

export type StreamExpression = Expression<StreamVariables>

const STREAMS: Language = {
  environment: newEnvironment()
    .registerVariable('text', 'string')
    .registerVariable('body', 'dyn')
    .registerVariable('severity', 'int')
    .registerVariable('severity_text', 'string')
    .registerVariable('name', 'string')
    .registerVariable('attributes', 'map<string, string>')
    .registerVariable('resource', 'map<string, string>')
    .registerVariable('scope', 'map<string, string>')
    .registerFunction('string.extract(string): string', (text: string, pattern: string) => extract(text, pattern)),
  loopDepthMax: 1,
  lenientMaps: new Set(['attributes', 'resource', 'scope']),
}

const EXPRESSIONS_MAX = 1_000
const expressions = new Map<string, Compiled<StreamVariables>>()

/** Cached: the same text compiles once. */
export function compileStreamExpression(source: string): Compiled<StreamVariables> {
  const known = expressions.get(source)
  if (known) return known
  const compiled = compileIn<StreamVariables>(STREAMS, source)
  if (expressions.size >= EXPRESSIONS_MAX) expressions.clear()
  expressions.set(source, compiled)
  return compiled
}

/** A body that nests deeper than any event has reason to is only a text. */
export function variablesOf(event: StreamEvent): StreamVariables {
  const text = textOfEvent(event)
  return {
    text,
    body: typeof event.body === 'object' ? (celInput(event.body)?.value ?? text) : event.body,
    severity: BigInt(Math.trunc(event.severity)),
    severity_text: event.severityText,
    name: event.name,
    attributes: event.attributes,
    resource: event.resource,
    scope: event.scope,
  }
}

/** Patterns are literals of rules, so the few that there are are compiled once. A wrong one is an evaluation error. */
const PATTERNS_MAX = 256
const patterns = new Map<string, (text: string) => string | undefined>()

/** What the first group of a pattern, or all of it, matches; an empty text when it does not. */
function extract(text: string, source: string): string {
  const known = patterns.get(source)
  if (known) return known(text) ?? ''
  const compiled = compileCapture(source)
  if ('error' in compiled) throw new RangeError(compiled.error)
  if (patterns.size >= PATTERNS_MAX) patterns.clear()
  patterns.set(source, compiled.capture)
  return compiled.capture(text) ?? ''
}
