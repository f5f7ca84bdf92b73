import { RE2JS, RE2JSException } from 're2js'
import { LIMITS } from '../kernel/limits.ts'

/**
 * Regular expressions that users and foreign systems write, in RE2's syntax, as Prometheus and CEL define it: matching takes
 * time proportional to the text, there is no look-around and no back-reference, and errors read as Go's do, which clients show.
 * JavaScript's own engine backtracks: one hostile pattern would hold the process for minutes.
 */
export interface Pattern {
  /** Whether the pattern occurs anywhere in the text, or, if it was compiled as anchored, is the whole of it. */
  test(text: string): boolean
}

export type PatternCompilation = { pattern: Pattern } | { error: string }

/** A list of plain words is by far the most usual pattern of a silence: a set answers it without an automaton. */
const PLAIN_ALTERNATION = /^[^\\^$.[\]*+?(){}]*$/

/** Compiles `source`; `isAnchored` makes it match whole texts only, by wrapping it as Go programs do: `^(?:…)$`. */
export function compilePattern(source: string, { isAnchored }: { isAnchored: boolean }): PatternCompilation {
  if (source.length > LIMITS.patternCharsMax) {
    return { error: `error parsing regexp: longer than ${LIMITS.patternCharsMax} characters` }
  }
  if (isAnchored && PLAIN_ALTERNATION.test(source)) {
    const words = new Set(source.split('|'))
    return { pattern: { test: (text) => words.has(text) } }
  }
  try {
    const compiled = RE2JS.compile(isAnchored ? `^(?:${source})$` : source)
    return { pattern: { test: (text) => compiled.test(text) } }
  } catch (error) {
    // The library reports a bad pattern by throwing, and nothing else is expected of it.
    if (error instanceof RE2JSException) return { error: error.message }
    throw error
  }
}

/** A pattern that gives what its first group, or without one all of it, matches first in a text. */
export function compileCapture(source: string): { capture(text: string): string | undefined } | { error: string } {
  if (source.length > LIMITS.patternCharsMax) {
    return { error: `error parsing regexp: longer than ${LIMITS.patternCharsMax} characters` }
  }
  try {
    const compiled = RE2JS.compile(source)
    return {
      capture(text) {
        const matcher = compiled.matcher(text)
        if (!matcher.find()) return undefined
        return (matcher.groupCount() > 0 ? matcher.group(1) : matcher.group()) ?? ''
      },
    }
  } catch (error) {
    if (error instanceof RE2JSException) return { error: error.message }
    throw error
  }
}
