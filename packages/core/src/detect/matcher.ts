import { LIMITS } from '../kernel/limits.ts'
import { compilePattern, type Pattern } from './pattern.ts'

/**
 * Label matchers of silences, filters and rules, with Alertmanager's meaning: a label that is missing counts as empty, and a
 * regular expression has to match the whole value.
 */
export interface Matcher {
  name: string
  value: string
  isRegex: boolean
  isEqual: boolean
}

type Labels = Readonly<Record<string, string>>

/** True when every matcher accepts the label set; an empty list of matchers accepts all. */
export type LabelTest = (labels: Labels) => boolean

const CLASSIC_START = /^([a-zA-Z_:][a-zA-Z0-9_:]*)\s*(=~|=|!=|!~)\s*/
/** Names and values of the newer syntax: quoted, or a run of characters without meaning in it. */
const UTF8 =
  /^("(?:[^"\\]|\\[\s\S])*"|[^\s{}!=~,\\"'`]+)\s*(=~|=|!=|!~)\s*("(?:[^"\\]|\\[\s\S])*"|[^\s{}!=~,\\"'`]+)\s*,?$/

type Parsing = { matcher: Matcher } | { error: string }

/**
 * Reads one matcher such as `name="value"`, `name=~"a|b"`, `name!=value` or `"näme"=value`. As in Alertmanager (`matcher/compat`,
 * `pkg/labels`) the classic syntax wins where both apply, and errors are the classic ones.
 */
export function parseMatcher(text: string): Parsing {
  if (text.length > 3 * LIMITS.patternCharsMax) return { error: 'bad matcher format: too long' }
  const classic = parseClassic(text)
  if ('matcher' in classic) return classic
  // Newer versions refuse a closing brace even in `a=~x{2}`, which older ones read: only what neither reads is refused here.
  if (text.startsWith('{') || text.endsWith('}')) return { error: `unexpected open or close brace: ${text}` }
  const newer = parseUtf8(text)
  return 'matcher' in newer ? newer : classic
}

function parseClassic(text: string): Parsing {
  const trimmed = text.trim()
  const [start, name, operator] = CLASSIC_START.exec(trimmed) ?? []
  if (start === undefined || name === undefined || operator === undefined)
    return { error: `bad matcher format: ${text}` }
  const raw = trimmed.slice(start.length)
  const value = unescapeClassic(raw)
  if (value === undefined) return { error: `matcher value contains unescaped double quote: ${raw}` }
  return checked(name, operator, value)
}

function parseUtf8(text: string): Parsing {
  const [, quotedName, operator, quotedValue] = UTF8.exec(text.trim()) ?? []
  const name = quotedName === undefined ? undefined : unquote(quotedName)
  const value = quotedValue === undefined ? undefined : unquote(quotedValue)
  if (!name || operator === undefined || value === undefined) return { error: `bad matcher format: ${text}` }
  return checked(name, operator, value)
}

function checked(name: string, operator: string, value: string): Parsing {
  const matcher = { name, value, isRegex: operator.endsWith('~'), isEqual: operator.startsWith('=') }
  const compiled = compileMatchers([matcher])
  return 'error' in compiled ? { error: compiled.error } : { matcher }
}

/** `\"`, `\n` and `\\` are escapes, any other backslash is itself. Undefined when a quote stands inside or is not closed. */
function unescapeClassic(raw: string): string | undefined {
  const isQuoted = raw.startsWith('"')
  let value = ''
  let isClosed = !isQuoted
  for (let i = isQuoted ? 1 : 0; i < raw.length; i += 1) {
    const character = raw.charAt(i)
    const next = raw.charAt(i + 1)
    if (character === '"') {
      if (!isQuoted || i < raw.length - 1) return undefined
      isClosed = true
    } else if (character === '\\' && (next === 'n' || next === '"' || next === '\\')) {
      value += next === 'n' ? '\n' : next
      i += 1
    } else {
      value += character
    }
  }
  return isClosed ? value : undefined
}

/** A quoted token has Go's escapes, of which JSON knows those that people write. Undefined for others. */
function unquote(token: string): string | undefined {
  if (!token.startsWith('"')) return token
  try {
    return String(JSON.parse(token))
  } catch {
    return undefined
  }
}

/** The classic form where the name allows it, e.g. `job=~"a|b"`. */
export function formatMatcher(matcher: Matcher): string {
  const operator = matcher.isRegex ? (matcher.isEqual ? '=~' : '!~') : matcher.isEqual ? '=' : '!='
  const name = /[\s{}!=~,\\"'`]/.test(matcher.name) ? JSON.stringify(matcher.name) : matcher.name
  const value = matcher.value.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"')
  return `${name}${operator}"${value}"`
}

/** Compiles matchers once for many label sets. `index` names the matcher whose regular expression is wrong. */
export function compileMatchers(
  matchers: readonly Matcher[],
): { matches: LabelTest } | { error: string; index: number } {
  const tests: LabelTest[] = []
  for (const [index, matcher] of matchers.entries()) {
    const value = compileValue(matcher)
    if ('error' in value) return { error: value.error, index }
    const { name, isEqual } = matcher
    tests.push((labels) => value.pattern.test(labelValue(labels, name)) === isEqual)
  }
  return { matches: (labels) => tests.every((test) => test(labels)) }
}

function compileValue(matcher: Matcher): { pattern: Pattern } | { error: string } {
  if (matcher.isRegex) return compilePattern(matcher.value, { isAnchored: true })
  return { pattern: { test: (value) => value === matcher.value } }
}

/** Label names come from outside: a label called `constructor` is missing unless the set really has it. */
function labelValue(labels: Labels, name: string): string {
  return Object.hasOwn(labels, name) ? (labels[name] ?? '') : ''
}

/** The same matcher, by name, type and value: how `GET /silences?filter=` finds a silence. */
export function isSameMatcher(a: Matcher, b: Matcher): boolean {
  return a.name === b.name && a.value === b.value && a.isRegex === b.isRegex && a.isEqual === b.isEqual
}

/**
 * Why these matchers cannot be a silence, in Alertmanager's words (`silence/silence.go`), or undefined when they can. At least
 * one has to ask for something: a silence that also accepts the empty label set would mute everything.
 */
export function silenceMatchersError(matchers: readonly Matcher[]): string | undefined {
  if (matchers.length === 0) return 'matcher set 0 is empty'
  if (matchers.length > LIMITS.matchersPerSilenceMax) {
    return `matcher set 0: more than ${LIMITS.matchersPerSilenceMax} matchers`
  }
  let acceptsEmpty = true
  for (const [index, matcher] of matchers.entries()) {
    const problem = matcherError(matcher)
    if (problem !== undefined) return `invalid label matcher ${index} in set 0: ${problem}`
    acceptsEmpty &&= matchesEmpty(matcher)
  }
  return acceptsEmpty ? 'matcher set 0: at least one matcher must not match the empty string' : undefined
}

function matcherError(matcher: Matcher): string | undefined {
  if (matcher.name === '') return `invalid label name ${JSON.stringify(matcher.name)}`
  if (matcher.name.length > LIMITS.labelCharsMax) return 'label name too long'
  if (!matcher.isRegex) return matcher.value.length > LIMITS.labelCharsMax ? 'label value too long' : undefined
  const compiled = compilePattern(matcher.value, { isAnchored: false })
  return 'error' in compiled
    ? `invalid regular expression ${JSON.stringify(matcher.value)}: ${compiled.error}`
    : undefined
}

/** Negative matchers count as asking for something, as in Alertmanager. */
function matchesEmpty(matcher: Matcher): boolean {
  if (!matcher.isEqual) return false
  const compiled = compileValue(matcher)
  return 'pattern' in compiled && compiled.pattern.test('')
}
