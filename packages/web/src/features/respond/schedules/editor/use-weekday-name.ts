import { useReader } from '../../../../ui/time/reader.ts'
import { WEEKDAYS, type Weekday } from './schedule-draft.ts'

/** 2026-01-05 is a Monday. */
const MONDAY_MS = Date.UTC(2026, 0, 5)
const dayMs = 86_400_000

/** `Mon` as the reader writes it, short or in full. */
export function useWeekdayName(length: 'short' | 'long' = 'long'): (weekday: Weekday) => string {
  const { locale } = useReader()
  const format = new Intl.DateTimeFormat(locale, { weekday: length, timeZone: 'UTC' })
  return (weekday) => format.format(MONDAY_MS + WEEKDAYS.indexOf(weekday) * dayMs)
}
