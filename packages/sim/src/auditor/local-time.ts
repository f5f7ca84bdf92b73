/** Local time the naive way, for those who judge the core's: nothing of it is shared with what it judges. */
const HOUR = 3_600_000
const DAY = 24 * HOUR

/**
 * The first instant at which the clock shows a time, or the change that leaves it out: every offset of these days is tried. `occurrence`
 * asks for the last instant instead, where the clock shows the time twice.
 */
export function firstShowing(zone: string, wall: number, occurrence: 'first' | 'last' = 'first'): number {
  const showing = instantsShowing(zone, wall)
  if (showing.length > 0) return occurrence === 'first' ? Math.min(...showing) : Math.max(...showing)
  let [before, behind] = [wall - 36 * HOUR, wall + 36 * HOUR]
  while (behind - before > 1) {
    const middle = Math.floor((before + behind) / 2)
    if (wallAt(zone, middle) < wall) before = middle
    else behind = middle
  }
  return behind
}

/** Every instant at which the clock shows a time: none for one that a change leaves out. */
export function instantsShowing(zone: string, wall: number): number[] {
  const offsets = new Set<number>()
  for (let day = Math.floor(wall / DAY) - 2; day <= Math.floor(wall / DAY) + 2; day += 1)
    for (const { offset } of partsOfDay(zone, day)) offsets.add(offset)
  return [...offsets].map((offset) => wall - offset).filter((at) => wallAt(zone, at) === wall)
}

/** What the clock shows right after each change of the days around a time. */
export function changesAround(zone: string, wall: number): number[] {
  const parts = [-2, -1, 0, 1, 2].flatMap((days) => partsOfDay(zone, Math.floor(wall / DAY) + days))
  return parts.filter((part, index) => index > 0 && part.offset !== parts[index - 1]?.offset).map(shownAtStart)
}

function shownAtStart({ from, offset }: PartOfDay): number {
  return from + offset
}

/** What the clock of a zone shows, in milliseconds since 1970 of that clock. */
export function wallAt(zone: string, at: number): number {
  const part = partsOfDay(zone, Math.floor(at / DAY)).findLast(({ from }) => from <= at)
  return at + (part?.offset ?? 0)
}

interface PartOfDay {
  from: number
  offset: number
}

const days = new Map<string, Map<number, PartOfDay[]>>()
/** Some years of one zone: whoever sweeps over all of them comes back to none. */
const DAYS_MAX = 20_000

/** A day of UTC is asked once at either end; only one on which the clock changes is looked at more closely. */
function partsOfDay(zone: string, day: number): PartOfDay[] {
  const known = days.get(zone) ?? new Map<number, PartOfDay[]>()
  days.set(zone, known)
  const parts = known.get(day) ?? readDay(zone, day * DAY)
  if (known.size > DAYS_MAX) known.clear()
  known.set(day, parts)
  return parts
}

function readDay(zone: string, from: number): PartOfDay[] {
  const [first, last] = [offsetAt(zone, from), offsetAt(zone, from + DAY - 1)]
  if (first === last) return [{ from, offset: first }]
  let [before, behind] = [from, from + DAY - 1]
  while (behind - before > 1) {
    const middle = Math.floor((before + behind) / 2)
    if (offsetAt(zone, middle) === first) before = middle
    else behind = middle
  }
  return [
    { from, offset: first },
    { from: behind, offset: last },
  ]
}

function offsetAt(zone: string, at: number): number {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).offsetNanoseconds / 1_000_000
}
