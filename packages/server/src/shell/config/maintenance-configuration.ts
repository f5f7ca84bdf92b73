/** Maintenance windows as the file and the API write them. */
import { listOccurrences, MAINTENANCE_MS_MAX } from '@tocsin/core/detect/quiet/maintenance.ts'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { DAY, formatInstant, MINUTE } from '@tocsin/core/kernel/instant.ts'
import type { MaintenanceRepeat } from '@tocsin/core/people/quiet.ts'
import type { Selectable } from 'kysely'
import { z } from 'zod'
import type { Schema } from '../database/schema.ts'
import { canonicalJson } from '../engine/fact-chain.ts'
import { maintenanceOf } from '../store/sql/quiet-configuration.ts'
import { type Document, kindOfTable } from './config-kind.ts'
import { formatDuration } from './duration.ts'
import {
  duration,
  expectingText,
  form,
  idField,
  instantField,
  list,
  oneOf,
  switchField,
  text,
  wholeNumber,
  zoneField,
} from './fields.ts'
import { checkMatchers, describeMatchers, matchersField } from './matcher-field.ts'
import { checkReference, type FieldProblem, type References } from './references.ts'

export type MaintenanceRow = Selectable<Schema['maintenance_windows']>

const WALL = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/
const SCOPE_MAX = 200
const COUNT_MAX = 366

const repeatInput = form({
  every: oneOf(['day', 'week', 'month']),
  /** Every so many of them. */
  count: wholeNumber(1, COUNT_MAX, 1).default(1),
  /** Of a week: 1 (Monday) to 7 (Sunday). */
  weekdays: list(wholeNumber(1, 7, 1), 7).optional(),
  /** Of a month: its day, -1 is the last. A month without that day is left out. */
  day: z.union([z.literal(-1), wholeNumber(1, 31, 1)]).optional(),
  /** Of a month instead of `day`: a weekday, */
  weekday: wholeNumber(1, 7, 7).optional(),
  /** and which one of the month; -1 is the last. */
  nth: z.union([z.literal(-1), wholeNumber(1, 5, 1)]).optional(),
})
type RepeatInput = z.output<typeof repeatInput>

export const maintenanceInput = form({
  id: idField('weekly-upgrade'),
  name: text('a name', 'Weekly upgrade').optional(),
  /** `mute`: alerts open no incident meanwhile; `low`: they count as the mildest. */
  mode: oneOf(['mute', 'low']).default('mute'),
  /** Whether built-in monitors of what it covers stop checking. */
  pause_monitors: switchField.default(false),
  zone: zoneField,
  /** The first occurrence, by the wall clock of `zone`. */
  starts_at: z
    .string(expectingText('a date and a time of day'))
    .regex(WALL, 'expected a date and a time of day without an offset')
    .refine(isWall, 'expected a day and a time that exist')
    .meta({ examples: ['2026-01-05T02:00'] }),
  lasts: duration('2h'),
  repeat: repeatInput.optional(),
  /** No occurrence begins at or after this instant. */
  until: instantField.optional(),
  /** What it covers: these services or sources, and of them (or of everything) what has the labels. */
  services: list(idField('payment-api'), SCOPE_MAX).default([]),
  sources: list(idField('am'), SCOPE_MAX).default([]),
  labels: matchersField('cluster="eu-1"').default([]),
  active: switchField.default(true),
})
export type MaintenanceInput = z.output<typeof maintenanceInput>

function isWall(wall: string): boolean {
  try {
    return Temporal.PlainDateTime.from(wall, { overflow: 'reject' }) !== undefined
  } catch {
    return false
  }
}

export const maintenanceKind = kindOfTable<MaintenanceRow>({
  name: 'maintenance',
  table: 'maintenance_windows',
  key: 'id',
  describe: describeMaintenance,
})

export function checkMaintenance(input: MaintenanceInput, references: References): FieldProblem[] {
  const { lasts, services, sources, labels, repeat } = input
  const isUnknown = (id: string): boolean => references.sources !== undefined && !references.sources.has(id)
  const problems: FieldProblem[] = [
    ...(lasts < MINUTE || lasts > MAINTENANCE_MS_MAX
      ? [{ path: ['lasts'], problem: 'must be between 1m and 31d.' }]
      : []),
    ...services.flatMap((id, index) => checkReference(references, 'services', id, ['services', index])),
    ...sources.flatMap((id, index) =>
      isUnknown(id) ? [{ path: ['sources', index], problem: `there is no source "${id}".` }] : [],
    ),
    ...(labels.length > 0 ? checkMatchers(labels, ['labels']) : []),
    ...(repeat ? checkRepeat(repeat) : []),
  ]
  return problems.length > 0 || happensEver(input) ? problems : [NEVER]
}

const NEVER: FieldProblem = { path: ['repeat'], problem: 'never comes true: no day in ten years is like that.' }

function happensEver(input: MaintenanceInput): boolean {
  const window = maintenanceOf(maintenanceRow(input, undefined))
  const from = Date.parse(`${input.starts_at}Z`) - 2 * DAY
  return listOccurrences(window, from as Instant, (from + 3_700 * DAY) as Instant).length > 0
}

function checkRepeat({ every, weekdays, day, weekday, nth }: RepeatInput): FieldProblem[] {
  const only = (field: string, value: unknown, unit: RepeatInput['every']): FieldProblem[] =>
    value !== undefined && every !== unit ? [{ path: ['repeat', field], problem: `is only for every: ${unit}.` }] : []
  const isByWeekday = weekday !== undefined || nth !== undefined
  return [
    ...only('weekdays', weekdays, 'week'),
    ...only('day', day, 'month'),
    ...only('weekday', weekday, 'month'),
    ...only('nth', nth, 'month'),
    ...(isByWeekday && day !== undefined
      ? [{ path: ['repeat', 'day'], problem: 'cannot stand beside weekday: choose one of them.' }]
      : []),
    ...(isByWeekday && (weekday === undefined || nth === undefined)
      ? [{ path: ['repeat', weekday === undefined ? 'weekday' : 'nth'], problem: 'is missing: they go together.' }]
      : []),
  ]
}

/** Ends that people gave to occurrences stay while the plan does. */
export function maintenanceRow(input: MaintenanceInput, existing: MaintenanceRow | undefined): MaintenanceRow {
  const { id, name, mode, pause_monitors, zone, starts_at, lasts, until, services, sources, labels, active } = input
  const repeat = input.repeat ? repeatOf(input.repeat, starts_at) : null
  const isSamePlan =
    existing?.zone === zone &&
    existing.starts_at_wall === starts_at &&
    existing.lasts_ms === lasts &&
    canonicalJson(existing.repeat) === canonicalJson(repeat)
  return {
    ...{ id, name: name ?? id, is_active: active, mode, pauses_monitors: pause_monitors, zone },
    ...{ starts_at_wall: starts_at, lasts_ms: lasts, repeat, until_at: until ?? null },
    changes: isSamePlan ? existing.changes : [],
    ...{ services, sources, matchers: labels },
    owned_by: existing?.owned_by ?? 'app',
  }
}

/** What is left out is as the first occurrence. */
function repeatOf({ every, count, weekdays, day, weekday, nth }: RepeatInput, startsAt: string): MaintenanceRepeat {
  const first = Temporal.PlainDateTime.from(startsAt)
  switch (every) {
    case 'day':
      return { every, count }
    case 'week':
      return { every, count, weekdays: weekdays && weekdays.length > 0 ? weekdays : [first.dayOfWeek] }
    case 'month':
      return weekday !== undefined && nth !== undefined
        ? { every, count, weekday, nth }
        : { every, count, day: day ?? first.day }
  }
}

function describeMaintenance(row: MaintenanceRow): Document {
  return {
    id: row.id,
    name: row.name,
    mode: row.mode,
    pause_monitors: row.pauses_monitors,
    zone: row.zone,
    starts_at: row.starts_at_wall,
    lasts: formatDuration(row.lasts_ms),
    ...(row.repeat !== null && { repeat: row.repeat as Document }),
    ...(row.until_at !== null && { until: formatInstant(row.until_at as Instant) }),
    ...(row.services.length > 0 && { services: row.services }),
    ...(row.sources.length > 0 && { sources: row.sources }),
    ...(row.matchers.length > 0 && { labels: describeMatchers(row.matchers) }),
    active: row.is_active,
  }
}
