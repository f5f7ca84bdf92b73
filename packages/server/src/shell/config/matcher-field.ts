/** Tests of labels as people write them: `severity="critical"`, `team=~"db|storage"`, `env!=prod`. */
import { formatMatcher, parseMatcher, silenceMatchersError } from '@tocsin/core/detect/matcher.ts'
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import type { LabelMatcher } from '@tocsin/core/people/quiet.ts'
import { z } from 'zod'
import { expectingText, list } from './fields.ts'
import type { FieldProblem } from './references.ts'

/** One test of a label; parses to what the core works with. */
function matcherField(example: string) {
  return z
    .string(expectingText('a test of a label'))
    .meta({ examples: [example] })
    .transform((source, context): LabelMatcher => {
      const parsed = parseMatcher(source)
      if ('matcher' in parsed) return parsed.matcher
      context.addIssue({ code: 'custom', message: `${parsed.error}; write for example ${example}` })
      return z.NEVER
    })
}

export function matchersField(example: string) {
  return list(matcherField(example), LIMITS.matchersPerSilenceMax)
}

/** At least one of them has to ask for something: else they are about everything. */
export function checkMatchers(matchers: readonly LabelMatcher[], path: FieldProblem['path']): FieldProblem[] {
  const problem = silenceMatchersError(matchers)
  if (problem === undefined) return []
  if (matchers.length === 0) return [{ path, problem: 'names no label; write for example severity="critical".' }]
  return [{ path, problem: `cannot be: ${problem}.` }]
}

export function describeMatchers(matchers: readonly object[]): string[] {
  return (matchers as readonly LabelMatcher[]).map(formatMatcher)
}
