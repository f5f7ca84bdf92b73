/**
 * The written form of a rotation, `{ zone: Asia/Tokyo, every: 1 week, handoff: "Mon 09:00", start: 2026-01-05 }`, read into
 * what a layer holds. Each reader gives an object, or a text that says what is wrong and shows an example.
 */
import { LIMITS } from '../kernel/limits.ts'
import type { RotationUnit, ScheduleLayer } from '../people/schedule.ts'
import { isZone } from './wall-clock.ts'

const EVERY = /^(\d{1,4})\s*(hour|day|week|month)s?$/i
const HANDOFF = /^(?:([a-z]+|\d{1,2})\s+)?(\d{1,2}):(\d{2})$/i
const DATE = /^\d{4}-\d{2}-\d{2}$/
const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const
const DAYS_PER_WEEK = 7
const WEEKDAY_CHARS_MIN = 3

export type Every = ScheduleLayer['every']

/** `time` is `HH:MM`; `weekday` 1 (Monday) to 7; `day` of the month 1 to 31. At most one of the two is there. */
export interface Handoff {
  time: string
  weekday?: number
  day?: number
}

export interface RotationStart {
  /** `2026-01-05` */
  start: string
  handoff: Handoff
  every: Every
  zone: string
}

/** Reads `1 week`, `12 hours`, `2 days`, `1 month`. */
export function parseRotation(text: string): Every | string {
  const [, digits, unit] = EVERY.exec(text.trim()) ?? []
  if (unit === undefined) {
    return `"${text}" is no rotation: give a number and hours, days, weeks or months, for example "1 week" or "12 hours"`
  }
  const count = Number(digits)
  if (count < 1 || count > LIMITS.rotationCountMax) {
    return `"${text}" is no rotation: the number goes from 1 to ${LIMITS.rotationCountMax}, for example "1 week"`
  }
  return { count, unit: unit.toLowerCase() as RotationUnit }
}

/** Reads `Mon 09:00`, `09:00` and, for a rotation by months, `1 09:00`. */
export function parseHandoff(text: string): Handoff | string {
  const [whole, day, hours, minutes] = HANDOFF.exec(text.trim()) ?? []
  if (whole === undefined) {
    return `"${text}" is no handoff: give a time, with a weekday or a day of the month before it, for example "Mon 09:00", "09:00" or "1 09:00"`
  }
  if (Number(hours) > 23 || Number(minutes) > 59) {
    return `"${text}" is no handoff: times go from 00:00 to 23:59, for example "Mon 09:00"`
  }
  const time = `${hours?.padStart(2, '0')}:${minutes}`
  if (day === undefined) return { time }
  return /^\d/.test(day) ? handoffOnDay(text, time, Number(day)) : handoffOnWeekday(text, time, day.toLowerCase())
}

/**
 * The first handoff on or after the start date, as a layer's `anchor` has it: `2026-01-05T09:00`. A handoff without a day
 * takes that of the start date. A day of the month waits for a month that has it, because later months are cut to length
 * from the anchor: day 31 must stand in it.
 */
export function anchorOf({ start, handoff, every, zone }: RotationStart): { anchor: string } | string {
  if (!isZone(zone)) return `"${zone}" is no time zone: give an IANA name, for example "Asia/Tokyo" or "UTC"`
  const date = parseDate(start)
  if (date === undefined) return `"${start}" is no date: give year, month and day, for example "2026-01-05"`
  if (handoff.day !== undefined && every.unit !== 'month') {
    return `a handoff on day ${handoff.day} of the month needs a rotation by months: write for example "Mon ${handoff.time}" with "1 week"`
  }
  if (handoff.weekday !== undefined && every.unit === 'month') {
    return `a rotation by months hands over on a day of the month, not on a weekday: write for example "1 ${handoff.time}"`
  }
  return { anchor: `${firstDay(date, handoff).toString()}T${handoff.time}` }
}

function handoffOnDay(text: string, time: string, day: number): Handoff | string {
  if (day >= 1 && day <= 31) return { time, day }
  return `"${text}" is no handoff: days of the month go from 1 to 31, for example "1 09:00"`
}

function handoffOnWeekday(text: string, time: string, name: string): Handoff | string {
  const index = name.length < WEEKDAY_CHARS_MIN ? -1 : WEEKDAYS.findIndex((weekday) => weekday.startsWith(name))
  if (index >= 0) return { time, weekday: index + 1 }
  return `"${text}" is no handoff: "${name}" is no weekday; write Mon, Tue, Wed, Thu, Fri, Sat or Sun, for example "Mon 09:00"`
}

function firstDay(start: Temporal.PlainDate, { weekday, day }: Handoff): Temporal.PlainDate {
  if (weekday !== undefined) {
    return start.add({ days: (weekday - start.dayOfWeek + DAYS_PER_WEEK) % DAYS_PER_WEEK })
  }
  if (day === undefined) return start
  let month = day >= start.day ? start.with({ day: 1 }) : start.with({ day: 1 }).add({ months: 1 })
  while (month.daysInMonth < day) month = month.add({ months: 1 })
  return month.with({ day })
}

function parseDate(text: string): Temporal.PlainDate | undefined {
  if (!DATE.test(text)) return undefined
  try {
    return Temporal.PlainDate.from(text)
  } catch {
    return undefined
  }
}
