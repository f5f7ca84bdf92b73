/**
 * Shifts of an imported calendar: spans of time with the people that they name, ascending and apart. What events say is brought to this
 * shape when the calendar is read; when it is read again, what is past stays.
 */
import type { Instant, UserId } from '../kernel/brand.ts'
import type { ImportedShift } from '../people/calendar.ts'

/** The shift that holds an instant, found by halving. */
export function findImported(shifts: readonly ImportedShift[], at: Instant): ImportedShift | undefined {
  const shift = shifts[firstEndingAfter(shifts, at)]
  return shift && shift.startsAt <= at ? shift : undefined
}

/** Every start and end in [`from`, `to`). */
export function calcImportedEdges(shifts: readonly ImportedShift[], from: Instant, to: Instant): Instant[] {
  const edges: Instant[] = []
  for (let index = firstEndingAfter(shifts, from); index < shifts.length; index += 1) {
    const shift = shifts[index]
    if (!shift || shift.startsAt >= to) break
    edges.push(shift.startsAt, shift.endsAt)
  }
  return edges
}

/** Cuts spans that overlap into pieces in which the people stay the same, in alphabetical order; what is empty falls out. */
export function flattenShifts(spans: readonly ImportedShift[]): ImportedShift[] {
  const sorted = spans.filter((span) => span.startsAt < span.endsAt).sort((a, b) => a.startsAt - b.startsAt)
  const edges = [...new Set(sorted.flatMap((span) => [span.startsAt, span.endsAt]))].sort((a, b) => a - b)
  const pieces: ImportedShift[] = []
  let running: ImportedShift[] = []
  let next = 0
  for (const [index, startsAt] of edges.entries()) {
    running = running.filter((span) => span.endsAt > startsAt)
    for (let span = sorted[next]; span && span.startsAt <= startsAt; span = sorted[next]) {
      running.push(span)
      next += 1
    }
    const endsAt = edges[index + 1]
    const users = [...new Set(running.flatMap((span) => span.users))].sort()
    if (endsAt === undefined || users.length === 0) continue
    const last = pieces.at(-1)
    if (last?.endsAt === startsAt && isSame(last.users, users)) last.endsAt = endsAt
    else pieces.push({ startsAt, endsAt, users })
  }
  return pieces
}

/** What was read before, up to `at`, and from then on what is read now. */
export function freezeShifts(
  known: readonly ImportedShift[],
  read: readonly ImportedShift[],
  at: Instant,
): ImportedShift[] {
  const past = known
    .filter((shift) => shift.startsAt < at)
    .map((shift) => ({ ...shift, endsAt: Math.min(shift.endsAt, at) as Instant }))
  const ahead = read
    .filter((shift) => shift.endsAt > at)
    .map((shift) => ({ ...shift, startsAt: Math.max(shift.startsAt, at) as Instant }))
  return flattenShifts([...past, ...ahead])
}

function firstEndingAfter(shifts: readonly ImportedShift[], at: Instant): number {
  let [low, high] = [0, shifts.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((shifts[middle]?.endsAt ?? Number.POSITIVE_INFINITY) > at) high = middle
    else low = middle + 1
  }
  return low
}

function isSame(some: readonly UserId[], others: readonly UserId[]): boolean {
  return some.length === others.length && some.every((user, index) => user === others[index])
}
