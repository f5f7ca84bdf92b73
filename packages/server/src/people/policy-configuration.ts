import type { DurationMs, PolicyId, ScheduleId, TeamId, UserId } from '@tocsin/core/kernel/brand.ts'
import { MINUTE } from '@tocsin/core/kernel/instant.ts'
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import type { PageTarget, Policy, PolicyStep } from '@tocsin/core/people/directory.ts'
import type { Selectable } from 'kysely'
import type { z } from 'zod'
import { type Document, kindOfTable, type NameUser } from '../shell/config/config-kind.ts'
import { formatDuration } from '../shell/config/duration.ts'
import { duration, form, idField, list, personField, text, wholeNumber } from '../shell/config/fields.ts'
import {
  checkPerson,
  checkReference,
  type FieldProblem,
  findUserId,
  type References,
} from '../shell/config/references.ts'
import type { Schema } from '../shell/database/schema.ts'

export type PolicyRow = Omit<Selectable<Schema['policies']>, 'steps'> & { steps: PolicyStep[] }

export const DEFAULT_REPEAT_AFTER: DurationMs = (5 * MINUTE) as DurationMs

const targetInput = form({
  schedule: idField('payments-primary').optional(),
  user: personField.optional(),
  team: idField('payments').optional(),
}).refine((target) => Object.values(target).filter((name) => name !== undefined).length === 1, {
  error: 'expected exactly one of schedule, user and team',
})

const stepInput = form({
  /** Since the step before it fired; of the first step, since the incident was opened. */
  after: duration('5m').default(0 as DurationMs),
  page: list(targetInput, LIMITS.targetsPerStepMax)
    .min(1, 'expected at least one schedule, user or team')
    .meta({ examples: [[{ schedule: 'payments-primary' }]] }),
})

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
})
export type PolicyInput = z.output<typeof policyInput>
type TargetInput = z.output<typeof targetInput>

export const policyKind = kindOfTable<PolicyRow>({
  name: 'policy',
  table: 'policies',
  key: 'id',
  describe: describePolicy,
})

export function checkPolicy({ steps }: PolicyInput, references: References): FieldProblem[] {
  return steps.flatMap(({ page }, step) =>
    page.flatMap(({ schedule, user, team }, index) => {
      const path = ['steps', step, 'page', index]
      return [
        ...checkReference(references, 'schedules', schedule, [...path, 'schedule']),
        ...checkReference(references, 'teams', team, [...path, 'team']),
        ...(user === undefined ? [] : checkPerson(references, user, [...path, 'user'])),
      ]
    }),
  )
}

/** The version rises with every change, so that an escalation that runs can say by which one. */
export function policyRow(input: PolicyInput, existing: PolicyRow | undefined, references: References): PolicyRow {
  const row = {
    id: input.id,
    name: input.name ?? input.id,
    repeat: input.repeat,
    repeat_after_ms: input.repeat_after,
    steps: input.steps.map(({ after, page }) => ({
      afterMs: after,
      targets: page.flatMap((target) => targetOf(target, references)),
    })),
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
    steps: row.steps.map(({ afterMs, targets }) => ({
      after: formatDuration(afterMs),
      page: targets.map(({ kind, id }) => ({ [kind]: kind === 'user' ? nameUser(id) : id })),
    })),
  }
}

export function policyOf(row: PolicyRow): Policy {
  return {
    id: row.id as PolicyId,
    name: row.name,
    version: row.version,
    repeat: row.repeat,
    repeatAfterMs: row.repeat_after_ms as DurationMs,
    steps: row.steps,
  }
}

function targetOf({ schedule, user, team }: TargetInput, references: References): PageTarget[] {
  if (schedule !== undefined) return [{ kind: 'schedule', id: schedule as ScheduleId }]
  if (team !== undefined) return [{ kind: 'team', id: team as TeamId }]
  const id = user === undefined ? undefined : findUserId(references, user)
  return id === undefined ? [] : [{ kind: 'user', id: id as UserId }]
}
