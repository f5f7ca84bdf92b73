/** Local time the naive way, for those who judge the core's: nothing of it is shared with what it judges. */
const HOUR = 3_600_000

/** The first instant at which the clock shows a time, or the change that leaves it out: every offset of these days is tried. */
export function firstShowing(zone: string, wall: number): number {
  const offsets = new Set<number>()
  for (let at = wall - 36 * HOUR; at <= wall + 36 * HOUR; at += 3 * HOUR) offsets.add(wallAt(zone, at) - at)
  const showing = [...offsets].map((offset) => wall - offset).filter((at) => wallAt(zone, at) === wall)
  if (showing.length > 0) return Math.min(...showing)
  let [before, behind] = [wall - 36 * HOUR, wall + 36 * HOUR]
  while (behind - before > 1) {
    const middle = Math.floor((before + behind) / 2)
    if (wallAt(zone, middle) < wall) before = middle
    else behind = middle
  }
  return behind
}

/** What the clock of a zone shows, in milliseconds since 1970 of that clock. */
export function wallAt(zone: string, at: number): number {
  const zoned = Temporal.Instant.fromEpochMilliseconds(Math.floor(at)).toZonedDateTimeISO(zone)
  return Math.floor(at) + zoned.offsetNanoseconds / 1_000_000
}
