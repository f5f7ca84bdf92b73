/**
 * Whose turn it is in one layer of a schedule, by the auditor's own way: handoffs one after the other from the anchor, each by the clock
 * of the layer's zone, and a turn for every period in which that clock shows a time at which somebody could serve.
 */
import type { Calendar } from '@tocsin/core/people/calendar.ts'
import type { Participant, Restriction, ScheduleLayer } from '@tocsin/core/people/schedule.ts'
import { changesAround, firstShowing, instantsShowing } from './local-time.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
/** Further than any clock was ever set at once. */
const CHANGE_MAX = 26 * HOUR
/** Hours that keep to the clock; others are elapsed time. */
const HOURS_OF_A_DAY = [1, 2, 3, 4, 6, 8, 12, 24]

export type Calendars = ReadonlyMap<string, Calendar>
const NO_CALENDARS: Calendars = new Map()

/** Whose turn is on at an instant; nobody's outside of the layer's life, its hours and its days. */
export function turnOf(layer: ScheduleLayer, at: number, calendars = NO_CALENDARS): readonly Participant[] {
  const { turns, turnOffset = 0, startsAt, endsAt, importedFrom } = layer
  const holidays = holidaysOf(layer, calendars)
  const periods = periodsOf(layer, holidays)
  if (at < (startsAt ?? periods.startsAt(0)) || (endsAt !== undefined && at >= endsAt)) return []
  if (!isOnDuty(layer, at) || !isDayOfDuty(layer, holidays, at)) return []
  if (importedFrom !== undefined)
    return calendars.get(importedFrom)?.shifts.find((shift) => shift.startsAt <= at && at < shift.endsAt)?.users ?? []
  if (turns.length === 0) return []
  const turn = periods.turnAt(at) + turnOffset
  return turns[((turn % turns.length) + turns.length) % turns.length] ?? []
}

/** A restriction opens the first time that the clock shows its start and closes the last time that it shows its end. */
function isOnDuty({ zone, restrictions }: ScheduleLayer, at: number): boolean {
  if (restrictions.length === 0) return true
  return spansAround(restrictions, at - CHANGE_MAX, at + CHANGE_MAX).some(
    (span) => firstShowing(zone, span.from) <= at && at < firstShowing(zone, span.to, 'last'),
  )
}

interface Span {
  from: number
  to: number
}

/** The days of its calendars, midnight to midnight; days that follow each other are one span. */
function holidaysOf({ holidays }: ScheduleLayer, calendars: Calendars): Span[] {
  const dates = (holidays?.calendars ?? []).flatMap((id) => calendars.get(id)?.days.map(({ date }) => date) ?? [])
  const spans: Span[] = []
  for (const date of [...new Set(dates)].sort()) {
    const from = Temporal.PlainDate.from(date).toZonedDateTime('UTC').epochMilliseconds
    const last = spans.at(-1)
    if (last?.to === from) last.to = from + DAY
    else spans.push({ from, to: from + DAY })
  }
  return spans
}

/** What begins duty does so the first time that the clock shows midnight, and what ends it the last time. */
function isDayOfDuty({ zone, holidays }: ScheduleLayer, days: readonly Span[], at: number): boolean {
  if (!holidays) return true
  const near = days.filter(({ from, to }) => from - CHANGE_MAX <= at + CHANGE_MAX && at - CHANGE_MAX <= to + CHANGE_MAX)
  if (holidays.on === 'only')
    return near.some(({ from, to }) => firstShowing(zone, from) <= at && at < firstShowing(zone, to, 'last'))
  return !near.some(({ from, to }) => firstShowing(zone, from, 'last') <= at && at < firstShowing(zone, to))
}

/** The restrictions of all days that have a part in a span of the wall clock. */
function spansAround(restrictions: readonly Restriction[], from: number, to: number): Span[] {
  const spans: Span[] = []
  for (let day = Math.floor(from / DAY) - 8; day * DAY < to; day += 1) {
    for (const restriction of restrictions) {
      if (restriction.weekday !== weekdayOf(day)) continue
      const span = { from: day * DAY + timeOf(restriction.from), to: endOf(day, restriction) }
      if (span.from < to && span.to > from) spans.push(span)
    }
  }
  return spans
}

function endOf(day: number, { from, to, toWeekday }: Restriction): number {
  const start = day * DAY + timeOf(from)
  for (let last = day; last <= day + 8; last += 1) {
    const end = last * DAY + timeOf(to)
    if (end > start && (toWeekday === undefined || toWeekday === weekdayOf(last))) return end
  }
  throw new RangeError(`a restriction from ${from} never ends`)
}

/** 1 (Monday) to 7: the first day of 1970 was a Thursday. */
function weekdayOf(day: number): number {
  return ((((day + 3) % 7) + 7) % 7) + 1
}

function timeOf(text: string): number {
  return Number(text.slice(0, 2)) * HOUR + Number(text.slice(3)) * 60_000
}

/** By the days of their calendars: others make other turns. */
const known = new WeakMap<ScheduleLayer, Map<string, Periods>>()

function periodsOf(layer: ScheduleLayer, holidays: readonly Span[]): Periods {
  const ofLayer = known.get(layer) ?? new Map<string, Periods>()
  known.set(layer, ofLayer)
  const key = holidays.map(({ from, to }) => `${from} ${to}`).join()
  const periods = ofLayer.get(key) ?? new Periods(layer, holidays)
  ofLayer.set(key, periods)
  return periods
}

/** What was expanded so far; further handoffs are added as later or earlier instants are asked about. */
class Periods {
  readonly #layer: ScheduleLayer
  readonly #holidays: readonly Span[]
  readonly #first: Temporal.PlainDateTime
  /** From period 0 on, and backwards from period -1 on. */
  readonly #ahead: { startsAt: number; turn: number }[] = []
  readonly #behind: { startsAt: number; turn: number }[] = []

  constructor(layer: ScheduleLayer, holidays: readonly Span[]) {
    this.#layer = layer
    this.#holidays = holidays
    this.#first = Temporal.PlainDateTime.from(layer.anchor)
  }

  turnAt(at: number): number {
    if (at < this.startsAt(0)) return this.#turnBefore(at)
    for (let index = this.#ahead.length; (this.#ahead.at(-1)?.startsAt ?? at) <= at; index += 1) {
      const last = this.#ahead.at(-1)?.turn ?? -1
      this.#ahead.push({ startsAt: this.startsAt(index), turn: this.#usesTurn(index) ? last + 1 : last })
    }
    return this.#ahead.findLast(({ startsAt }) => startsAt <= at)?.turn ?? -1
  }

  #turnBefore(at: number): number {
    for (let index = -1 - this.#behind.length; (this.#behind.at(-1)?.startsAt ?? at + 1) > at; index -= 1) {
      const last = this.#behind.at(-1)?.turn
      const turn = last === undefined ? -1 : last - (this.#usesTurn(index + 1) ? 1 : 0)
      this.#behind.push({ startsAt: this.startsAt(index), turn })
    }
    return this.#behind.find(({ startsAt }) => startsAt <= at)?.turn ?? -1
  }

  startsAt(index: number): number {
    const { zone, every } = this.#layer
    if (isElapsed(this.#layer)) return firstShowing(zone, this.#wall(0)) + index * every.count * HOUR
    return firstShowing(zone, this.#wall(index))
  }

  /** A month's day is cut to the month's length. */
  #wall(index: number): number {
    const { count, unit } = this.#layer.every
    const ms = this.#first.toZonedDateTime('UTC').epochMilliseconds
    if (unit === 'hour') return ms + index * count * HOUR
    if (unit === 'day') return ms + index * count * DAY
    if (unit === 'week') return ms + index * count * 7 * DAY
    return this.#first.add({ months: index * count }).toZonedDateTime('UTC').epochMilliseconds
  }

  /**
   * Whether somebody could serve in a period. If so they could from its beginning on, from where a restriction opens, from where holidays
   * begin or end, or from where a change of the clocks has left something out: these times are looked at one by one.
   */
  #usesTurn(index: number): boolean {
    if (isElapsed(this.#layer)) return true
    const { zone, restrictions, offDays, holidays } = this.#layer
    const [from, to] = [this.#wall(index), this.#wall(index + 1)]
    const spans =
      offDays === 'use_turn' || restrictions.length === 0 ? [{ from, to }] : spansAround(restrictions, from, to)
    const days = offDays === 'use_turn' ? [] : this.#holidays.filter((day) => day.from < to && day.to > from)
    const isOnDay = (time: number) => days.some((day) => day.from <= time && time < day.to)
    const isOpen = (time: number) =>
      offDays === 'use_turn' || holidays === undefined || isOnDay(time) === (holidays.on === 'only')
    const isServed = (time: number) =>
      from <= time &&
      time < to &&
      isOpen(time) &&
      spans.some((span) => span.from <= time && time < span.to) &&
      instantsShowing(zone, time).length > 0
    const openings = [from, ...spans.map((span) => span.from), ...days.flatMap((day) => [day.from, day.to])]
    return openings.some(isServed) || openings.some((time) => changesAround(zone, time).some(isServed))
  }
}

function isElapsed({ every }: ScheduleLayer): boolean {
  return every.unit === 'hour' && !HOURS_OF_A_DAY.includes(every.count)
}
