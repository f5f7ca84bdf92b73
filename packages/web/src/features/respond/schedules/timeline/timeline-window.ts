/** Which span of time a timeline shows, and where its clock has its marks. Everything follows the days of a zone, whatever its clocks do. */
import { instantOfLocalTime, localTimeOf } from '../../../../ui/time/zone-time.ts'
import { type CalendarDay, calendarDays, startOfDay } from '../../calendar.ts'
import type { TimelineView } from '../schedule-view.ts'

export interface TimelineWindow {
  startMs: number
  endMs: number
  days: readonly CalendarDay[]
}

const hourMs = 3_600_000
const dayMs = 24 * hourMs
const halfHourMs = hourMs / 2
const MONTHS_PER_QUARTER = 3

/** The date that clocks of the zone show: `2026-11-22`. */
export function dateAt(atMs: number, zone: string): string {
  return localTimeOf(atMs, zone).slice(0, 10)
}

/** The first instant of a date. Noon is what every day of every zone has. */
export function startOfDate(date: string, zone: string): number {
  return startOfDay(instantOfLocalTime(`${date}T12:00`, zone) ?? Date.parse(`${date}T12:00Z`), zone)
}

/** Two weeks begin with the date, months and quarters are those of the calendar. */
export function windowOf(view: TimelineView, date: string, zone: string): TimelineWindow {
  const first = firstDate(view, date)
  const count = view === 'day' ? 1 : view === 'two_weeks' ? 14 : daysBetween(first, addMonths(first, monthsOf(view)))
  const days = calendarDays(startOfDate(first, zone), zone, count)
  const startMs = days[0]?.startMs ?? 0
  return { startMs, endMs: days.at(-1)?.endMs ?? startMs, days }
}

/** Where the next or the last window begins: a day, a week, a month or a quarter on. */
export function stepDate(view: TimelineView, date: string, by: 1 | -1): string {
  if (view === 'day') return addDays(date, by)
  if (view === 'two_weeks') return addDays(date, 7 * by)
  return addMonths(firstDate(view, date), by * monthsOf(view))
}

export function addDays(date: string, days: number): string {
  const atMs = Date.parse(`${date}T00:00Z`) + days * dayMs
  return Number.isNaN(atMs) ? '' : new Date(atMs).toISOString().slice(0, 10)
}

export function isWeekend(date: string): boolean {
  return [0, 6].includes(new Date(`${date}T00:00Z`).getUTCDay())
}

function isMonday(date: string): boolean {
  return new Date(`${date}T00:00Z`).getUTCDay() === 1
}

function firstDate(view: TimelineView, date: string): string {
  if (view === 'day' || view === 'two_weeks') return date
  if (view === 'month') return `${date.slice(0, 8)}01`
  const month = Number(date.slice(5, 7)) - 1
  const first = month - (month % MONTHS_PER_QUARTER) + 1
  return `${date.slice(0, 5)}${String(first).padStart(2, '0')}-01`
}

function monthsOf(view: TimelineView): number {
  return view === 'quarter' ? MONTHS_PER_QUARTER : 1
}

/** Of the first of a month: there is no shorter month to trip over. */
function addMonths(first: string, months: number): string {
  const [year = 0, month = 1] = first.split('-').map(Number)
  return new Date(Date.UTC(year, month - 1 + months, 1)).toISOString().slice(0, 10)
}

function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00Z`) - Date.parse(`${from}T00:00Z`)) / dayMs)
}

/** `label`: what stands there in words; a tick without one is a thin line. */
export interface Tick {
  atMs: number
  label?: 'hour' | 'day' | 'day_number' | 'week'
  /** A new day among hours, a new month among weeks. */
  isStrong: boolean
}

/** Hours of a day, days of two weeks or a month, weeks of a quarter: by the clock of the zone, on days of 23 and of 25 hours too. */
export function ticksOf(view: TimelineView, window: TimelineWindow, zone: string): Tick[] {
  if (view === 'day') return hourTicks(window, zone)
  if (view !== 'quarter')
    return window.days.map(({ startMs }) => ({
      atMs: startMs,
      label: view === 'two_weeks' ? 'day' : 'day_number',
      isStrong: view === 'month' && isMonday(dateAt(startMs, zone)),
    }))
  return window.days.flatMap(({ startMs }): Tick[] => {
    const date = dateAt(startMs, zone)
    const isFirst = date.endsWith('-01')
    if (!isMonday(date) && !isFirst) return []
    return [{ atMs: startMs, isStrong: isFirst, ...(isMonday(date) && { label: 'week' as const }) }]
  })
}

/** Some zones change by half an hour: full hours are looked for in steps of that. */
function hourTicks({ startMs, endMs }: TimelineWindow, zone: string): Tick[] {
  const ticks: Tick[] = []
  for (let atMs = startMs; atMs < endMs; atMs += halfHourMs) {
    const [hour = 0, minute = 0] = localTimeOf(atMs, zone).slice(11).split(':').map(Number)
    if (minute !== 0) continue
    ticks.push({ atMs, isStrong: false, ...(hour % 3 === 0 && { label: 'hour' as const }) })
  }
  return ticks
}

/** Clocks of a zone that are set within a window: `byMs` forward, or back when it is negative. */
export interface ClockChange {
  atMs: number
  byMs: number
  zone: string
}

/** Zones that change at the same instant by as much are told once, by the first of them. */
export function clockChanges(zones: readonly string[], startMs: number, endMs: number): ClockChange[] {
  const changes = [...new Set(zones)].flatMap((zone) => changesOf(zone, startMs, endMs))
  return changes
    .filter(
      (change, index) =>
        changes.findIndex((other) => other.atMs === change.atMs && other.byMs === change.byMs) === index,
    )
    .sort((a, b) => a.atMs - b.atMs)
}

function changesOf(zone: string, startMs: number, endMs: number): ClockChange[] {
  const changes: ClockChange[] = []
  for (let fromMs = startMs; fromMs < endMs; fromMs += dayMs) {
    const toMs = Math.min(endMs, fromMs + dayMs)
    const byMs = offsetAt(toMs, zone) - offsetAt(fromMs, zone)
    if (byMs !== 0) changes.push({ atMs: changeBetween(zone, fromMs, toMs), byMs, zone })
  }
  return changes
}

/** To the minute. */
function changeBetween(zone: string, fromMs: number, toMs: number): number {
  const before = offsetAt(fromMs, zone)
  let [low, high] = [fromMs, toMs]
  while (high - low > 60_000) {
    const middle = low + Math.floor((high - low) / 120_000) * 60_000
    if (offsetAt(middle, zone) === before) low = middle
    else high = middle
  }
  return high
}

function offsetAt(atMs: number, zone: string): number {
  return Date.parse(`${localTimeOf(atMs, zone)}Z`) - Math.floor(atMs / 60_000) * 60_000
}

const SNAP_MINUTES = { day: 15, two_weeks: 60, month: 360, quarter: 1440 } as const satisfies Record<
  TimelineView,
  number
>

/** A span that was dragged, out to the full quarters of an hour, hours, six hours or days of the zone's clock around it. */
export function snapSpan(
  view: TimelineView,
  span: { startMs: number; endMs: number },
  zone: string,
): { startMs: number; endMs: number } {
  const stepMs = SNAP_MINUTES[view] * 60_000
  const [startMs, endMs] = [snap(span.startMs, stepMs, zone, Math.floor), snap(span.endMs, stepMs, zone, Math.ceil)]
  return endMs > startMs ? { startMs, endMs } : { startMs, endMs: snap(startMs + 1, stepMs, zone, Math.ceil) }
}

function snap(atMs: number, stepMs: number, zone: string, round: (value: number) => number): number {
  const local = Date.parse(`${localTimeOf(atMs, zone)}Z`) + (atMs % 60_000)
  const wall = new Date(round(local / stepMs) * stepMs).toISOString().slice(0, 16)
  return instantOfLocalTime(wall, zone) ?? atMs
}
