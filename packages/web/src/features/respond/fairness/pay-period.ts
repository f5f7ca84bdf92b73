/** Periods of a pay report: whole days by the clock of one zone, written as dates of which the last is part of it. */
import { instantOfLocalTime } from '../../../ui/time/zone-time.ts'
import { addDays } from '../schedules/timeline/timeline-window.ts'

export interface Dates {
  from: string
  to: string
}

export const PERIODS = ['last_month', 'this_month', 'last_quarter', 'this_quarter'] as const
export type Period = (typeof PERIODS)[number]

/** `today`: `2026-11-22`. */
export function datesOfPeriod(period: Period, today: string): Dates {
  const [year, month] = [Number(today.slice(0, 4)), Number(today.slice(5, 7)) - 1]
  const isQuarter = period.endsWith('quarter')
  const length = isQuarter ? 3 : 1
  const first = (isQuarter ? Math.floor(month / 3) * 3 : month) - (period.startsWith('last') ? length : 0)
  const date = (monthIndex: number) => new Date(Date.UTC(year, monthIndex, 1)).toISOString().slice(0, 10)
  return { from: date(first), to: addDays(date(first + length), -1) }
}

export function periodOf(dates: Dates, today: string): Period | undefined {
  return PERIODS.find((period) => {
    const known = datesOfPeriod(period, today)
    return known.from === dates.from && known.to === dates.to
  })
}

/** Undefined while the dates are none, or run backwards. */
export function instantsOf({ from, to }: Dates, zone: string): { from: string; to: string } | undefined {
  if (!/^\d{4}-\d\d-\d\d$/.test(from) || !/^\d{4}-\d\d-\d\d$/.test(to) || to < from) return undefined
  const [fromMs, toMs] = [from, addDays(to, 1)].map((date) => instantOfLocalTime(`${date}T00:00`, zone))
  if (fromMs === undefined || toMs === undefined) return undefined
  return { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() }
}
