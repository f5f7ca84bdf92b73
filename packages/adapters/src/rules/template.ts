/** Texts in which `{{ expression }}` stands for what the expression gives. */
import type { ExpressionError } from '../in/json/expression.ts'

/** Plain text, or the source of an expression with the place at which it begins in the template. */
export type TemplatePart = { text: string } | { source: string; position: number }

/** Splits a template. `{{ "{{" }}` writes the braces themselves. */
export function parseTemplate(template: string): { parts: TemplatePart[] } | { error: ExpressionError } {
  const parts: TemplatePart[] = []
  let from = 0
  for (let open = template.indexOf('{{'); open !== -1; open = template.indexOf('{{', from)) {
    const end = findEnd(template, open + 2)
    if (end === -1) return { error: placed(template, open, '{{ without the }} that ends it') }
    if (open > from) parts.push({ text: template.slice(from, open) })
    parts.push({ source: template.slice(open + 2, end), position: open + 2 })
    from = end + 2
  }
  if (from < template.length) parts.push({ text: template.slice(from) })
  return { parts }
}

/** The place of the `}}` that ends an expression: not one in a text or behind a brace that the expression opened. */
function findEnd(template: string, from: number): number {
  let quote = ''
  let depth = 0
  for (let at = from; at < template.length; at += 1) {
    const letter = template.charAt(at)
    if (quote !== '') {
      if (letter === '\\') at += 1
      else if (letter === quote) quote = ''
    } else if (letter === '"' || letter === "'") quote = letter
    else if (letter === '{') depth += 1
    else if (letter === '}') {
      if (depth === 0) return template.charAt(at + 1) === '}' ? at : -1
      depth -= 1
    }
  }
  return -1
}

/** An error at a place of the template, as an editor wants it. */
export function placed(template: string, position: number, message: string): ExpressionError {
  const before = template.slice(0, position).split('\n')
  return { message, position, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
}

/** A value as people read it: numbers as they are, whole ones without a point; nothing for null. Undefined: it has no such form. */
export function textOfValue(value: unknown): string | undefined {
  if (value === null || value === undefined) return ''
  if (typeof value === 'string') return value
  return typeof value === 'bigint' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : undefined
}
