import type { DurationMs, Instant } from './brand.ts'

const RFC_3339 = /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:[Zz]|[+-]\d{2}:?\d{2})$/

export const SECOND = 1_000 as DurationMs
export const MINUTE = 60_000 as DurationMs
export const HOUR = 3_600_000 as DurationMs
export const DAY = 86_400_000 as DurationMs

export function instant(epochMs: number): Instant {
  return Math.trunc(epochMs) as Instant
}

export function after(at: Instant, span: DurationMs): Instant {
  return (at + span) as Instant
}

export function since(start: Instant, end: Instant): DurationMs {
  return Math.max(0, end - start) as DurationMs
}

/** RFC 3339 in UTC with milliseconds, e.g. `2026-01-05T00:00:00.000Z`. */
export function formatInstant(at: Instant): string {
  return new Date(at).toISOString()
}

/**
 * Reads RFC 3339 with any offset, also the `+0000` form without a colon that several senders write, and Go's nanoseconds.
 * A zero time (`0001-01-01…`), an empty string, null and anything unreadable mean "absent".
 */
export function parseInstant(text: unknown): Instant | undefined {
  if (typeof text !== 'string' || !RFC_3339.test(text)) return undefined
  // Most senders write UTC in milliseconds, which needs no rewriting, and every alert has two of these.
  const isPlain = text.length <= 24 && text.endsWith('Z')
  const ms = Date.parse(isPlain ? text : text.replace(/([+-]\d{2})(\d{2})$/, '$1:$2').replace(/(\.\d{3})\d+/, '$1'))
  return Number.isNaN(ms) || ms < 0 ? undefined : (ms as Instant)
}

/** The calendar year in UTC: incident numbers restart with it. */
export function utcYear(at: Instant): number {
  return new Date(at).getUTCFullYear()
}
