import { hash } from 'node:crypto'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import { boundText } from '../in/bounds.ts'
import { scalarText } from '../in/fields.ts'
import { type StreamEvent, textOfEvent } from './stream-event.ts'
import { type StreamExpression, type StreamVariables, variablesOf } from './stream-language.ts'
import type { CompiledStreamRule, StreamRule } from './stream-rule.ts'

/** How many of the events of a request met a rule, by the values that tell them apart and by spans of time. */
export interface StreamCount {
  rule: StreamRule
  /** Equal values have equal groups. */
  group: string
  labels: Record<string, string>
  /** Begin of the span → how many. */
  buckets: Map<number, number>
  /** One of them, as text. */
  sample: string
}

export interface StreamTally {
  counts: StreamCount[]
  /** What rules could not be asked, a sentence each. */
  problems: string[]
}

const SAMPLE_CHARS_MAX = 1_000
const VALUE_CHARS_MAX = 200

/**
 * Asks every rule of every event. An event counts when it happened by its own clock, or, where that says nothing usable, when it
 * came; what is older than the window of a rule is not counted by it. A rule that fails on an event, for example because it reads a
 * part that the event has not, does not count it.
 */
export function tallyEvents(
  rules: readonly CompiledStreamRule[],
  events: readonly StreamEvent[],
  receivedAt: Instant,
): StreamTally {
  const counts = new Map<string, StreamCount>()
  const problems = new Set<string>()
  if (rules.length === 0) return { counts: [], problems: [] }
  for (const event of events) {
    const variables = variablesOf(event)
    for (const compiled of rules) {
      const labels = ask(compiled, variables, problems)
      if (!labels) continue
      const at = Math.min(event.at ?? receivedAt, receivedAt)
      if (at <= receivedAt - compiled.rule.windowMs) continue
      count(counts, compiled.rule, labels, { at, event })
    }
  }
  return { counts: [...counts.values()], problems: [...problems] }
}

function count(
  counts: Map<string, StreamCount>,
  rule: StreamRule,
  labels: Record<string, string>,
  { at, event }: { at: number; event: StreamEvent },
): void {
  const group = hash('sha256', JSON.stringify(Object.entries(labels))).slice(0, 32)
  const key = `${rule.id} ${group}`
  let found = counts.get(key)
  if (!found) {
    found = { rule, group, labels, buckets: new Map(), sample: boundText(textOfEvent(event), SAMPLE_CHARS_MAX) }
    counts.set(key, found)
  }
  const bucket = Math.floor(at / rule.bucketMs) * rule.bucketMs
  found.buckets.set(bucket, (found.buckets.get(bucket) ?? 0) + 1)
}

/** The labels of an event that meets a rule; undefined for one that does not. */
function ask(
  { rule, when, by }: CompiledStreamRule,
  variables: StreamVariables,
  problems: Set<string>,
): Record<string, string> | undefined {
  const met = run(when, variables)
  if ('problem' in met || met.value !== true) return undefined
  const labels: [string, string][] = []
  for (const { label, value } of by) {
    const found = run(value, variables)
    const text = 'problem' in found ? undefined : scalarText(found.value)
    if (text === undefined) {
      problems.add(`rule ${rule.id}: ${label} has no value in an event that met the rule; it is counted without one`)
    }
    labels.push([label, boundText((text ?? '').replaceAll('\0', '\ufffd').toWellFormed(), VALUE_CHARS_MAX)])
  }
  return Object.fromEntries(labels)
}

/** The library says by throwing that an event lacks what an expression reads. */
function run(expression: StreamExpression, variables: StreamVariables): { value: unknown } | { problem: string } {
  try {
    return { value: expression.run(variables) }
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) }
  }
}

/** An identity of the alert of a group, readable where its values are short. */
export function keyOfGroup(rule: Pick<StreamRule, 'id'>, group: string): string {
  return `${rule.id}/${group}`.slice(0, LIMITS.dedupKeyCharsMax)
}
