/** A maintenance window as it is typed, and what is sent of it. */
import type { Maintenance } from '../../../api/types.ts'
import { suggestId } from '../../../ui/suggest-id.ts'
import type { MaintenanceBody } from './quiet.query.ts'

export const REPEATS = ['once', 'day', 'week', 'month_day', 'month_weekday'] as const
export type Repeat = (typeof REPEATS)[number]

export interface MaintenanceDraft {
  name: string
  mode: 'mute' | 'low'
  pausesMonitors: boolean
  zone: string
  /** `2026-01-05T02:00`, by the clock of `zone`. */
  startsAt: string
  lasts: string
  repeat: Repeat
  /** 1 (Monday) to 7 (Sunday). */
  weekdays: number[]
  /** Which weekday of a month; -1 is the last. */
  nth: number
  services: string[]
  labels: string[]
  /** What the form does not show stays as it is. */
  rest: Partial<MaintenanceBody>
}

export function newMaintenance(zone: string, startsAt: string, services: string[] = []): MaintenanceDraft {
  return {
    ...{ name: '', mode: 'mute', pausesMonitors: false, zone, startsAt, lasts: '2h' },
    ...{ repeat: 'once', weekdays: [weekdayOf(startsAt)], nth: nthOf(startsAt), services, labels: [], rest: {} },
  }
}

export function draftOfMaintenance(window: Maintenance): MaintenanceDraft {
  const { name, mode, pause_monitors, zone, starts_at, lasts, repeat, services = [], labels = [] } = window
  const isByWeekday = repeat?.weekday !== undefined
  return {
    ...{ name, mode, pausesMonitors: pause_monitors, zone, startsAt: starts_at, lasts },
    repeat: !repeat ? 'once' : repeat.every !== 'month' ? repeat.every : isByWeekday ? 'month_weekday' : 'month_day',
    weekdays: repeat?.weekdays ?? [repeat?.weekday ?? weekdayOf(starts_at)],
    nth: repeat?.nth ?? nthOf(starts_at),
    ...{ services, labels },
    rest: {
      active: window.active,
      ...(window.sources && { sources: window.sources }),
      ...(window.until !== undefined && { until: window.until }),
      ...(repeat && repeat.count > 1 && { repeat: { every: repeat.every, count: repeat.count } }),
    },
  }
}

/** `id`: of one that exists; a new one is called by its name. */
export function bodyOfMaintenance(draft: MaintenanceDraft, id?: string): MaintenanceBody {
  const { name, mode, pausesMonitors, zone, startsAt, lasts, services, labels, rest } = draft
  const { repeat: known, ...kept } = rest
  const repeat = repeatOf(draft)
  return {
    ...kept,
    ...{ id: id ?? idOf(draft), name: name.trim(), mode, pause_monitors: pausesMonitors, zone, lasts: lasts.trim() },
    ...{ starts_at: startsAt.slice(0, 16), services, labels },
    ...(repeat && { repeat: { ...repeat, count: known?.every === repeat.every ? (known.count ?? 1) : 1 } }),
  }
}

function repeatOf({ repeat, weekdays, nth, startsAt }: MaintenanceDraft): MaintenanceBody['repeat'] {
  switch (repeat) {
    case 'once':
      return undefined
    case 'day':
      return { every: 'day' }
    case 'week':
      return { every: 'week', weekdays: weekdays.length > 0 ? [...weekdays].sort() : [weekdayOf(startsAt)] }
    case 'month_day':
      return { every: 'month', day: Number(startsAt.slice(8, 10)) }
    case 'month_weekday':
      return { every: 'month', weekday: weekdays[0] ?? weekdayOf(startsAt), nth }
  }
}

/** What has to be filled in before it can be sent. */
export function isComplete({ name, startsAt, lasts, zone }: MaintenanceDraft): boolean {
  return name.trim() !== '' && startsAt !== '' && lasts.trim() !== '' && zone !== ''
}

/** Names of which nothing can stand in an id leave its start to tell it by. */
function idOf({ name, startsAt }: MaintenanceDraft): string {
  return suggestId(name) || `maintenance-${startsAt.slice(0, 16).replace(/\D/g, '')}`
}

function weekdayOf(wall: string): number {
  const day = new Date(Date.parse(`${wall.slice(0, 10)}T00:00:00Z`)).getUTCDay()
  return day === 0 ? 7 : day
}

/** Which weekday of its month a day is: the third Tuesday. */
function nthOf(wall: string): number {
  return Math.ceil(Number(wall.slice(8, 10)) / 7)
}
