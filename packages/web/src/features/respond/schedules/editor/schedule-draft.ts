/** A schedule as it is edited, and what is sent of it. What the form does not show of a layer stays as it is. */
import type { Schedule } from '../../../../api/types.ts'
import { isDate } from '../schedule-view.ts'
import type { ScheduleBody } from '../schedules.query.ts'
import { addDays } from '../timeline/timeline-window.ts'
import { type CareDraft, careBodyOf, careDraftOf, newCare } from './care-draft.ts'
import { instantOf, localOf, newKey } from './draft-fields.ts'

export const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const
export type Weekday = (typeof WEEKDAYS)[number]
export const UNITS = ['hour', 'day', 'week', 'month'] as const
export type Unit = (typeof UNITS)[number]

type LayerBody = ScheduleBody['layers'][number]
type TurnBody = LayerBody['people'][number]

/** Members as choices write them: `user 0193…`, `team payments`, `schedule europe`. None: a turn left empty. */
export interface TurnDraft {
  key: number
  members: string[]
}

export interface RestrictionDraft {
  key: number
  days: Weekday[]
  from: string
  to: string
  toDay: Weekday | null
}

export interface LayerDraft {
  key: number
  name: string
  zone: string
  count: number
  unit: Unit
  time: string
  weekday: Weekday
  dayOfMonth: number
  /** The date of the first turn. */
  start: string
  turns: TurnDraft[]
  /** The imported calendar whose shifts these are, instead of turns. */
  shiftsFrom: string | null
  /** Calendars on whose days nobody is on, or on whose days alone somebody is. */
  holidays: string[]
  holidaysOn: 'off' | 'only'
  restrictions: RestrictionDraft[]
  usesOffDays: boolean
  /** Wall clocks in the zone of the layer; empty: without bound. */
  startsAt: string
  endsAt: string
  /** As it was loaded. */
  known?: Schedule['layers'][number]
}

export interface ScheduleDraft {
  name: string
  zone: string
  /** From the highest to the lowest: in the order in which they are asked. */
  layers: LayerDraft[]
  /** A wall clock in the zone of the schedule; empty: at once. */
  effectiveAt: string
  keepsCurrent: boolean
  /** What becomes of versions that are planned to begin later. */
  later: 'keep' | 'replace'
  /** When the layers that are being edited are planned to begin, in UTC; empty: they are in force. */
  plannedAt: string
  care: CareDraft
}

export function newLayer(zone: string, today: string): LayerDraft {
  const weekday = new Date(`${today}T00:00Z`).getUTCDay()
  return {
    ...{ key: newKey(), name: '', zone, count: 1, unit: 'week', time: '09:00', weekday: 'Mon', dayOfMonth: 1 },
    // The Monday before today: it has begun, whatever time it is.
    start: addDays(today, weekday === 1 ? -7 : -((weekday + 6) % 7)),
    turns: [newTurn()],
    ...{ shiftsFrom: null, holidays: [], holidaysOn: 'off' },
    ...{ restrictions: [], usesOffDays: false, startsAt: '', endsAt: '' },
  }
}

export function newTurn(members: string[] = []): TurnDraft {
  return { key: newKey(), members }
}

/** Office hours, which most restrictions are. */
export function newRestriction(): RestrictionDraft {
  return { key: newKey(), days: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri'], from: '09:00', to: '17:00', toDay: null }
}

const AT_ONCE = { effectiveAt: '', keepsCurrent: true, later: 'keep', plannedAt: '' } as const

export function newDraft(zone: string, today: string): ScheduleDraft {
  return { name: '', zone, layers: [newLayer(zone, today)], care: newCare(), ...AT_ONCE }
}

/** The layers of a schedule are those of its newest version. Where it is yet to begin at `nowMs`, it is that version that is edited. */
export function draftOf(
  { name, zone, layers, changed_at: changes = [], ...care }: Schedule,
  nowMs = Number.POSITIVE_INFINITY,
): ScheduleDraft {
  const newest = changes.at(-1)
  const plannedAt = newest !== undefined && Date.parse(newest) > nowMs ? newest : ''
  return {
    ...{ name, zone, layers: layers.map(layerDraftOf).reverse(), care: careDraftOf(care, zone) },
    ...{ ...AT_ONCE, effectiveAt: plannedAt === '' ? '' : localOf(plannedAt, zone), plannedAt },
  }
}

function layerDraftOf(layer: Schedule['layers'][number]): LayerDraft {
  const [count = '1', unit = 'week'] = layer.every.split(' ')
  const [day = '', time = ''] = layer.handoff.includes(' ') ? layer.handoff.split(' ') : ['', layer.handoff]
  return {
    ...{ key: newKey(), name: layer.name ?? '', zone: layer.zone, time, start: layer.start, known: layer },
    count: Number(count),
    unit: UNITS.find((each) => unit.startsWith(each)) ?? 'week',
    weekday: WEEKDAYS.find((each) => each === day) ?? weekdayOf(layer.start),
    dayOfMonth: Number(day) || Number(layer.start.slice(8)),
    turns: layer.people.map((turn) => newTurn([turn].flat().map(memberKey))),
    shiftsFrom: layer.shifts_from ?? null,
    ...{ holidays: layer.holidays?.calendars ?? [], holidaysOn: layer.holidays?.on ?? 'off' },
    restrictions: gatherRestrictions(layer.restrictions ?? []),
    usesOffDays: layer.off_days === 'use_turn',
    ...{ startsAt: localOf(layer.starts_at, layer.zone), endsAt: localOf(layer.ends_at, layer.zone) },
  }
}

function weekdayOf(date: string): Weekday {
  return WEEKDAYS[(new Date(`${date}T00:00Z`).getUTCDay() + 6) % 7] ?? 'Mon'
}

/** The server tells them day by day; those of the same hours are one row. */
function gatherRestrictions(restrictions: NonNullable<Schedule['layers'][number]['restrictions']>): RestrictionDraft[] {
  const rows = new Map<string, RestrictionDraft>()
  for (const { days, from, to, to_day } of restrictions) {
    const key = `${from} ${to} ${to_day ?? ''}`
    const row = rows.get(key) ?? { key: newKey(), days: [], from, to, toDay: (to_day as Weekday | undefined) ?? null }
    rows.set(key, { ...row, days: [...row.days, ...(days as Weekday[])] })
  }
  return [...rows.values()]
}

function memberKey(member: Extract<TurnBody, string> | Exclude<TurnBody, string | unknown[]>): string {
  if (typeof member === 'string') return `user ${member}`
  return 'team' in member ? `team ${member.team}` : `schedule ${member.schedule}`
}

function memberOf(key: string): string | { team: string } | { schedule: string } {
  const at = key.indexOf(' ')
  const [kind, id] = [key.slice(0, at), key.slice(at + 1)]
  return kind === 'team' ? { team: id } : kind === 'schedule' ? { schedule: id } : id
}

export function bodyOf({ name, zone, layers, care, ...how }: ScheduleDraft): ScheduleBody {
  const { effectiveAt, plannedAt, keepsCurrent, later } = how
  // Planned layers that are to count at once: an instant in the past counts as now, and without one they would stay planned.
  const isAtOnce = effectiveAt === '' && plannedAt !== ''
  const begins = isAtOnce ? new Date(0).toISOString() : instantOf(effectiveAt, zone, plannedAt || undefined)
  return {
    ...careBodyOf(care, zone),
    ...(name.trim() !== '' && { name: name.trim() }),
    zone,
    layers: layers.toReversed().map(layerBodyOf),
    ...(begins !== undefined && { effective_from: begins }),
    keep_current: keepsCurrent,
    ...(later === 'replace' && { later }),
  }
}

const NOTHING_KNOWN: Partial<Schedule['layers'][number]> = {}

/** Who sent no restrictions, name, calendars or bounds wants none: they are left out of what is kept. */
function layerBodyOf(layer: LayerDraft): LayerBody {
  const { name, zone, count, unit, time, weekday, dayOfMonth, start, usesOffDays, known, shiftsFrom, holidays } = layer
  const { name: _name, off_days: _off, starts_at: _starts, ends_at: _ends, ...rest } = known ?? NOTHING_KNOWN
  const { restrictions: _hours, shifts_from: _shifts, holidays: _holidays, ...kept } = rest
  const day = unit === 'week' ? `${weekday} ` : unit === 'month' ? `${dayOfMonth} ` : ''
  const startsAt = instantOf(layer.startsAt, zone, known?.starts_at)
  const endsAt = instantOf(layer.endsAt, zone, known?.ends_at)
  return {
    ...kept,
    ...(name.trim() !== '' && { name: name.trim() }),
    ...{ zone, every: `${count} ${unit}${count === 1 ? '' : 's'}`, handoff: `${day}${time}`, start },
    people: shiftsFrom === null ? layer.turns.map(turnBodyOf) : [],
    ...(shiftsFrom !== null && { shifts_from: shiftsFrom }),
    ...(holidays.length > 0 && { holidays: { calendars: holidays, on: layer.holidaysOn } }),
    ...(layer.restrictions.length > 0 && {
      restrictions: layer.restrictions.map(({ days, from, to, toDay }) => ({
        ...{ days: WEEKDAYS.filter((each) => days.includes(each)), from, to },
        ...(toDay !== null && { to_day: toDay }),
      })),
    }),
    ...(usesOffDays && { off_days: 'use_turn' as const }),
    ...(startsAt !== undefined && { starts_at: startsAt }),
    ...(endsAt !== undefined && { ends_at: endsAt }),
  }
}

function turnBodyOf({ members }: TurnDraft): TurnBody {
  const [only, ...others] = members.map(memberOf)
  return only !== undefined && others.length === 0 ? only : [...(only === undefined ? [] : [only]), ...others]
}

/** Whether it makes sense to ask the server about it: everything that can only be typed is there. */
export function isAskable({ layers }: ScheduleDraft): boolean {
  return (
    layers.length > 0 &&
    layers.every(
      ({ zone, start, time, turns, shiftsFrom }) =>
        zone !== '' && (shiftsFrom !== null || (isDate(start) && time !== '' && turns.length > 0)),
    ) &&
    layers.some(({ turns, shiftsFrom }) => shiftsFrom !== null || turns.some(({ members }) => members.length > 0))
  )
}

/** The item at one place goes to another; beyond either end nothing happens. */
export function moveItem<Item>(items: readonly Item[], from: number, to: number): Item[] {
  const moved = [...items]
  if (to < 0 || to >= items.length) return moved
  const [item] = moved.splice(from, 1)
  if (item !== undefined) moved.splice(to, 0, item)
  return moved
}

/** Problems of one part, by its own fields: of `layers.2`, `layers.2.start` is `start`. */
export function problemsWithin(problems: Record<string, string>, prefix: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(problems).flatMap(([field, problem]) =>
      field.startsWith(`${prefix}.`) ? [[field.slice(prefix.length + 1), problem]] : [],
    ),
  )
}
