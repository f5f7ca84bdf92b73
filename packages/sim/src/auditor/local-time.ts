/** Local time the naive way, for those who judge the core's: nothing of it is shared with what it judges. */
const HOUR = 3_600_000

/**
 * The first instant at which the clock shows a time, or the change that leaves it out: every offset of these days is tried.
 *
 * @param read what a clock shows; whoever asks about many times of the same days may remember it
 */
export function firstShowing(zone: string, wall: number, read = wallAt): number {
  const offsets = new Set<number>()
  for (let at = wall - 36 * HOUR; at <= wall + 36 * HOUR; at += 3 * HOUR) offsets.add(read(zone, at) - at)
  const showing = [...offsets].map((offset) => wall - offset).filter((at) => read(zone, at) === wall)
  if (showing.length > 0) return Math.min(...showing)
  let [before, behind] = [wall - 36 * HOUR, wall + 36 * HOUR]
  while (behind - before > 1) {
    const middle = Math.floor((before + behind) / 2)
    if (read(zone, middle) < wall) before = middle
    else behind = middle
  }
  return behind
}

/** What the clock of a zone shows, in milliseconds since 1970 of that clock. */
export function wallAt(zone: string, at: number): number {
  const zoned = Temporal.Instant.fromEpochMilliseconds(Math.floor(at)).toZonedDateTimeISO(zone)
  return Math.floor(at) + zoned.offsetNanoseconds / 1_000_000
}

/** As {@link wallAt}, but no instant is asked of the runtime twice; for one zone. */
export function rememberingClock(): typeof wallAt {
  const known = new Map<number, number>()
  return (zone, at) => {
    const wall = known.get(at) ?? wallAt(zone, at)
    known.set(at, wall)
    return wall
  }
}
