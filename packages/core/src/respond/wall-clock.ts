/**
 * The wall clock of a zone, and the way back to instants. Two rules differ from what Temporal does by itself: a wall time
 * that a change of the clocks leaves out stands for the change itself (02:30 → 03:00, not 03:30), and one that happens
 * twice is its first occurrence where something starts and its last where coverage ends.
 */
import type { Brand, Instant } from '../kernel/brand.ts'
import { DAY } from '../kernel/instant.ts'
import { spanAt } from './zone-clock.ts'

/** Milliseconds from 1970-01-01T00:00 to a wall time, both read on the same clock: integers that add without any zone. */
export type WallMs = Brand<number, 'WallMs'>

/** Wall times from `from` up to, without, `to`. */
export interface WallSpan {
  from: WallMs
  to: WallMs
}

/** No zone is or was further from UTC. */
const OFFSET_MAX = DAY
const LOOKS_LIKE_OFFSET = /^[+-]/
const LOOKS_LIKE_MINUTE = /^\d{4}-\d\d-\d\dT\d\d:\d\d$/

/** Whether this is an IANA zone that the runtime knows. A bare offset is none: it has no summer time. */
export function isZone(zone: string): boolean {
  if (LOOKS_LIKE_OFFSET.test(zone)) return false
  try {
    new Temporal.ZonedDateTime(0n, zone)
    return true
  } catch {
    return false
  }
}

/** Reads `2026-01-05T09:00`; throws a RangeError on anything that is no wall time. */
export function parseWall(text: string): WallMs {
  // As layers have it. Only what comes out as it went in was a time that there is.
  const ms = LOOKS_LIKE_MINUTE.test(text) ? Date.parse(`${text}Z`) : Number.NaN
  if (!Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text)) return ms as WallMs
  return wallOf(Temporal.PlainDateTime.from(text))
}

export function wallOf(plain: Temporal.PlainDateTime): WallMs {
  return plain.toZonedDateTime('UTC').epochMilliseconds as WallMs
}

/** What the clock of `zone` shows at an instant. */
export function wallAt(at: Instant, zone: string): WallMs {
  return (at + spanAt(zone, at).offsetMs) as WallMs
}

/** When a start falls: the first time that the clock shows `wall`, or the change that leaves it out. */
export function firstInstantOf(wall: WallMs, zone: string): Instant {
  let span = spanAt(zone, (wall - OFFSET_MAX) as Instant)
  while (wall >= span.to + span.offsetMs) span = spanAt(zone, span.to)
  return Math.max(wall - span.offsetMs, span.from) as Instant
}

/** When an end that closes coverage falls: the last time that the clock shows `wall`, or the change that leaves it out. */
export function lastInstantOf(wall: WallMs, zone: string): Instant {
  let span = spanAt(zone, (wall + OFFSET_MAX) as Instant)
  while (wall < span.from + span.offsetMs) span = spanAt(zone, (span.from - 1) as Instant)
  return Math.min(wall - span.offsetMs, span.to) as Instant
}

/** The spans of wall time that clocks set forward in (`from`, `to`] left out, in order. */
export function calcSkippedSpans(zone: string, from: Instant, to: Instant): WallSpan[] {
  const spans: WallSpan[] = []
  let span = spanAt(zone, from)
  while (span.to <= to) {
    const next = spanAt(zone, span.to)
    const [before, after] = [span.to + span.offsetMs, span.to + next.offsetMs] as [WallMs, WallMs]
    if (after > before) spans.push({ from: before, to: after })
    span = next
  }
  return spans
}
