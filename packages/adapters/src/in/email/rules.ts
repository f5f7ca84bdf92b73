/**
 * Rules of a source of mails: patterns over sender, subject and body, in RE2's syntax, so that no pattern takes long. A rule is
 * `subject: <pattern>`, `from: …` or `body: …`; without a word in front it looks at the subject. Letters match in either case.
 */
import { compilePattern, type Pattern } from '@tocsin/core/detect/pattern.ts'
import { SOURCE_SEVERITIES, type SourceSeverity } from '@tocsin/core/kernel/scales.ts'
import type { SourceOptions } from '@tocsin/core/people/directory.ts'
import { z } from 'zod'
import { optionText, optionTexts } from '../options.ts'
import type { Mail } from './mail.ts'

const RULES_MAX = 50
const FIELDS = ['subject', 'from', 'body'] as const
type MailField = (typeof FIELDS)[number]

interface Rule {
  field: MailField
  pattern: Pattern
}

export interface MailRules {
  ignore: Rule[]
  clear: Rule[]
  open: Rule[]
  severity: { severity: SourceSeverity; rule: Rule }[]
}

const ruleList = z
  .array(z.string().superRefine(checkedBy(parseRule)), { error: 'expected a list of rules' })
  .max(RULES_MAX, `expected at most ${RULES_MAX} rules`)
  .optional()
const severityList = z
  .array(z.string().superRefine(checkedBy(parseSeverityRule)), { error: 'expected a list of rules' })
  .max(RULES_MAX, `expected at most ${RULES_MAX} rules`)
  .optional()
const nameList = z.array(z.string().min(1)).max(200).optional()

/** The settings of a source of mails; each is optional. */
export const mailOptions = {
  senders: nameList.meta({ examples: [['nagios@mon.example.com', '@example.org']] }),
  ignore_when: ruleList.meta({ examples: [['subject: ^Daily report']] }),
  clear_when: ruleList.meta({ examples: [['subject: RECOVERY|back to normal']] }),
  open_when: ruleList.meta({ examples: [['subject: PROBLEM', 'body: ^Severity: High']] }),
  severity_when: severityList.meta({ examples: [['critical: subject: DOWN', 'low: from: backup@']] }),
  identity: z.enum(['subject', 'thread'], { error: 'expected subject or thread' }).optional(),
  trusted_servers: nameList.meta({ examples: [['mx.example.com']] }),
} satisfies z.ZodRawShape

function checkedBy(parse: (text: string) => object) {
  return (text: string, context: z.RefinementCtx): void => {
    const parsed = parse(text)
    if ('error' in parsed) context.addIssue({ code: 'custom', message: String(parsed.error) })
  }
}

function parseRule(text: string): Rule | { error: string } {
  const [, word, rest] = /^\s*(subject|from|body)\s*:\s*(.*)$/is.exec(text) ?? []
  const source = (rest ?? text).trim()
  if (source === '') return { error: 'expected a pattern, for example "subject: RECOVERY"' }
  const compiled = compilePattern(`(?im)${source}`, { isAnchored: false })
  if ('error' in compiled) return { error: compiled.error }
  return { field: FIELDS.find((field) => field === word?.toLowerCase()) ?? 'subject', pattern: compiled.pattern }
}

function parseSeverityRule(text: string): { severity: SourceSeverity; rule: Rule } | { error: string } {
  const [, word = '', rest = ''] = /^\s*(\w+)\s*:(.*)$/s.exec(text) ?? []
  const severity = SOURCE_SEVERITIES.find((each) => each === word.toLowerCase())
  if (severity === undefined)
    return { error: `expected a severity in front of the rule, one of ${SOURCE_SEVERITIES.join(', ')}` }
  const rule = parseRule(rest)
  return 'error' in rule ? rule : { severity, rule }
}

const RULES_KEPT_MAX = 256
const kept = new Map<string, MailRules>()

/** Cached by what they say. A rule that a former release took and this one does not is left out. */
export function rulesOf(options: SourceOptions | undefined): MailRules {
  const key = JSON.stringify(['ignore_when', 'clear_when', 'open_when', 'severity_when'].map((name) => options?.[name]))
  const known = kept.get(key)
  if (known) return known
  const listOf = (name: string) => optionTexts(options, name).map(parseRule).filter(isRight)
  const rules: MailRules = {
    ignore: listOf('ignore_when'),
    clear: listOf('clear_when'),
    open: listOf('open_when'),
    severity: optionTexts(options, 'severity_when').map(parseSeverityRule).filter(isRight),
  }
  if (kept.size >= RULES_KEPT_MAX) kept.clear()
  kept.set(key, rules)
  return rules
}

function isRight<T extends object>(parsed: T | { error: string }): parsed is T {
  return !('error' in parsed)
}

export function matchesAny(rules: readonly Rule[], mail: Mail): boolean {
  return rules.some((rule) => matches(rule, mail))
}

export function matches({ field, pattern }: Rule, mail: Mail): boolean {
  if (field === 'from') return pattern.test(mail.from) || pattern.test(mail.fromName)
  return pattern.test(field === 'subject' ? mail.subject : mail.text)
}

/** Whether the source takes mails of this sender: by address, or by `@domain`. A source that names nobody takes everybody's. */
export function takesSender(options: SourceOptions | undefined, mail: Mail): boolean {
  const senders = optionTexts(options, 'senders').map((each) => each.trim().toLowerCase())
  if (senders.length === 0) return true
  const domain = mail.from.slice(mail.from.lastIndexOf('@'))
  return senders.some((each) => (each.startsWith('@') ? each === domain : each === mail.from))
}

export function isIdentityThread(options: SourceOptions | undefined): boolean {
  return optionText(options, 'identity') === 'thread'
}
