/** Hours of the week on one line: “Mon–Fri 09:00–18:00, Sun 10:00–12:00”. */
import { keepFormats } from './keep-formats.ts'

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const

export interface HoursWindow {
  days: readonly string[]
  from: string
  to: string
}

const weekdayFormat = keepFormats(
  (locale: string) => new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: 'UTC' }),
)

export function hoursWords(hours: readonly HoursWindow[], locale: string): string {
  const list = locale.startsWith('ja') ? '、' : ', '
  const dash = locale.startsWith('ja') ? '〜' : '–'
  return hours
    .map(({ days, from, to }) => {
      const spans = spansOf(days).map(([first, last]) => {
        const name = (day: number) => weekdayName(day, locale)
        if (first === last) return name(first)
        return last === first + 1 ? `${name(first)}${list}${name(last)}` : `${name(first)}${dash}${name(last)}`
      })
      return `${spans.join(list)} ${from}${dash}${to}`
    })
    .join(list)
}

/** Days that follow each other, as first and last; Sunday and Monday do not. */
function spansOf(days: readonly string[]): [number, number][] {
  const spans: [number, number][] = []
  DAYS.forEach((day, index) => {
    if (!days.includes(day)) return
    const last = spans.at(-1)
    if (last?.[1] === index - 1) last[1] = index
    else spans.push([index, index])
  })
  return spans
}

/** 2024-01-01 was a Monday. */
function weekdayName(index: number, locale: string): string {
  return weekdayFormat(locale).format(Date.UTC(2024, 0, 1 + index))
}
