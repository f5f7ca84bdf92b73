/** Months by the wall clock, in integers: the calendar of ISO 8601, which Temporal and `Date` have too. */
import { DAY } from '../kernel/instant.ts'
import type { WallMs } from './wall-clock.ts'

const MONTHS_PER_YEAR = 12
/** Days from 0000-03-01, with which a year of this reckoning begins, to 1970-01-01. */
const DAYS_TO_1970 = 719_468

/** The wall time so many months after another: of the day that is cut to the month's length, 31 Jan → 28 Feb. */
export function monthAfter(anchor: WallMs, months: number): WallMs {
  const month = monthOf(anchor) + months
  const day = Math.floor(anchor / DAY) - firstDayOf(monthOf(anchor))
  const length = firstDayOf(month + 1) - firstDayOf(month)
  const time = anchor - Math.floor(anchor / DAY) * DAY
  return ((firstDayOf(month) + Math.min(day, length - 1)) * DAY + time) as WallMs
}

/** How many months one wall time's month comes after another's. */
export function monthsBetween(from: number, to: number): number {
  return monthOf(to) - monthOf(from)
}

/** The number of a month, counted from January of the year 0. */
function monthOf(wall: number): number {
  const date = new Date(wall)
  return date.getUTCFullYear() * MONTHS_PER_YEAR + date.getUTCMonth()
}

/**
 * Days from 1970-01-01 to the first of a month. A year that begins in March has its leap day last, and months of 31, 30, 31, 30, 31 days
 * over and over: 153 days in five.
 */
function firstDayOf(month: number): number {
  const fromMarch = month - 2
  const year = Math.floor(fromMarch / MONTHS_PER_YEAR)
  const leapDays = Math.floor(year / 4) - Math.floor(year / 100) + Math.floor(year / 400)
  const daysOfMonths = Math.floor((153 * (fromMarch - year * MONTHS_PER_YEAR) + 2) / 5)
  return year * 365 + leapDays + daysOfMonths - DAYS_TO_1970
}
