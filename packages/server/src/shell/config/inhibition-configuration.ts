/** Inhibition rules as the file and the API write them. */
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import type { Selectable } from 'kysely'
import type { z } from 'zod'
import type { Schema } from '../database/schema.ts'
import { kindOfTable } from './config-kind.ts'
import { form, idField, list, switchField, text } from './fields.ts'
import { checkMatchers, describeMatchers, matchersField } from './matcher-field.ts'
import type { FieldProblem } from './references.ts'

export type InhibitionRow = Selectable<Schema['inhibitions']>

const EQUAL_MAX = 20

export const inhibitionInput = form({
  id: idField('cluster-down'),
  name: text('a name', 'A cluster that is down mutes what runs in it').optional(),
  /** The alerts that mute while they fire. */
  causes: matchersField('alertname="ClusterDown"'),
  /** The alerts that are muted meanwhile. */
  symptoms: matchersField('severity=~"warning|info"'),
  /** Labels that have to be the same on both; one that both lack is. */
  equal: list(text('the name of a label', 'cluster', LIMITS.labelCharsMax), EQUAL_MAX).default([]),
  active: switchField.default(true),
})
export type InhibitionInput = z.output<typeof inhibitionInput>

export const inhibitionKind = kindOfTable<InhibitionRow>({
  name: 'inhibition',
  table: 'inhibitions',
  key: 'id',
  describe: (row) => ({
    id: row.id,
    name: row.name,
    causes: describeMatchers(row.causes),
    symptoms: describeMatchers(row.symptoms),
    ...(row.equal.length > 0 && { equal: row.equal }),
    active: row.is_active,
  }),
})

export function checkInhibition({ causes, symptoms, equal }: InhibitionInput): FieldProblem[] {
  return [
    ...checkMatchers(causes, ['causes']),
    ...checkMatchers(symptoms, ['symptoms']),
    ...equal.flatMap((name, index) =>
      equal.indexOf(name) < index ? [{ path: ['equal', index], problem: `names ${name} a second time.` }] : [],
    ),
  ]
}

export function inhibitionRow({ id, name, causes, symptoms, equal, active }: InhibitionInput): InhibitionRow {
  return { ...{ id, name: name ?? id, causes, symptoms, equal }, is_active: active, owned_by: 'app' }
}
