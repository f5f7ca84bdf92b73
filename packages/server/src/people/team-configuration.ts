import type { Selectable } from 'kysely'
import type { z } from 'zod'
import { kindOfTable } from '../shell/config/config-kind.ts'
import { form, idField, list, personField, text } from '../shell/config/fields.ts'
import { checkPerson, type FieldProblem, findUserId, type References } from '../shell/config/references.ts'
import type { Schema } from '../shell/database/schema.ts'

export type TeamRow = Selectable<Schema['teams']>

export const teamInput = form({
  id: idField('payments'),
  name: text('a name', 'Payments').optional(),
  members: list(personField).default([]),
})
export type TeamInput = z.output<typeof teamInput>

export const teamKind = kindOfTable<TeamRow>({
  name: 'team',
  table: 'teams',
  key: 'id',
  describe: ({ id, name, members }, nameUser) => ({ id, name, members: members.map(nameUser) }),
})

export function checkTeam({ members }: TeamInput, references: References): FieldProblem[] {
  return members.flatMap((member, index) => checkPerson(references, member, ['members', index]))
}

export function teamRow({ id, name, members }: TeamInput, references: References): TeamRow {
  const ids = members.flatMap((member) => findUserId(references, member) ?? [])
  return { id, name: name ?? id, members: [...new Set(ids)], owned_by: 'app' }
}
