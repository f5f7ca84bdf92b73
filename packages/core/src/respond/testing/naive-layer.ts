/**
 * One layer, expanded from its anchor: handoff by handoff and day by day on the wall clock, with Temporal's calendar and a table of what
 * came out. Slow, and without anything clever: what the calculation is compared with.
 */
import type { CalendarDay } from '../../people/calendar.ts'
import type { Participant, Restriction, Roster, ScheduleLayer } from '../../people/schedule.ts'
import { firstShowing, lastShowing, showsAt, showsSomeOf } from './naive-clock.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
/** A restriction lasts a week at most. */
const WEEK_DAYS = 7

/** From a wall time up to another. */
interface Span {
  from: number
  to: number
}

export type TurnAt = (at: number) => readonly Participant[]

/** Whose turn it is at any instant of [`from`, `to`]; nobody's outside the layer's life, its hours and its days. */
export function expandLayer(roster: Roster, layer: ScheduleLayer, from: number, to: number): TurnAt {
  const { zone, startsAt = firstShowing(zone, wallOf(layer.anchor)), endsAt = Number.POSITIVE_INFINITY } = layer
  const isOpen = expandHours(roster, layer, from, to)
  const turnAt = layer.importedFrom === undefined ? expandTurns(roster, layer, from, to) : readImported(roster, layer)
  return (at) => (at >= startsAt && at < endsAt && isOpen(at) ? turnAt(at) : [])
}

function readImported(roster: Roster, { importedFrom }: ScheduleLayer): TurnAt {
  const shifts = [...(roster.calendars?.values() ?? [])].find(({ id }) => id === importedFrom)?.shifts ?? []
  return (at) => shifts.find((shift) => shift.startsAt <= at && at < shift.endsAt)?.users ?? []
}

/** Restrictions and holidays: a span opens the first time that the clock shows its start, and closes the last time that it shows its end. */
function expandHours(roster: Roster, layer: ScheduleLayer, from: number, to: number): (at: number) => boolean {
  const { zone, restrictions, holidays } = layer
  const days = [showsAt(zone, from) - DAY, showsAt(zone, to) + DAY] as const
  const hours = restrictedSpans(restrictions, ...days).map((span) => [
    firstShowing(zone, span.from),
    lastShowing(zone, span.to),
  ])
  const runs = holidaySpans(roster, layer)
  const free = runs.map((span) => [lastShowing(zone, span.from), firstShowing(zone, span.to)])
  const only = runs.map((span) => [firstShowing(zone, span.from), lastShowing(zone, span.to)])
  return (at) => {
    const isIn = ([start = 0, end = 0]: number[]) => start <= at && at < end
    if (restrictions.length > 0 && !hours.some(isIn)) return false
    if (holidays?.on === 'only') return only.some(isIn)
    return !free.some(isIn)
  }
}

/** Every restriction of every day that may reach into a span of the wall clock. */
function restrictedSpans(restrictions: readonly Restriction[], from: number, to: number): Span[] {
  const spans: Span[] = []
  for (let day = dayOf(from) - WEEK_DAYS * DAY; day < to; day += DAY)
    for (const restriction of restrictions)
      if (weekdayOf(day) === restriction.weekday)
        spans.push({ from: day + timeOf(restriction.from), to: endOf(day, restriction) })
  return spans
}

/** The first end after the start: on the day itself or the next, or on the weekday that is named. */
function endOf(day: number, { from, to, toWeekday }: Restriction): number {
  const start = day + timeOf(from)
  let end = day
  while (end + timeOf(to) <= start || (toWeekday !== undefined && weekdayOf(end) !== toWeekday)) end += DAY
  return end + timeOf(to)
}

/** Days in a row are one. */
function holidaySpans(roster: Roster, { holidays }: ScheduleLayer): Span[] {
  const calendars = [...(roster.calendars?.values() ?? [])].filter(({ id }) => holidays?.calendars.includes(id))
  const dates = calendars.flatMap(({ days }: { days: readonly CalendarDay[] }) => days.map(({ date }) => date))
  const spans: Span[] = []
  for (const date of [...new Set(dates)].sort()) {
    const day = wallOf(`${date}T00:00`)
    const last = spans.at(-1)
    if (last?.to === day) last.to = day + DAY
    else spans.push({ from: day, to: day + DAY })
  }
  return spans
}

/** A period begins at its handoff and lasts until the next one; its turn is `turn`, counted from the anchor's. */
interface Period {
  startsAt: number
  turn: number
}

function expandTurns(roster: Roster, layer: ScheduleLayer, from: number, to: number): TurnAt {
  const periods = listPeriods(roster, layer, from, to)
  const { turns, turnOffset = 0 } = layer
  return (at) => {
    const running = periods.findLast(({ startsAt }) => startsAt <= at)
    if (!running || turns.length === 0) return []
    let turn = running.turn + turnOffset
    while (turn < 0) turn += turns.length
    return turns[turn % turns.length] ?? []
  }
}

/** From the anchor on to whatever lies behind `to`, and from the anchor back to whatever lies before `from`. */
function listPeriods(roster: Roster, layer: ScheduleLayer, from: number, to: number): Period[] {
  const wallAtHandoff = handoffsOf(layer)
  const isElapsed = isElapsedTime(layer)
  const startOf = (index: number) =>
    isElapsed
      ? firstShowing(layer.zone, wallAtHandoff(0)) + index * layer.every.count * HOUR
      : firstShowing(layer.zone, wallAtHandoff(index))
  const openSpans = listOpenSpans(roster, layer, from, to)
  const usesTurn = (index: number) =>
    isElapsed || isServed(layer.zone, openSpans, { from: wallAtHandoff(index), to: wallAtHandoff(index + 1) })
  const periods: Period[] = []
  let turn = -1
  for (let index = 0, startsAt = startOf(0); startsAt <= to; startsAt = startOf(index)) {
    if (usesTurn(index)) turn += 1
    periods.push({ startsAt, turn })
    index += 1
  }
  turn = -1
  for (let index = -1, startsAt = startOf(0); startsAt > from; index -= 1) {
    startsAt = startOf(index)
    periods.unshift({ startsAt, turn })
    if (usesTurn(index)) turn -= 1
  }
  return periods
}

/** Wall times of handoffs, counted from the anchor; Temporal cuts a month's day to the month's length. */
function handoffsOf({ anchor, every }: ScheduleLayer): (index: number) => number {
  const first = Temporal.PlainDateTime.from(anchor)
  const known = new Map<number, number>()
  return (index) => {
    const wall = known.get(index) ?? wallOf(stepFrom(first, every, index).toString())
    known.set(index, wall)
    return wall
  }
}

function stepFrom(
  first: Temporal.PlainDateTime,
  { count, unit }: ScheduleLayer['every'],
  index: number,
): Temporal.PlainDateTime {
  const amount = index * count
  if (unit === 'hour') return first.add({ hours: amount })
  if (unit === 'day') return first.add({ days: amount })
  return unit === 'week' ? first.add({ weeks: amount }) : first.add({ months: amount })
}

function isElapsedTime({ every }: ScheduleLayer): boolean {
  return every.unit === 'hour' && ![1, 2, 3, 4, 6, 8, 12, 24].includes(every.count)
}

/** The times of the wall clock in which somebody would serve; all of them where off days use turns up. */
function listOpenSpans(roster: Roster, layer: ScheduleLayer, from: number, to: number): Span[] {
  const { anchor, restrictions, holidays, every, offDays } = layer
  const margin = every.count * 31 * DAY + 2 * DAY
  const whole = { from: Math.min(from, wallOf(anchor)) - margin, to: Math.max(to, wallOf(anchor)) + margin }
  if (offDays === 'use_turn') return [whole]
  const hours = restrictions.length > 0 ? restrictedSpans(restrictions, whole.from, whole.to) : [whole]
  if (!holidays) return hours
  const days = holidaySpans(roster, layer)
  return hours.flatMap((span) => (holidays.on === 'only' ? partsWithin(span, days) : partsOutside(span, days)))
}

function partsWithin({ from, to }: Span, days: readonly Span[]): Span[] {
  return days
    .map((day) => ({ from: Math.max(from, day.from), to: Math.min(to, day.to) }))
    .filter((part) => part.from < part.to)
}

function partsOutside(span: Span, days: readonly Span[]): Span[] {
  return days.reduce(
    (parts, day) =>
      parts
        .flatMap(({ from, to }) => [
          { from, to: Math.min(to, day.from) },
          { from: Math.max(from, day.to), to },
        ])
        .filter((part) => part.from < part.to),
    [span],
  )
}

/** Whether anybody can have served in a period: at a time that is open, and that the clock shows. */
function isServed(zone: string, open: readonly Span[], period: Span): boolean {
  return open.some((span) => {
    const [from, to] = [Math.max(span.from, period.from), Math.min(span.to, period.to)]
    return from < to && showsSomeOf(zone, from, to)
  })
}

/** Milliseconds since 1970 of a clock that shows this. */
function wallOf(text: string): number {
  return Temporal.PlainDateTime.from(text).toZonedDateTime('UTC').epochMilliseconds
}

function dayOf(wall: number): number {
  return Math.floor(wall / DAY) * DAY
}

function weekdayOf(day: number): number {
  // Sunday is 0 there.
  return new Date(day).getUTCDay() || 7
}

function timeOf(text: string): number {
  const [hours = 0, minutes = 0] = text.split(':').map(Number)
  return hours * HOUR + minutes * 60_000
}
