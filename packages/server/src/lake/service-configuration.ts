import type { Selectable } from 'kysely'
import type { z } from 'zod'
import { kindOfTable } from '../shell/config/config-kind.ts'
import { form, idField, switchField, text } from '../shell/config/fields.ts'
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
    active: row.is_active,
  }),
})

export function checkService({ team, policy }: ServiceInput, references: References): FieldProblem[] {
  return [
    ...checkReference(references, 'teams', team, ['team']),
    ...checkReference(references, 'policies', policy, ['policy']),
  ]
}

export function serviceRow({ id, name, description, team, policy, active }: ServiceInput): ServiceRow {
  return {
    id,
    name: name ?? id,
    description: description ?? '',
    team_id: team ?? null,
    policy_id: policy ?? null,
    is_active: active,
    owned_by: 'app',
  }
}
