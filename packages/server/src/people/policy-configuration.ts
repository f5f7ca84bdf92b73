import type { DurationMs, PolicyId } from '@tocsin/core/kernel/brand.ts'
import { MINUTE } from '@tocsin/core/kernel/instant.ts'
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import type { Criterion, Policy, PolicyStep } from '@tocsin/core/people/policy.ts'
import { findPolicyCycle } from '@tocsin/core/respond/unfold-policy.ts'
import type { Selectable } from 'kysely'
import type { z } from 'zod'
import { type Document, kindOfTable, type NameUser } from '../shell/config/config-kind.ts'
import { formatDuration } from '../shell/config/duration.ts'
import { duration, form, idField, list, oneOf, text, wholeNumber } from '../shell/config/fields.ts'
import type { FieldProblem, References } from '../shell/config/references.ts'
import type { Schema } from '../shell/database/schema.ts'
import { checkCriteria, criteriaInput, criteriaOf, describeCriterion } from './criterion-input.ts'
import { checkStep, describeStep, stepInput, stepOf } from './step-input.ts'

export type PolicyRow = Omit<Selectable<Schema['policies']>, 'steps' | 'criteria'> & {
  steps: PolicyStep[]
  criteria: Criterion[]
}

export const DEFAULT_REPEAT_AFTER: DurationMs = (5 * MINUTE) as DurationMs

export const policyInput = form({
  id: idField('payments'),
  name: text('a name', 'Payments').optional(),
  /** Further passes over all steps while nobody acknowledges. */
  repeat: wholeNumber(0, LIMITS.policyRepeatsMax, 2).default(0),
  /** Before each further pass. */
  repeat_after: duration('5m').default(DEFAULT_REPEAT_AFTER),
  steps: list(stepInput, LIMITS.policyStepsMax)
    .min(1, 'expected at least one step')
    .meta({
      examples: [[{ after: '0m', page: [{ schedule: 'payments-primary' }] }]],
    }),
  /** What takes an incident up the ladder besides that nobody answered; `standard` are those of the procedure. */
  criteria: criteriaInput.default([]),
  /** An acknowledged incident with which nothing happens for this long is paged anew. */
  ack_timeout: duration('30m').optional(),
  /** `hold`: what is not urgent waits until those whom it would page are at work. */
  low_urgency: oneOf(['page', 'hold']).default('page'),
})
export type PolicyInput = z.output<typeof policyInput>

export const policyKind = kindOfTable<PolicyRow>({
  name: 'policy',
  table: 'policies',
  key: 'id',
  describe: describePolicy,
})

const NOBODY = 'name nobody at all: somebody has to be called first.'

export function checkPolicy({ id, steps, criteria, ack_timeout }: PolicyInput, references: References): FieldProblem[] {
  const within = new Map(references.policiesWithin)
  within.set(id, policiesOf(steps))
  const cycle = findPolicyCycle(id, (each) => within.get(each) ?? [])
  const isTooShort = ack_timeout !== undefined && ack_timeout < MINUTE
  return [
    ...steps.flatMap((step, index) => checkStep(step, references, ['steps', index])),
    ...(steps.some(({ page = [] }) => page.length > 0) ? [] : [{ path: ['steps'], problem: NOBODY }]),
    ...(cycle ? [{ path: ['steps'], problem: `lead back to the policy itself: ${cycle.join(' → ')}.` }] : []),
    ...checkCriteria(criteria),
    ...(isTooShort
      ? [{ path: ['ack_timeout'], problem: 'is shorter than a minute: nobody could look at anything.' }]
      : []),
  ]
}

/** The policies that the steps of one go on with. */
export function policiesOf(
  steps: readonly { page?: readonly { policy?: string | undefined }[] | undefined }[] | readonly PolicyStep[],
): string[] {
  return steps.flatMap((step) =>
    'targets' in step
      ? step.targets.flatMap((target) => (target.kind === 'policy' ? [target.id as string] : []))
      : (step.page ?? []).flatMap(({ policy }) => policy ?? []),
  )
}

/** The version rises with every change, so that an escalation that runs can say by which one. */
export function policyRow(input: PolicyInput, existing: PolicyRow | undefined, references: References): PolicyRow {
  const row = {
    id: input.id,
    name: input.name ?? input.id,
    repeat: input.repeat,
    repeat_after_ms: input.repeat_after,
    steps: input.steps.map((step, index) => stepOf(step, `${input.id}/${index + 1}`, references)),
    criteria: criteriaOf(input.criteria),
    ack_timeout_ms: input.ack_timeout ?? null,
    holds_low: input.low_urgency === 'hold',
    owned_by: existing?.owned_by ?? 'app',
  }
  if (!existing) return { ...row, version: 1 }
  const isSame =
    JSON.stringify(describePolicy({ ...row, version: 0 }, asIs)) === JSON.stringify(describePolicy(existing, asIs))
  return { ...row, version: isSame ? existing.version : existing.version + 1 }
}

const asIs: NameUser = (id) => id

function describePolicy(row: PolicyRow, nameUser: NameUser): Document {
  return {
    id: row.id,
    name: row.name,
    repeat: row.repeat,
    repeat_after: formatDuration(row.repeat_after_ms),
    steps: row.steps.map((step) => describeStep(step, nameUser)),
    ...(row.criteria.length > 0 && { criteria: row.criteria.map(describeCriterion) }),
    ...(row.ack_timeout_ms !== null && { ack_timeout: formatDuration(row.ack_timeout_ms) }),
    ...(row.holds_low && { low_urgency: 'hold' }),
  }
}

export function policyOf(row: PolicyRow): Policy {
  const criteria = row.criteria.filter(({ isOff }) => !isOff)
  return {
    id: row.id as PolicyId,
    name: row.name,
    version: row.version,
    repeat: row.repeat,
    repeatAfterMs: row.repeat_after_ms as DurationMs,
    steps: row.steps,
    ...(criteria.length > 0 && { criteria }),
    ...(row.ack_timeout_ms !== null && { ackTimeoutMs: row.ack_timeout_ms as DurationMs }),
    ...(row.holds_low && { holdsLow: true as const }),
  }
}
