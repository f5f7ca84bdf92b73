/**
 * The wall clock of a zone, and the way back to instants. Two rules differ from what Temporal does by itself: a wall time
 * that a change of the clocks leaves out stands for the change itself (02:30 → 03:00, not 03:30), and one that happens
 * twice is its first occurrence where something starts and its last where coverage ends.
 */
import { present } from '../kernel/assert.ts'
import type { Brand, Instant } from '../kernel/brand.ts'

/** Milliseconds from 1970-01-01T00:00 to a wall time, both read on the same clock: integers that add without any zone. */
export type WallMs = Brand<number, 'WallMs'>

/** Wall times from `from` up to, without, `to`. */
export interface WallSpan {
  from: WallMs
  to: WallMs
}

const NANOSECONDS_PER_MS = 1_000_000
const LOOKS_LIKE_OFFSET = /^[+-]/

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
  return wallOf(Temporal.PlainDateTime.from(text))
}

export function wallOf(plain: Temporal.PlainDateTime): WallMs {
  return plain.toZonedDateTime('UTC').epochMilliseconds as WallMs
}

export function plainOf(wall: WallMs): Temporal.PlainDateTime {
  return Temporal.Instant.fromEpochMilliseconds(wall).toZonedDateTimeISO('UTC').toPlainDateTime()
}

/** What the clock of `zone` shows at an instant. */
export function wallAt(at: Instant, zone: string): WallMs {
  return shown(zonedAt(at, zone))
}

/** When a start falls: the first time that the clock shows `wall`, or the change that leaves it out. */
export function firstInstantOf(wall: WallMs, zone: string): Instant {
  return occurrenceOf(wall, zone, 'earlier')
}

/** When an end that closes coverage falls: the last time that the clock shows `wall`, or the change that leaves it out. */
export function lastInstantOf(wall: WallMs, zone: string): Instant {
  return occurrenceOf(wall, zone, 'later')
}

/** The spans of wall time that clocks set forward in (`from`, `to`] left out, in order. */
export function calcSkippedSpans(zone: string, from: Instant, to: Instant): WallSpan[] {
  const spans: WallSpan[] = []
  let change = zonedAt(from, zone).getTimeZoneTransition('next')
  while (change !== null && change.epochMilliseconds <= to) {
    const before = wallAt((change.epochMilliseconds - 1) as Instant, zone) + 1
    if (shown(change) > before) spans.push({ from: before as WallMs, to: shown(change) })
    change = change.getTimeZoneTransition('next')
  }
  return spans
}

function occurrenceOf(wall: WallMs, zone: string, disambiguation: 'earlier' | 'later'): Instant {
  const plain = plainOf(wall)
  const zoned = plain.toZonedDateTime(zone, { disambiguation })
  if (shown(zoned) === wall) return zoned.epochMilliseconds as Instant
  // The clock never shows it. Read with the later offset it lies just before the change that leaves it out.
  const before = plain.toZonedDateTime(zone, { disambiguation: 'earlier' })
  return present(before.getTimeZoneTransition('next'), `the change of clocks in ${zone}`).epochMilliseconds as Instant
}

function zonedAt(at: Instant, zone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone)
}

function shown(zoned: Temporal.ZonedDateTime): WallMs {
  return (zoned.epochMilliseconds + zoned.offsetNanoseconds / NANOSECONDS_PER_MS) as WallMs
}
