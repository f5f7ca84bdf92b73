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
import {
  beginVersion,
  type CalendarReader,
  dropVersion,
  findLayersAt,
  listPlanned,
} from '@tocsin/core/respond/schedule-version.ts'
import type { Selectable } from 'kysely'
import { z } from 'zod'
import { kindOfTable, type NameUser } from '../shell/config/config-kind.ts'
import { form, idField, instantField, list, oneOf, text, zoneField } from '../shell/config/fields.ts'
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
  /** What becomes of versions that are planned to begin after this one. */
  later: oneOf(['keep', 'replace']).default('keep'),
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

/**
 * Writing the same layers again changes nothing; other ones hold from their instant on. What is planned to begin later stays unless it is
 * replaced, and planned layers that are written with another instant move there.
 */
function versionsOf(
  input: ScheduleInput,
  existing: ScheduleRow | undefined,
  { references, at }: { references: References; at: Instant },
): Pick<ScheduleRow, 'layers' | 'earlier'> {
  const layers = input.layers.map((layer) => layerOf(layer, references))
  if (!existing) return { layers, earlier: [] }
  const known = { layers: existing.layers, before: existing.earlier }
  const calendars = calendarsIn(references)
  const edit = planEdit(known, layers, input, { at, calendars })
  const keepsLater = input.later === 'keep'
  const next =
    edit === undefined
      ? { layers: withIds(existing.layers, layers), before: existing.earlier }
      : beginVersion(edit.from, {
          layers,
          keepsLater,
          startsAt: edit.startsAt,
          keepsCurrent: input.keep_current,
          calendars,
        })
  return { layers: next.layers, earlier: (next.before ?? []).slice(-LIMITS.versionsPerScheduleMax) }
}

type Versions = Parameters<typeof beginVersion>[0]

/** From which versions an edit goes on, and when it begins; undefined: it says what is so already. */
function planEdit(
  known: Versions,
  layers: readonly ScheduleLayer[],
  { effective_from: asked, later }: Pick<ScheduleInput, 'effective_from' | 'later'>,
  { at, calendars }: { at: Instant; calendars: CalendarReader },
): { from: Versions; startsAt: Instant } | undefined {
  const startsAt = Math.max(at, asked ?? at) as Instant
  const isSame = (others: readonly ScheduleLayer[]) => isSameLayers(others, layers)
  const dropsLater = later === 'replace' && listPlanned(known, startsAt).length > 0
  // What is in force by now goes on, also where a planned version interrupts it and it is planned again after that.
  const goesOn =
    isSame(findLayersAt(known, at)) && listPlanned(known, at).every((version) => version.startsAt > startsAt)
  if (asked !== undefined && goesOn && !dropsLater) return undefined
  const planned = listPlanned(known, at).findLast((version) => isSame(version.layers))
  // What was read of a schedule is what is planned, and is sent back without an instant.
  const isNewest = planned !== undefined && planned.layers === known.layers
  if (planned && (asked !== undefined || isNewest)) {
    if (asked === undefined || planned.startsAt === startsAt) return undefined
    return { from: dropVersion(known, planned.startsAt, calendars), startsAt }
  }
  return isSame(findLayersAt(known, startsAt)) && !dropsLater ? undefined : { from: known, startsAt }
}

export function calendarsIn({ calendars }: References): CalendarReader {
  return { daysOf: (id) => calendars.get(id)?.dates ?? [], shiftsOf: (id) => calendars.get(id)?.shifts ?? [] }
}

/** When an edit would begin, and the versions that it finds planned to begin after it, that it moves itself left out. */
export function listLaterVersions(
  input: ScheduleInput,
  existing: ScheduleRow,
  { references, at }: { references: References; at: Instant },
): Instant[] {
  const known = { layers: existing.layers, before: existing.earlier }
  const edit = planEdit(
    known,
    input.layers.map((layer) => layerOf(layer, references)),
    { ...input, later: 'replace' },
    { at, calendars: calendarsIn(references) },
  )
  return edit ? listPlanned(edit.from, edit.startsAt).map(({ startsAt }) => startsAt) : []
}

/**
 * What is planned for a schedule beside what its form says: when other layers begin, oldest first, and when its own do, where they are
 * planned and not in force.
 */
export function listPlannedBeside(
  input: ScheduleInput,
  row: ScheduleRow,
  { references, at }: { references: References; at: Instant },
): { own: Instant | undefined; others: Instant[] } {
  const layers = input.layers.map((layer) => layerOf(layer, references))
  const known = { layers: row.layers, before: row.earlier }
  const [own, others] = [true, false].map((isOwn) =>
    listPlanned(known, at).filter((version) => isSameLayers(version.layers, layers) === isOwn),
  )
  const isInForce = isSameLayers(findLayersAt(known, at), layers)
  return {
    own: isInForce ? undefined : own?.at(-1)?.startsAt,
    others: others?.map(({ startsAt }) => startsAt) ?? [],
  }
}

/** Layers that are called otherwise are the same layers: whoever gives them ids begins no version. */
function withIds(stored: readonly ScheduleLayer[], written: readonly ScheduleLayer[]): ScheduleLayer[] {
  return stored.map((layer, index) => {
    const { id } = written[index] ?? {}
    return id === undefined || id === layer.id || !isSameLayers(stored, written) ? layer : { ...layer, id }
  })
}

/** But for whose turn it is, which nobody writes, and for ids. The database does not keep the order of fields. */
function isSameLayers(some: readonly ScheduleLayer[], others: readonly ScheduleLayer[]): boolean {
  const written = (layers: readonly ScheduleLayer[]) =>
    canonicalJson(layers.map(({ turnOffset: _, id: __, ...layer }) => layer))
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
