import { hash } from 'node:crypto'
import { LIMITS } from '@tocsin/core/kernel/limits.ts'

/** What we keep of a sender's text is bounded here, so that one hostile alert cannot fill a database or a page. */
const LINK_CHARS_MAX = 2048
const LINK = /^https?:\/\/\S+$/i

export function boundText(text: string, charsMax: number): string {
  if (text.length <= charsMax) return text
  // The cut may fall inside a surrogate pair.
  return `${text.slice(0, charsMax - 1).toWellFormed()}…`
}

/** The first text that says something, as a title. */
export function boundTitle(text: string): string {
  return boundText(text.trim(), LIMITS.titleCharsMax)
}

/** A key of at most 255 characters: longer ones are hashed, so that equal keys stay equal. */
export function boundKey(key: string): string {
  return key.length <= LIMITS.dedupKeyCharsMax ? key : `sha256:${hash('sha256', key)}`
}

/** Only web addresses become links: a console must never offer `javascript:` that came from outside. */
export function boundLink(text: string | undefined): string | undefined {
  return text !== undefined && text.length <= LINK_CHARS_MAX && LINK.test(text) ? text : undefined
}

/** Entries as labels or annotations: at most 128, values cut, and every name an own property, `__proto__` too. */
export function boundEntries(
  entries: Iterable<readonly [string, string]>,
  valueCharsMax: number,
): Record<string, string> {
  const kept: [string, string][] = []
  for (const [name, value] of entries) {
    if (kept.length === LIMITS.labelsMax) break
    kept.push([boundText(name, LIMITS.labelCharsMax), boundText(value, valueCharsMax)])
  }
  return Object.fromEntries(kept)
}

const PROBLEMS_MAX = 20

/** Problems as a source's page shows them: a body of ten thousand wrong alerts has one cause, not ten thousand. */
export function boundProblems(problems: readonly string[]): string[] {
  const kept = problems.slice(0, PROBLEMS_MAX).map((problem) => boundText(problem, LIMITS.titleCharsMax))
  return problems.length > PROBLEMS_MAX ? [...kept, `and ${problems.length - PROBLEMS_MAX} more`] : kept
}
