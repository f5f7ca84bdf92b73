/** Criteria of a policy as they are written: `{ id: no-cause, to: L3, after: 30m, when: "!cause_known" }`, or `standard` for those of the procedure. */
import { compileCondition } from '@tocsin/adapters/rules/incident-condition.ts'
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import { LEVELS } from '@tocsin/core/kernel/scales.ts'
import type { Criterion } from '@tocsin/core/people/policy.ts'
import { DEFAULT_CRITERIA } from '@tocsin/core/respond/ladder.ts'
import { z } from 'zod'
import type { Document } from '../shell/config/config-kind.ts'
import { formatDuration } from '../shell/config/duration.ts'
import { duration, form, idField, list, oneOf, switchField, text } from '../shell/config/fields.ts'
import type { FieldProblem } from '../shell/config/references.ts'

/** Stands for the criteria of the procedure, whatever a later version makes of them at the time that they are written. */
const STANDARD = 'standard'

const criterionInput = form({
  id: idField('no-cause'),
  name: text('a name', 'Cause not identified within 30 minutes').optional(),
  /** The level that it goes to. */
  to: oneOf(LEVELS),
  /** Not before this time since the incident was opened. */
  after: duration('30m').optional(),
  /** An expression that is true or false of the incident; without one the time is enough. */
  when: text('an expression', '!cause_known', LIMITS.expressionCharsMax).optional(),
  /** Kept, but not asked. */
  off: switchField.optional(),
})

/** What is wrong with the first criterion of a list that is wrong: a choice between two shapes says nothing of their parts by itself. */
function problemInList(issue: z.core.$ZodRawIssue): string | undefined {
  const [, inList = []] = (issue.code === 'invalid_union' && issue.errors) || []
  const problem = inList.find(({ path }) => path.length > 0)
  return problem && `criterion ${Number(problem.path[0]) + 1}, ${problem.path.slice(1).join('.')}: ${problem.message}`
}

export const criteriaInput = z.union([z.literal(STANDARD), list(criterionInput, LIMITS.criteriaPerPolicyMax)], {
  error: (issue) => problemInList(issue) ?? 'expected `standard` or a list of criteria',
})
export type CriteriaInput = z.output<typeof criteriaInput>

export const criteriaSchema = z
  .array(
    z.object({
      id: z.string(),
      name: z.string(),
      to: z.enum(LEVELS),
      after: z.string().optional(),
      when: z.string().optional(),
      off: z.boolean().optional().describe('Kept, but not asked.'),
    }),
  )
  .describe('What takes an incident up the ladder besides that nobody answered.')

export function checkCriteria(criteria: CriteriaInput): FieldProblem[] {
  if (criteria === STANDARD) return []
  return criteria.flatMap(({ id, when, after }, index) => {
    const path = ['criteria', index]
    const twice = criteria.findIndex((other) => other.id === id) < index
    const condition = when === undefined ? undefined : compileCondition(when)
    return [
      ...(twice ? [{ path: [...path, 'id'], problem: `"${id}" is there twice` }] : []),
      ...(when === undefined && after === undefined
        ? [{ path: [...path, 'when'], problem: 'is missing, and so is after: say when it is true.' }]
        : []),
      ...(condition && 'error' in condition ? [{ path: [...path, 'when'], problem: condition.error.message }] : []),
    ]
  })
}

export function criteriaOf(criteria: CriteriaInput): Criterion[] {
  if (criteria === STANDARD) return [...DEFAULT_CRITERIA]
  return criteria.map(({ id, name, to, after, when, off }) => ({
    id,
    name: name ?? id,
    to,
    ...(after !== undefined && { afterMs: after }),
    when: when ?? '',
    ...(off && { isOff: true as const }),
  }))
}

export function describeCriterion({ id, name, to, afterMs, when, isOff }: Criterion): Document {
  return {
    id,
    name,
    to,
    ...(afterMs !== undefined && { after: formatDuration(afterMs) }),
    ...(when !== '' && { when }),
    ...(isOff && { off: true }),
  }
}
