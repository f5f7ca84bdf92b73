/** The heat map of who is on call how much: quarters, columns and how dark a cell is. Hours come from the server. */
import type { OnCallLoad } from './schedules.query.ts'
import { addDays } from './timeline/timeline-window.ts'

export interface Quarter {
  year: number
  /** 1 to 4. */
  number: number
}

/** The one that a date lies in. */
export function quarterOf(date: string): Quarter {
  return { year: Number(date.slice(0, 4)), number: Math.ceil(Number(date.slice(5, 7)) / 3) }
}

/** `2026-Q4`, as the address writes it. */
export function quarterText({ year, number }: Quarter): string {
  return `${year}-Q${number}`
}

export function parseQuarter(text: string | undefined): Quarter | undefined {
  const [, year, number] = /^(\d{4})-Q([1-4])$/.exec(text ?? '') ?? []
  return year === undefined ? undefined : { year: Number(year), number: Number(number) }
}

export function stepQuarter({ year, number }: Quarter, by: 1 | -1): Quarter {
  const next = number + by
  if (next < 1) return { year: year - 1, number: 4 }
  return next > 4 ? { year: year + 1, number: 1 } : { year, number: next }
}

/** All dates of it, 90 to 92. */
export function datesOf({ year, number }: Quarter): string[] {
  const first = firstOf({ year, number })
  const end = firstOf(stepQuarter({ year, number }, 1))
  const dates: string[] = []
  for (let date = first; date < end; date = addDays(date, 1)) dates.push(date)
  return dates
}

function firstOf({ year, number }: Quarter): string {
  return `${year}-${String(3 * number - 2).padStart(2, '0')}-01`
}

export interface Column {
  /** Its first day. */
  date: string
  dates: readonly string[]
}

/** A column a day, or where there is no room for that a column a week, from Monday on. */
export function columnsOf(dates: readonly string[], isByWeek: boolean): Column[] {
  if (!isByWeek) return dates.map((date) => ({ date, dates: [date] }))
  const columns: { date: string; dates: string[] }[] = []
  for (const date of dates) {
    const last = columns.at(-1)
    if (last && new Date(`${date}T00:00Z`).getUTCDay() !== 1) last.dates.push(date)
    else columns.push({ date, dates: [date] })
  }
  return columns
}

export interface Cell {
  hours: number
  night: number
  weekend: number
  /** 0 to 4: how much of the column's time the person is on call. */
  level: number
}

const LEVELS = 4
const HOURS_PER_DAY = 24

export function cellsOf({ days }: Pick<OnCallLoad, 'days'>, columns: readonly Column[]): Cell[] {
  const byDate = new Map(days.map((day) => [day.date, day]))
  return columns.map(({ dates }) => {
    const within = dates.flatMap((date) => byDate.get(date) ?? [])
    const sum = (field: 'hours' | 'night_hours' | 'weekend_hours') =>
      Math.round(100 * within.reduce((total, day) => total + day[field], 0)) / 100
    const hours = sum('hours')
    const level = Math.min(LEVELS, Math.ceil((LEVELS * hours) / (HOURS_PER_DAY * dates.length)))
    return { hours, night: sum('night_hours'), weekend: sum('weekend_hours'), level }
  })
}
