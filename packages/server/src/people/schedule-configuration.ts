import type { Instant, ScheduleId, TeamId } from '@tocsin/core/kernel/brand.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import type {
  LayerVersion,
  Schedule,
  ScheduleLayer,
  ScheduleOverride,
  TemporarySchedule,
} from '@tocsin/core/people/schedule.ts'
import { beginVersion } from '@tocsin/core/respond/schedule-version.ts'
import type { Selectable } from 'kysely'
import { z } from 'zod'
import { kindOfTable, type NameUser } from '../shell/config/config-kind.ts'
import { form, idField, instantField, list, text, zoneField } from '../shell/config/fields.ts'
import type { FieldProblem, References } from '../shell/config/references.ts'
import type { Schema } from '../shell/database/schema.ts'
import { canonicalJson } from '../shell/engine/fact-chain.ts'
import { checkLayer, describeLayer, layerInput, layerOf, schedulesOf } from './layer-input.ts'
import { keepOnCallRecord } from './on-call/record-on-call.ts'
import { type CareColumns, careColumns, careFields, checkCare, describeCare } from './on-call/schedule-care.ts'

export type ScheduleRow = Pick<Selectable<Schema['schedules']>, 'id' | 'name' | 'zone' | 'owned_by'> & {
  /** Of the newest version. */
  layers: ScheduleLayer[]
  overrides: ScheduleOverride[]
  earlier: LayerVersion[]
  temporary: TemporarySchedule[]
} & CareColumns

export const scheduleInput = form({
  id: idField('payments-primary'),
  name: text('a name', 'Payments primary').optional(),
  /** In which it is shown; by default that of the first layer. */
  zone: zoneField.optional(),
  /** From lowest to highest: a higher one that has somebody replaces the lower ones. */
  layers: list(layerInput, LIMITS.layersPerScheduleMax).min(1, 'expected at least one layer'),
  /** When changed layers take effect: not before now, because what was stays as it was. */
  effective_from: instantField.optional(),
  /** Whether whoever is on call then stays on call until the next handoff. */
  keep_current: z.boolean('expected true or false').default(true),
  ...careFields,
})
export type ScheduleInput = z.output<typeof scheduleInput>

/** Overrides are made day by day in the console, whoever owns the schedule; the file has no word for them. */
export const scheduleKind = kindOfTable<ScheduleRow>({
  name: 'schedule',
  table: 'schedules',
  key: 'id',
  describe: ({ id, name, zone, layers, overrides, earlier, temporary, ...care }, nameUser) => ({
    id,
    name,
    zone,
    layers: layers.map((layer) => describeLayer(layer, nameUser)),
    ...(overrides.length > 0 && { overrides: overrides.map((override) => describeOverride(override, nameUser)) }),
    ...(temporary.length > 0 && { temporary: temporary.map((each) => describeTemporary(each, nameUser)) }),
    ...describeCare(care, nameUser),
    ...(earlier.length > 0 && { changed_at: earlier.map(({ until }) => formatInstant(until)) }),
  }),
  beforeChange: (db, change) => keepOnCallRecord(db, { kind: 'schedule', ...change }),
})

export function checkSchedule(input: ScheduleInput, references: References): FieldProblem[] {
  const { id, layers } = input
  const inLayers = layers.flatMap((layer, index) => {
    const circle = schedulesOf(layer).flatMap((within) => findWayBack(id, [within], references) ?? [])
    return [
      ...checkLayer(layer, references).map(({ path, problem }) => ({ path: ['layers', index, ...path], problem })),
      ...(circle.length === 0
        ? []
        : [
            {
              path: ['layers', index, 'people'],
              problem: `leads back to this schedule (${[id, ...circle].join(' → ')}); nobody would be on call there`,
            },
          ]),
    ]
  })
  return [...inLayers, ...checkCare(input, references)]
}

/** The way by which schedules that stand in each other's layers come back to `start`. */
function findWayBack(start: string, way: readonly string[], references: References): readonly string[] | undefined {
  const last = way.at(-1) ?? start
  if (last === start) return way
  for (const next of references.schedulesWithin.get(last) ?? []) {
    const found = way.includes(next) ? undefined : findWayBack(start, [...way, next], references)
    if (found) return found
  }
  return undefined
}

export function scheduleRow(
  input: ScheduleInput,
  existing: ScheduleRow | undefined,
  { references, at }: { references: References; at: Instant },
): ScheduleRow {
  return {
    id: input.id,
    name: input.name ?? input.id,
    zone: input.zone ?? input.layers[0]?.zone ?? 'UTC',
    ...versionsOf(input, existing, { references, at }),
    overrides: existing?.overrides ?? [],
    temporary: existing?.temporary ?? [],
    ...careColumns(input, references),
    owned_by: existing?.owned_by ?? 'app',
  }
}

/** Writing the same layers again changes nothing; other ones hold from their instant on. */
function versionsOf(
  { layers: inputs, effective_from, keep_current }: ScheduleInput,
  existing: ScheduleRow | undefined,
  { references, at }: { references: References; at: Instant },
): Pick<ScheduleRow, 'layers' | 'earlier'> {
  const layers = inputs.map((layer) => layerOf(layer, references))
  if (!existing) return { layers, earlier: [] }
  if (isSameLayers(existing.layers, layers)) return { layers: existing.layers, earlier: existing.earlier }
  const startsAt = Math.max(at, effective_from ?? at) as Instant
  const known = { layers: existing.layers, before: existing.earlier }
  const daysOf = (calendar: string) => references.calendars.get(calendar)?.dates ?? []
  const next = beginVersion(known, { layers, startsAt, keepsCurrent: keep_current, daysOf })
  return { layers: next.layers, earlier: (next.before ?? []).slice(-LIMITS.versionsPerScheduleMax) }
}

/** But for whose turn it is, which nobody writes. The database does not keep the order of fields. */
function isSameLayers(some: readonly ScheduleLayer[], others: readonly ScheduleLayer[]): boolean {
  const written = (layers: readonly ScheduleLayer[]) =>
    canonicalJson(layers.map(({ turnOffset: _, ...layer }) => layer))
  return written(some) === written(others)
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

export function describeTemporary({ id, startsAt, endsAt, shifts }: TemporarySchedule, nameUser: NameUser) {
  return {
    id,
    starts_at: formatInstant(startsAt),
    ends_at: formatInstant(endsAt),
    shifts: shifts.map((shift) => ({
      starts_at: formatInstant(shift.startsAt),
      ends_at: formatInstant(shift.endsAt),
      people: shift.users.map(nameUser),
    })),
  }
}

export function scheduleOf(row: ScheduleRow): Schedule {
  const { id, name, zone, layers, overrides, earlier, temporary, team_id, when_empty, shadows } = row
  return {
    ...{ id: id as ScheduleId, name, zone, layers, overrides, before: earlier, temporary, shadows },
    ...(team_id !== null && { team: team_id as TeamId }),
    ...(when_empty !== null && { whenEmpty: when_empty }),
  }
}
