/** Instants as people write them in a filter: how long ago, a day, or an exact instant. */
import type { Instant } from '../../kernel/brand.ts'
import { formatInstant, parseInstant } from '../../kernel/instant.ts'

export const SPAN_UNITS = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const
export type SpanUnit = keyof typeof SPAN_UNITS

export type Moment =
  | { kind: 'ago'; amount: number; unit: SpanUnit }
  /** The start of a day in the reader's zone, `2026-11-01`. */
  | { kind: 'day'; day: string }
  | { kind: 'instant'; at: Instant }

const AGO = /^(\d{1,5})([mhdw])$/
const DAY = /^\d{4}-\d{2}-\d{2}$/

/** Reads `90m`, `24h`, `7d`, `2w`, `2026-11-01` or RFC 3339; undefined for anything else. */
export function parseMoment(text: string): Moment | undefined {
  const [, amount, unit] = AGO.exec(text) ?? []
  if (amount !== undefined) return { kind: 'ago', amount: Number(amount), unit: unit as SpanUnit }
  if (DAY.test(text)) return isDay(text) ? { kind: 'day', day: text } : undefined
  const at = parseInstant(text)
  return at === undefined ? undefined : { kind: 'instant', at }
}

export function formatMoment(moment: Moment): string {
  switch (moment.kind) {
    case 'ago':
      return `${moment.amount}${moment.unit}`
    case 'day':
      return moment.day
    case 'instant':
      return formatInstant(moment.at)
  }
}

/** The instant that is meant by somebody in `zone` who asks at `now`. */
export function resolveMoment(moment: Moment, now: Instant, zone: string): Instant {
  switch (moment.kind) {
    case 'ago':
      return Math.max(0, now - moment.amount * SPAN_UNITS[moment.unit]) as Instant
    case 'day':
      return Math.max(0, Temporal.PlainDate.from(moment.day).toZonedDateTime(zone).epochMilliseconds) as Instant
    case 'instant':
      return moment.at
  }
}

/** A day that a calendar has: 30 February is none. */
function isDay(text: string): boolean {
  const [year = 0, month = 0, day = 0] = text.split('-').map(Number)
  const date = new Date(Date.UTC(year, month - 1, day))
  return year >= 1970 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
}
