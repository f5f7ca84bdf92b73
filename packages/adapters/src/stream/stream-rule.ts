/**
 * Rules that turn a stream of events into alerts: a condition, how many within which time are too many, and by what they are told
 * apart. They are settings of a source, written by its owner.
 */
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import { SOURCE_SEVERITIES, type SourceSeverity } from '@tocsin/core/kernel/scales.ts'
import type { SourceOptions } from '@tocsin/core/people/directory.ts'
import { z } from 'zod'
import { compileStreamExpression, type StreamExpression } from './stream-language.ts'

export interface StreamRule {
  id: string
  name: string
  /** It fires when more than this many came within `windowMs`. */
  moreThan: number
  windowMs: number
  /** Counts are kept by spans of this length: a window is told apart in sixty at most. */
  bucketMs: number
  severity?: SourceSeverity
  /** `{{label}}` stands for the value of a label, `{{count}}` for how many came. */
  title: string
}

/** A rule that can be asked. */
export interface CompiledStreamRule {
  rule: StreamRule
  when: StreamExpression
  by: readonly { label: string; value: StreamExpression }[]
}

const BUCKETS_MAX = 60
const BUCKET_MS_MIN = 1_000
const WINDOW_MS = { min: 1_000, max: 24 * 3_600_000 }
const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000 }
const LABELS_MAX = 5

/** `90s`, `5m`, `1h`; undefined for what is none, or too long to be counted. */
export function parseWindow(text: string): number | undefined {
  const [, digits, unit = ''] = /^\s*(\d{1,5})\s*([smh])\s*$/i.exec(text) ?? []
  const ms = digits === undefined ? Number.NaN : Number(digits) * (UNITS[unit.toLowerCase()] ?? Number.NaN)
  return ms >= WINDOW_MS.min && ms <= WINDOW_MS.max ? ms : undefined
}

const expression = z.string({ error: 'expected an expression' }).superRefine((source, context) => {
  const compiled = compileStreamExpression(source)
  if ('error' in compiled) {
    const { message, line, column } = compiled.error
    context.addIssue({ code: 'custom', message: `${message} (in the expression at ${line}:${column})` })
  }
})

const condition = expression.superRefine((source, context) => {
  const compiled = compileStreamExpression(source)
  if ('error' in compiled || ['bool', 'dyn'].includes(compiled.expression.type)) return
  context.addIssue({ code: 'custom', message: `gives ${compiled.expression.type}; a condition gives true or false` })
})

const LABEL = /^[A-Za-z_][\w.-]{0,99}$/
/** What the labels of an alert say by themselves. */
const TAKEN: ReadonlySet<string> = new Set(['alertname', 'rule', 'count'])

const ruleForm = z.strictObject(
  {
    id: z
      .string({ error: 'expected an id, such as "failed-logins"' })
      .regex(/^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/, 'expected lower-case letters, digits and "-"'),
    name: z
      .string({ error: 'expected a name' })
      .min(1, 'expected a name')
      .max(200, 'at most 200 characters')
      .optional(),
    when: condition,
    more_than: z
      .int({ error: 'expected a whole number: it fires when more than this many came' })
      .min(0, 'expected 0 or more')
      .max(1_000_000, 'expected at most 1000000')
      .default(0),
    within: z
      .string({ error: 'expected a time such as "5m"' })
      .refine((text) => parseWindow(text) !== undefined, 'expected a time from 1s to 24h, such as "90s", "5m" or "1h"'),
    by: z
      .record(z.string().regex(LABEL, 'expected a name of letters, digits, "_", "." and "-"'), expression, {
        error: 'expected labels, each with an expression that gives its value',
      })
      .refine((by) => Object.keys(by).length <= LABELS_MAX, `expected at most ${LABELS_MAX} labels`)
      .refine(
        (by) => !Object.keys(by).some((label) => TAKEN.has(label)),
        'alertname, rule and count are labels already',
      )
      .default({}),
    severity: z.enum(SOURCE_SEVERITIES, { error: `expected one of ${SOURCE_SEVERITIES.join(', ')}` }).optional(),
    title: z
      .string({ error: 'expected a title' })
      .min(1, 'expected a title')
      .max(LIMITS.titleCharsMax, `at most ${LIMITS.titleCharsMax} characters`)
      .optional(),
  },
  {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? 'is no field of a rule. There are id, name, when, more_than, within, by, severity, title.'
        : 'expected a rule with id, when and within',
  },
)

export const STREAM_RULES_MAX = 50

/** The setting `rules` of a source. */
export const streamRulesForm = z
  .array(ruleForm, { error: 'expected a list of rules' })
  .max(STREAM_RULES_MAX, `expected at most ${STREAM_RULES_MAX} rules`)
  .superRefine((rules, context) => {
    const seen = new Set<string>()
    for (const [index, { id, title, by }] of rules.entries()) {
      if (seen.has(id)) context.addIssue({ code: 'custom', path: [index, 'id'], message: 'another rule has this id' })
      seen.add(id)
      const unknown = placeholdersOf(title ?? '').find((name) => name !== 'count' && !Object.hasOwn(by, name))
      if (unknown !== undefined)
        context.addIssue({
          code: 'custom',
          path: [index, 'title'],
          message: `{{${unknown}}} is no label of "by"; there are ${['count', ...Object.keys(by)].join(', ')}`,
        })
    }
  })
  .meta({ examples: [[{ id: 'errors', when: 'severity >= 17', more_than: 10, within: '5m' }]] })
  .optional()

export type StreamRuleInput = z.input<typeof ruleForm>

const COMPILATIONS_MAX = 256
const compilations = new WeakMap<object, readonly CompiledStreamRule[]>()
const byText = new Map<string, readonly CompiledStreamRule[]>()

/** The rules of a source, compiled once for each wording. One that a newer release wrote and we cannot read is left out. */
export function streamRulesOf(options: SourceOptions | undefined): readonly CompiledStreamRule[] {
  if (!options || !Array.isArray(options.rules)) return []
  const known = compilations.get(options)
  if (known) return known
  const text = JSON.stringify(options.rules)
  const rules = byText.get(text) ?? options.rules.flatMap(compileRule)
  if (byText.size >= COMPILATIONS_MAX) byText.clear()
  byText.set(text, rules)
  compilations.set(options, rules)
  return rules
}

function compileRule(input: unknown): CompiledStreamRule[] {
  const parsed = ruleForm.safeParse(input)
  if (!parsed.success) return []
  const { id, name, when, more_than, within, by, severity, title } = parsed.data
  const condition = compileStreamExpression(when)
  // In an order of their own: what is stored does not keep the one in which they were written.
  const labels = Object.entries(by)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([label, source]) => ({ label, compiled: compileStreamExpression(source) }))
  const windowMs = parseWindow(within)
  if ('error' in condition || windowMs === undefined) return []
  const values = labels.flatMap(({ label, compiled }) =>
    'error' in compiled ? [] : [{ label, value: compiled.expression }],
  )
  const rule: StreamRule = {
    ...{ id, name: name ?? id, moreThan: more_than, windowMs },
    bucketMs: bucketOf(windowMs),
    ...(severity !== undefined && { severity }),
    title:
      title ??
      defaultTitle(
        name ?? id,
        labels.map(({ label }) => label),
      ),
  }
  return [{ rule, when: condition.expression, by: values }]
}

function bucketOf(windowMs: number): number {
  return Math.max(BUCKET_MS_MIN, Math.ceil(windowMs / BUCKETS_MAX / BUCKET_MS_MIN) * BUCKET_MS_MIN)
}

function defaultTitle(name: string, labels: readonly string[]): string {
  return labels.length === 0 ? name : `${name}: ${labels.map((label) => `{{${label}}}`).join(', ')}`
}

const PLACEHOLDER = /\{\{\s*([\w.-]+)\s*\}\}/g

function placeholdersOf(title: string): string[] {
  return [...title.matchAll(PLACEHOLDER)].map(([, name = '']) => name)
}

/** The title with the values of its labels. */
export function fillTitle(title: string, labels: Readonly<Record<string, string>>, count: number): string {
  return title.replace(PLACEHOLDER, (_, name: string) =>
    name === 'count' ? String(count) : Object.hasOwn(labels, name) ? (labels[name] ?? '') : '',
  )
}
