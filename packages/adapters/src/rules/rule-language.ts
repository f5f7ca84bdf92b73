/**
 * The words that event rules are written in: the variables of their expressions, and how those come out of an alert. What an
 * expression sees is bounded, so that its cost is: a map has as many keys as an alert may have labels, a text as many characters
 * as `LIMITS.ruleTextCharsMax`, and loops do not nest.
 */
import type { ASTNode } from '@marcbachmann/cel-js'
import type { RuleSubject } from '@tocsin/core/detect/rules/rule-subject.ts'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import { type Compiled, compileIn, type Language, newEnvironment } from '../in/json/expression.ts'

export const RULE_VARIABLES = [
  'title',
  'description',
  'severity',
  'labels',
  'annotations',
  'link',
  'source',
  'service',
  'is_test',
  'received',
] as const

/** What expressions of rules read. */
export interface RuleVariables {
  title: string
  description: string
  severity: string
  /** As Maps, in which every key is data. */
  labels: ReadonlyMap<string, string>
  annotations: ReadonlyMap<string, string>
  link: string
  source: { id: string; name: string; system: string; layer: string }
  /** Empty texts when there is none. */
  service: { id: string; name: string; team: string }
  is_test: boolean
  received: ReceivedAt
}

/** When the door received it, on the clock of the rule's zone. Whole numbers of CEL are BigInts. */
interface ReceivedAt {
  /** `2026-01-05` */
  date: string
  /** `09:30` */
  time: string
  hour: bigint
  minute: bigint
  /** 1 (Monday) to 7 (Sunday). */
  weekday: bigint
  day: bigint
  month: bigint
}

const RULES: Language = {
  environment: newEnvironment()
    .registerVariable('title', 'string')
    .registerVariable('description', 'string')
    .registerVariable('severity', 'string')
    .registerVariable('labels', 'map<string, string>')
    .registerVariable('annotations', 'map<string, string>')
    .registerVariable('link', 'string')
    .registerVariable('source', { schema: { id: 'string', name: 'string', system: 'string', layer: 'string' } })
    .registerVariable('service', { schema: { id: 'string', name: 'string', team: 'string' } })
    .registerVariable('is_test', 'bool')
    .registerVariable('received', {
      schema: {
        ...{ date: 'string', time: 'string' },
        ...{ hour: 'int', minute: 'int', weekday: 'int', day: 'int', month: 'int' },
      },
    }),
  loopDepthMax: 1,
  lenientMaps: new Set(['labels', 'annotations']),
}

export function compileRuleExpression(source: string): Compiled<RuleVariables> {
  return compileIn<RuleVariables>(RULES, source)
}

/** The tree of an expression as it is written; undefined when it cannot be read. */
export function parseRuleExpression(source: string): ASTNode | undefined {
  return 'error' in compileRuleExpression(source) ? undefined : RULES.environment.parse(source).ast
}

/** What an alert looks like to expressions; worked out once for all rules that see the same. */
export function variablesOf(subject: RuleSubject, zone: string): RuleVariables {
  const known = described.get(subject) ?? { zone: 'UTC', variables: describeSubject(subject) }
  if (known.zone !== zone) {
    known.zone = zone
    known.variables.received = receivedAt(subject.receivedAt, zone)
  }
  described.set(subject, known)
  return known.variables
}

const described = new WeakMap<RuleSubject, { zone: string; variables: RuleVariables }>()

function describeSubject(subject: RuleSubject): RuleVariables {
  const { source, service } = subject
  const layer = source.options?.layer
  return {
    title: subject.title,
    description: cut(subject.description),
    severity: subject.severity,
    labels: new Map(Object.entries(subject.labels)),
    annotations: new Map(Object.entries(subject.annotations).map(([name, value]) => [name, cut(value)])),
    link: cut(subject.link),
    source: {
      ...{ id: source.id, name: source.name, system: source.system },
      layer: typeof layer === 'string' ? layer : '',
    },
    service: { id: service?.id ?? '', name: service?.name ?? '', team: service?.team ?? '' },
    is_test: subject.isTest,
    received: receivedAt(subject.receivedAt, 'UTC'),
  }
}

function cut(text: string): string {
  return text.length > LIMITS.ruleTextCharsMax ? text.slice(0, LIMITS.ruleTextCharsMax) : text
}

const MINUTE_MS = 60_000
/** In a storm nearly all alerts come within a few minutes. */
const clocks = new Map<string, ReceivedAt>()
const CLOCKS_MAX = 200

function receivedAt(at: Instant, zone: string): ReceivedAt {
  const minute = Math.floor(at / MINUTE_MS)
  const key = `${minute} ${zone}`
  const known = clocks.get(key)
  if (known) return known
  const local = Temporal.Instant.fromEpochMilliseconds(minute * MINUTE_MS).toZonedDateTimeISO(zone)
  const read: ReceivedAt = {
    date: local.toPlainDate().toString(),
    time: local.toPlainTime().toString({ smallestUnit: 'minute' }),
    hour: BigInt(local.hour),
    minute: BigInt(local.minute),
    weekday: BigInt(local.dayOfWeek),
    day: BigInt(local.day),
    month: BigInt(local.month),
  }
  if (clocks.size >= CLOCKS_MAX) clocks.clear()
  clocks.set(key, read)
  return read
}
