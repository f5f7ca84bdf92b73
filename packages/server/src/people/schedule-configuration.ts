import type { ScheduleId } from '@tocsin/core/kernel/brand.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import type { Schedule, ScheduleLayer, ScheduleOverride } from '@tocsin/core/people/directory.ts'
import type { Selectable } from 'kysely'
import type { z } from 'zod'
import { kindOfTable, type NameUser } from '../shell/config/config-kind.ts'
import { form, idField, list, text, zoneField } from '../shell/config/fields.ts'
import type { FieldProblem, References } from '../shell/config/references.ts'
import type { Schema } from '../shell/database/schema.ts'
import { checkLayer, describeLayer, layerInput, layerOf } from './layer-input.ts'

export type ScheduleRow = Omit<Selectable<Schema['schedules']>, 'layers' | 'overrides'> & {
  layers: ScheduleLayer[]
  overrides: ScheduleOverride[]
}

export const scheduleInput = form({
  id: idField('payments-primary'),
  name: text('a name', 'Payments primary').optional(),
  /** In which it is shown; by default that of the first layer. */
  zone: zoneField.optional(),
  /** From lowest to highest: a higher one that has somebody replaces the lower ones. */
  layers: list(layerInput, LIMITS.layersPerScheduleMax).min(1, 'expected at least one layer'),
})
export type ScheduleInput = z.output<typeof scheduleInput>

/** Overrides are made day by day in the console, whoever owns the schedule; the file has no word for them. */
export const scheduleKind = kindOfTable<ScheduleRow>({
  name: 'schedule',
  table: 'schedules',
  key: 'id',
  describe: ({ id, name, zone, layers, overrides }, nameUser) => ({
    id,
    name,
    zone,
    layers: layers.map((layer) => describeLayer(layer, nameUser)),
    ...(overrides.length > 0 && { overrides: overrides.map((override) => describeOverride(override, nameUser)) }),
  }),
})

export function checkSchedule({ layers }: ScheduleInput, references: References): FieldProblem[] {
  return layers.flatMap((layer, index) =>
    checkLayer(layer, references).map(({ path, problem }) => ({ path: ['layers', index, ...path], problem })),
  )
}

export function scheduleRow(
  input: ScheduleInput,
  existing: ScheduleRow | undefined,
  references: References,
): ScheduleRow {
  return {
    id: input.id,
    name: input.name ?? input.id,
    zone: input.zone ?? input.layers[0]?.zone ?? 'UTC',
    layers: input.layers.map((layer) => layerOf(layer, references)),
    overrides: existing?.overrides ?? [],
    owned_by: existing?.owned_by ?? 'app',
  }
}

export function describeOverride({ id, mode, startsAt, endsAt, add, remove }: ScheduleOverride, nameUser: NameUser) {
  return {
    id,
    mode,
    starts_at: formatInstant(startsAt),
    ends_at: formatInstant(endsAt),
    ...(add !== undefined && { add: nameUser(add) }),
    ...(remove !== undefined && { remove: nameUser(remove) }),
  }
}

export function scheduleOf({ id, name, zone, layers, overrides }: ScheduleRow): Schedule {
  return { id: id as ScheduleId, name, zone, layers, overrides }
}
