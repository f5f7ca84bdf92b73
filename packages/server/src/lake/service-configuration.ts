import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import type { Selectable } from 'kysely'
import type { z } from 'zod'
import { kindOfTable } from '../shell/config/config-kind.ts'
import { form, idField, list, oneOf, switchField, text } from '../shell/config/fields.ts'
import { checkReference, type FieldProblem, type References } from '../shell/config/references.ts'
import type { Schema } from '../shell/database/schema.ts'

export type ServiceRow = Selectable<Schema['services']>

export const serviceInput = form({
  id: idField('payment-api'),
  name: text('a name', 'Payment API').optional(),
  description: text('a description', 'Takes card payments', 4096).optional(),
  /** The team that owns it. */
  team: idField('payments').optional(),
  /** Who is paged, and in which order; without one the admins are. */
  policy: idField('payments').optional(),
  /** The services that it needs to work: when one of them fails, its own alerts are symptoms. */
  depends_on: list(idField('orders-db'), LIMITS.dependenciesPerServiceMax).default([]),
  /** Of its symptoms: `join` takes them into the incident of the cause, `page` lets the first of them page its own people. */
  when_dependency_fails: oneOf(['join', 'page']).default('join'),
  active: switchField.default(true),
})
export type ServiceInput = z.output<typeof serviceInput>

export const serviceKind = kindOfTable<ServiceRow>({
  name: 'service',
  table: 'services',
  key: 'id',
  describe: (row) => ({
    id: row.id,
    name: row.name,
    ...(row.description !== '' && { description: row.description }),
    ...(row.team_id !== null && { team: row.team_id }),
    ...(row.policy_id !== null && { policy: row.policy_id }),
    ...(row.depends_on.length > 0 && { depends_on: row.depends_on }),
    ...(row.when_dependency_fails !== 'join' && { when_dependency_fails: row.when_dependency_fails }),
    active: row.is_active,
  }),
})

export function checkService({ id, team, policy, depends_on }: ServiceInput, references: References): FieldProblem[] {
  return [
    ...checkReference(references, 'teams', team, ['team']),
    ...checkReference(references, 'policies', policy, ['policy']),
    ...depends_on.flatMap((need, index) => {
      const path = ['depends_on', index]
      if (need === id) return [{ path, problem: 'is the service itself: name what it needs besides itself.' }]
      if (depends_on.indexOf(need) < index) return [{ path, problem: `names ${need} a second time.` }]
      return checkReference(references, 'services', need, path)
    }),
  ]
}

export function serviceRow(input: ServiceInput): ServiceRow {
  const { id, name, description, team, policy, depends_on, when_dependency_fails, active } = input
  return {
    id,
    name: name ?? id,
    description: description ?? '',
    team_id: team ?? null,
    policy_id: policy ?? null,
    depends_on,
    when_dependency_fails,
    is_active: active,
    owned_by: 'app',
  }
}
