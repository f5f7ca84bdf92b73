import type { DoorRequest } from './door.ts'
import { type JsonBody, parseExactJsonBody } from './json-body.ts'

/**
 * JSON that a template of the operator made. A value that was put in without escaping, a quote or a line break in it, makes it
 * no JSON; then its fields are found by what stands between their names. A page must not be lost over a quotation mark.
 * `names` are those of our template: a text without any two of them is none that it made.
 */
export function parseTemplateBody(request: DoorRequest, names: readonly string[], report: Report): JsonBody {
  const parsed = parseExactJsonBody(request.body)
  if (!('error' in parsed)) return parsed
  const fields = salvageFields(new TextDecoder().decode(request.body).replaceAll('\0', '\ufffd'))
  if (names.filter((name) => fields.has(name)).length < NAMES_MIN) return parsed
  report(
    `the body is not JSON (${parsed.error}); its fields were found by their names. Escape the values in the template`,
  )
  return { value: Object.fromEntries(fields) }
}

type Report = (problem: string) => void

/** One name could stand in any text. */
const NAMES_MIN = 2

const OPENING = /[{,]\s*"([\w.]{1,60})"\s*:/g
const FIELDS_MAX = 200

/** Each text between the name of one field and that of the next. Of a name that comes twice the first counts. */
function salvageFields(text: string): Map<string, unknown> {
  const found = [...text.matchAll(OPENING)].slice(0, FIELDS_MAX)
  const fields = new Map<string, unknown>()
  for (const [index, match] of found.entries()) {
    const name = match[1] ?? ''
    const raw = text.slice(match.index + match[0].length, found[index + 1]?.index ?? text.length)
    if (!fields.has(name)) fields.set(name, readValue(raw.trim()))
  }
  return fields
}

/** What is JSON by itself is that; of anything else what stands between its quotation marks, as it is. */
function readValue(raw: string): unknown {
  const value = raw.endsWith(',') ? raw.slice(0, -1) : raw
  for (const text of [value, value.replace(/\}$/, '')]) {
    const parsed = parseExactJsonBody(encoder.encode(text))
    if ('value' in parsed) return parsed.value
  }
  const bare = trimEnd(value)
  const inner = bare.startsWith('"') ? bare.slice(1, bare.endsWith('"') ? -1 : undefined) : bare
  return inner.replaceAll('\\n', '\n').replaceAll('\\"', '"').toWellFormed()
}

const encoder = new TextEncoder()

/** Without the commas and brackets that belong to the document. A loop, for a pattern would backtrack. */
function trimEnd(text: string): string {
  let end = text.length
  while (end > 0 && ',}] \t\r\n'.includes(text.charAt(end - 1))) end -= 1
  return text.slice(0, end)
}
