import { keepFormats } from './keep-formats.ts'

/** How long ago, in the largest unit that fits: the numbers that `Intl.RelativeTimeFormat` turns into words. */
export interface Elapsed {
  value: number
  unit: 'second' | 'minute' | 'hour' | 'day'
}

const secondMs = 1_000
const minuteMs = 60 * secondMs
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/** Negative for the past, positive for the future, as `Intl.RelativeTimeFormat` wants it. Rounded towards zero. */
export function elapsed(atMs: number, nowMs: number): Elapsed {
  const differenceMs = atMs - nowMs
  const size = Math.abs(differenceMs)
  if (size < minuteMs) return { value: whole(differenceMs / secondMs), unit: 'second' }
  if (size < hourMs) return { value: whole(differenceMs / minuteMs), unit: 'minute' }
  if (size < dayMs) return { value: whole(differenceMs / hourMs), unit: 'hour' }
  return { value: whole(differenceMs / dayMs), unit: 'day' }
}

/** Truncated, and never the negative zero that would be read as “in 0 seconds”. */
function whole(value: number): number {
  return Math.trunc(value) + 0
}

/** A stopwatch: `0:07`, `4:05`, `1:04:05`, and from two days on `3 days 4 hr` in the reader's language. Negative durations count as zero. */
export function formatStopwatch(durationMs: number, locale: string): string {
  const seconds = Math.floor(Math.max(0, durationMs) / secondMs)
  const days = Math.floor(seconds / 86_400)
  const hours = Math.floor(seconds / 3_600)
  const minutes = Math.floor(seconds / 60) % 60
  if (days >= 2) return `${amount(days, 'day', locale)} ${amount(hours % 24, 'hour', locale)}`
  if (hours > 0) return `${hours}:${twoDigits(minutes)}:${twoDigits(seconds % 60)}`
  return `${minutes}:${twoDigits(seconds % 60)}`
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0')
}

/** A length in words of the reader's language: `45 sec`, `5 min`, `1 hr 30 min`, `2 days`. */
export function formatLength(durationMs: number, locale: string): string {
  const minutes = Math.round(durationMs / minuteMs)
  if (durationMs < minuteMs) return amount(Math.round(durationMs / secondMs), 'second', locale)
  if (minutes < 60) return amount(minutes, 'minute', locale)
  const hours = Math.floor(minutes / 60)
  if (hours >= 24 && minutes % 1440 === 0) return amount(hours / 24, 'day', locale)
  const rest = minutes % 60
  const whole = amount(hours, 'hour', locale)
  return rest === 0 ? whole : `${whole} ${amount(rest, 'minute', locale)}`
}

const amountFormat = keepFormats(
  (locale: string, unit: Elapsed['unit']) =>
    new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short' }),
)

function amount(value: number, unit: Elapsed['unit'], locale: string): string {
  return amountFormat(locale, unit).format(value)
}
