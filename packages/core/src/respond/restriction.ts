/**
 * Restrictions: the hours of the week in which a layer is on duty. Each belongs to the day on which it starts; together they
 * are a union, so that 24-hour days in a row are one run to the next inactive day. They are held twice over: as pure wall
 * time within a week, which repeats for ever, and as the instants of one particular week.
 */
import { assert } from '../kernel/assert.ts'
import type { Instant } from '../kernel/brand.ts'
import { DAY, HOUR, MINUTE } from '../kernel/instant.ts'
import type { Restriction } from '../people/schedule.ts'
import { firstInstantOf, lastInstantOf, type WallMs, wallAt } from './wall-clock.ts'
import { isSteady, spanAt } from './zone-clock.ts'

export const WEEK = 7 * DAY
/** 1970-01-05, a Monday. */
const FIRST_MONDAY = 4 * DAY
/** Further than any clock was ever set back at once; the date line moves by 24 hours. */
export const CLOCK_CHANGE_MAX = 25 * HOUR
const TIME_OF_DAY = /^(\d{2}):(\d{2})$/

/** Milliseconds since Monday 00:00; `to` lies after `from` by a week at most, so it may reach into the next week. */
export interface WeekWindow {
  from: number
  to: number
}

export function calcWeekWindows(restrictions: readonly Restriction[]): WeekWindow[] {
  return restrictions.map((restriction) => {
    const from = (restriction.weekday - 1) * DAY + parseTimeOfDay(restriction.from)
    const to = parseTimeOfDay(restriction.to)
    if (restriction.toWeekday === undefined) {
      const end = (restriction.weekday - 1) * DAY + to
      return { from, to: end > from ? end : end + DAY }
    }
    const end = (restriction.toWeekday - 1) * DAY + to
    return { from, to: end > from ? end : end + WEEK }
  })
}

/** Whether a layer with these windows is on duty at an instant. No windows: always. */
export function isOnDuty(windows: readonly WeekWindow[], zone: string, at: Instant): boolean {
  if (windows.length === 0) return true
  const span = spanAt(zone, at)
  const wall = (at + span.offsetMs) as WallMs
  const monday = mondayBefore(wall)
  if (isSteady(span, at)) return windows.some((window) => isOpen(window, wall - monday))
  return windows.some((window) =>
    [-2, -1, 0, 1].some((weeks) => {
      const start = monday + weeks * WEEK
      return isWithin({ from: start + window.from, to: start + window.to }, { wall, at, zone })
    }),
  )
}

/** Whether a window is open at a time of the week: one of this week, or one of the week before that reaches into it. */
function isOpen({ from, to }: WeekWindow, time: number): boolean {
  return (from <= time && time < to) || time + WEEK < to
}

/** Every instant around [`from`, `to`) at which a window opens or closes: some more than needed, in no order. */
export function calcDutyEdges(windows: readonly WeekWindow[], zone: string, from: Instant, to: Instant): Instant[] {
  const edges: Instant[] = []
  const end = wallAt(to, zone) + CLOCK_CHANGE_MAX
  let monday = mondayBefore(wallAt(from, zone)) - 2 * WEEK
  for (; monday < end && windows.length > 0; monday += WEEK) {
    for (const window of windows) {
      edges.push(firstInstantOf((monday + window.from) as WallMs, zone))
      edges.push(lastInstantOf((monday + window.to) as WallMs, zone))
    }
  }
  return edges
}

/** The parts of [`from`, `to`), in wall time, in which the windows are open; without windows the whole of it. */
export function calcOpenParts(
  windows: readonly WeekWindow[],
  from: number,
  to: number,
): { from: number; to: number }[] {
  if (windows.length === 0) return [{ from, to }]
  const parts: { from: number; to: number }[] = []
  // By the wall a window ends a fortnight after its Monday at the latest.
  for (let monday = mondayBefore(from) - WEEK; monday < to; monday += WEEK) {
    for (const window of windows) {
      const part = { from: Math.max(from, monday + window.from), to: Math.min(to, monday + window.to) }
      if (part.from < part.to) parts.push(part)
    }
  }
  return parts
}

/**
 * What the clock shows decides nearly always. Only around an hour that happens twice can an instant belong to a window that
 * the clock denies: the window has opened at the first occurrence, or has yet to close at the last.
 */
function isWithin(
  { from, to }: { from: number; to: number },
  { wall, at, zone }: { wall: WallMs; at: Instant; zone: string },
): boolean {
  if (wall >= from && wall < to) return true
  if (wall < from - CLOCK_CHANGE_MAX || wall >= to + CLOCK_CHANGE_MAX) return false
  return firstInstantOf(from as WallMs, zone) <= at && at < lastInstantOf(to as WallMs, zone)
}

function mondayBefore(wall: number): number {
  return Math.floor((wall - FIRST_MONDAY) / WEEK) * WEEK + FIRST_MONDAY
}

/** `24:00` is the end of the day. */
function parseTimeOfDay(text: string): number {
  const [, hours, minutes] = TIME_OF_DAY.exec(text) ?? []
  const time = Number(hours) * HOUR + Number(minutes) * MINUTE
  assert(time <= DAY, `${text} is no time of day`)
  return time
}
