/** A rule over a stream as its form holds it: labels are lines of text. */
import type { Source } from '../../../api/types.ts'

export interface StreamRule {
  id: string
  name?: string
  when: string
  more_than?: number
  within: string
  by?: Record<string, string>
  severity?: string
  title?: string
}

export interface RuleDraft {
  id: string
  name: string
  when: string
  moreThan: number
  within: string
  by: string
  severity: string | null
  title: string
}

export const STREAM_SYSTEMS: readonly string[] = ['otlp', 'syslog', 'json-stream']

export function rulesOf({ options }: Pick<Source, 'options'>): StreamRule[] {
  const rules = options?.rules
  return Array.isArray(rules) ? (rules as StreamRule[]) : []
}

export const EMPTY_DRAFT: RuleDraft = {
  ...{ id: '', name: '', when: 'severity >= 17', moreThan: 10, within: '5m', by: '', severity: null, title: '' },
}

/** More than five failed logins of one account within ten minutes. */
export function failedLogins(system: string, name: string): RuleDraft {
  const isSyslog = system === 'syslog'
  return {
    ...{ id: 'failed-logins', name, moreThan: 5, within: '10m', severity: 'high', title: '' },
    when: isSyslog
      ? 'attributes.app == "sshd" && text.startsWith("Failed password")'
      : 'name == "login.failed" || text.startsWith("Failed password")',
    by: isSyslog
      ? 'account = text.extract("Failed password for (?:invalid user )?([^ ]+) from")'
      : 'account = attributes.user',
  }
}

export function draftOf({
  id,
  name = '',
  when,
  more_than = 0,
  within,
  by = {},
  severity,
  title = '',
}: StreamRule): RuleDraft {
  const lines = Object.entries(by).map(([label, expression]) => `${label} = ${expression}`)
  return { id, name, when, moreThan: more_than, within, by: lines.join('\n'), severity: severity ?? null, title }
}

/** Lines without an equals sign are labels without an expression, which the server refuses by name. */
export function ruleOf({ id, name, when, moreThan, within, by, severity, title }: RuleDraft): StreamRule {
  const labels = by
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line): [string, string] => {
      const at = line.indexOf('=')
      return at < 0 ? [line, ''] : [line.slice(0, at).trim(), line.slice(at + 1).trim()]
    })
  return {
    ...{ id: id.trim(), when: when.trim(), more_than: moreThan, within: within.trim() },
    ...(name.trim() !== '' && { name: name.trim() }),
    ...(labels.length > 0 && { by: Object.fromEntries(labels) }),
    ...(severity !== null && { severity }),
    ...(title.trim() !== '' && { title: title.trim() }),
  }
}
