/**
 * The clock of a zone, found by looking at it once a day: for those who judge the calculation, with which it shares no code. Since 1970 no
 * clocks were changed twice within six days, so a day between two looks hides nothing.
 */
const DAY = 86_400_000
/** No zone is or was further from UTC. */
const OFFSET_MAX = DAY
/** Looks are remembered by the month or so. */
const BLOCK = 32 * DAY

/** [`from`, `to`), in which the clock is `offset` ahead of UTC. */
interface Stretch {
  from: number
  to: number
  offset: number
}

export function showsAt(zone: string, at: number): number {
  return at + offsetAt(zone, at)
}

/** The first instant at which the clock shows a time, or the change that leaves it out. */
export function firstShowing(zone: string, wall: number): number {
  const [first = changeOver(zone, wall)] = instantsShowing(zone, wall)
  return first
}

/** The last instant at which the clock shows a time, or the change that leaves it out. */
export function lastShowing(zone: string, wall: number): number {
  return instantsShowing(zone, wall).at(-1) ?? changeOver(zone, wall)
}

/** Whether the clock shows any of the times from `from` up to, without, `to`. */
export function showsSomeOf(zone: string, from: number, to: number): boolean {
  return stretchesAround(zone, from - OFFSET_MAX, to + OFFSET_MAX).some(
    (stretch) => Math.max(from, stretch.from + stretch.offset) < Math.min(to, stretch.to + stretch.offset),
  )
}

function instantsShowing(zone: string, wall: number): number[] {
  return stretchesAround(zone, wall - OFFSET_MAX, wall + OFFSET_MAX)
    .filter(({ from, to, offset }) => from <= wall - offset && wall - offset < to)
    .map(({ offset }) => wall - offset)
    .sort((a, b) => a - b)
}

/** The change at which the clock goes past a time that it never shows. */
function changeOver(zone: string, wall: number): number {
  const past = stretchesAround(zone, wall - OFFSET_MAX, wall + OFFSET_MAX).find(
    ({ from, offset }) => from + offset > wall,
  )
  if (!past) throw new Error(`the clock of ${zone} neither shows nor leaves out ${wall}`)
  return past.from
}

/** Of the months that hold a span; two that follow each other may have the same offset. */
function stretchesAround(zone: string, from: number, to: number): Stretch[] {
  const stretches: Stretch[] = []
  for (let block = Math.floor(from / BLOCK); block * BLOCK < to; block += 1) {
    for (const stretch of blockOf(zone, block)) {
      const last = stretches.at(-1)
      if (last?.offset === stretch.offset) stretches[stretches.length - 1] = { ...last, to: stretch.to }
      else stretches.push(stretch)
    }
  }
  return stretches
}

const blocks = new Map<string, Stretch[]>()

function blockOf(zone: string, block: number): Stretch[] {
  const key = `${zone} ${block}`
  const known = blocks.get(key) ?? look(zone, block * BLOCK, (block + 1) * BLOCK)
  blocks.set(key, known)
  return known
}

function look(zone: string, from: number, to: number): Stretch[] {
  const stretches: Stretch[] = []
  let start = from
  let offset = offsetAt(zone, from)
  for (let day = from; day < to; day += DAY) {
    const next = offsetAt(zone, day + DAY)
    if (next === offset) continue
    let [before, after] = [day, day + DAY]
    while (after - before > 1) {
      const middle = Math.floor((before + after) / 2)
      if (offsetAt(zone, middle) === offset) before = middle
      else after = middle
    }
    stretches.push({ from: start, to: after, offset })
    start = after
    offset = next
  }
  if (start < to) stretches.push({ from: start, to, offset })
  return stretches
}

function offsetAt(zone: string, at: number): number {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).offsetNanoseconds / 1_000_000
}
