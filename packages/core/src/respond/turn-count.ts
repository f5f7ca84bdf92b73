/**
 * Which periods of a rotation consume a turn. A period in which nobody could serve consumes none, so the order never skips
 * a person: those that the restrictions or the holidays leave empty (unless the layer says otherwise), and those that a change of the
 * clocks swallows whole, such as 02:00–03:00 of an hourly rotation. What restrictions leave empty repeats with the weeks and is counted
 * by division; the rest is listed: about one for each clock change since the anchor, and a few for each holiday.
 */
import { calcPartsLeft, type HolidayRuns } from './holidays.ts'
import { calcOpenParts, WEEK, type WeekWindow } from './restriction.ts'
import type { WallSpan } from './wall-clock.ts'

export interface TurnCount {
  /** `consumed[n]` periods of the first n of a cycle consume a turn; the cycle has `consumed.length - 1` periods. */
  consumed: number[]
  /** Periods that consume none though their cycle says so, ascending. */
  lost: number[]
  /** Where it is there, no period but these consumes a turn; ascending. */
  served?: number[]
}

/** Periods in wall time: period `index` goes from its start to that of the next one. */
export interface Periods {
  startOf(index: number): number
  /** The period that holds a wall time. */
  indexOf(wall: number): number
  /** Of periods of one length. Others hold every weekday, so that no restriction leaves one of them empty. */
  stepMs?: number
}

export interface Closed {
  /** Those whose empty periods consume no turn. */
  windows: readonly WeekWindow[]
  holidays?: HolidayRuns | undefined
  /** The spans that clocks left out near the periods asked for. */
  skipped: readonly WallSpan[]
}

export function planTurnCount(periods: Periods, closed: Closed): TurnCount {
  const { windows, holidays, skipped } = closed
  const lost = new Set(skipped.flatMap((span) => listSwallowed(periods, closed, span)))
  const near = holidays ? holidays.runs.flatMap((run) => listTouched(periods, run)) : []
  const isServed = (index: number) => partsOf(periods, closed, index).length > 0
  if (holidays?.on === 'only') {
    return { consumed: [0, 1], lost: ascending(lost), served: ascending(new Set(near.filter(isServed))) }
  }
  for (const index of near) {
    if (!isServed(index) && openParts(periods, windows, index).length > 0) lost.add(index)
  }
  return { consumed: countCycle(periods, windows), lost: ascending(lost) }
}

/** How many of the periods 0 … `index` - 1 consume a turn; for a negative index, minus those from `index` to -1. */
export function countTurns({ consumed, lost, served }: TurnCount, index: number): number {
  const without = countBelow(lost, index) - countBelow(lost, 0)
  if (served) return countBelow(served, index) - countBelow(served, 0) - without
  const cycle = consumed.length - 1
  const cycles = Math.floor(index / cycle)
  return cycles * (consumed[cycle] ?? 0) + (consumed[index - cycles * cycle] ?? 0) - without
}

function countCycle(periods: Periods, windows: readonly WeekWindow[]): number[] {
  const { stepMs } = periods
  if (windows.length === 0 || stepMs === undefined || stepMs % WEEK === 0) return [0, 1]
  const consumed = [0]
  const cycle = leastCommonMultiple(stepMs, WEEK) / stepMs
  for (let index = 0; index < cycle; index += 1) {
    const isOpen = openParts(periods, windows, index).length > 0
    consumed.push((consumed[index] ?? 0) + (isOpen ? 1 : 0))
  }
  return consumed
}

function listSwallowed(periods: Periods, closed: Closed, span: WallSpan): number[] {
  return listTouched(periods, span).filter((index) => {
    const parts = partsOf(periods, closed, index)
    return parts.length > 0 && parts.every((part) => part.from >= span.from && part.to <= span.to)
  })
}

function listTouched({ indexOf }: Periods, { from, to }: { from: number; to: number }): number[] {
  const first = indexOf(from)
  return Array.from({ length: indexOf(to) - first + 1 }, (_, index) => first + index)
}

/** What restrictions and holidays leave of a period. */
function partsOf(periods: Periods, { windows, holidays }: Closed, index: number): { from: number; to: number }[] {
  const open = openParts(periods, windows, index)
  return holidays ? open.flatMap((part) => calcPartsLeft(holidays, part.from, part.to)) : open
}

function openParts(
  { startOf }: Periods,
  windows: readonly WeekWindow[],
  index: number,
): { from: number; to: number }[] {
  return calcOpenParts(windows, startOf(index), startOf(index + 1))
}

function ascending(numbers: Iterable<number>): number[] {
  return [...numbers].sort((a, b) => a - b)
}

/** How many of ascending numbers are less than a limit. */
function countBelow(numbers: readonly number[], limit: number): number {
  let [low, high] = [0, numbers.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((numbers[middle] ?? limit) < limit) low = middle + 1
    else high = middle
  }
  return low
}

function leastCommonMultiple(a: number, b: number): number {
  let [high, low] = [a, b]
  while (low > 0) [high, low] = [low, high % low]
  return (a / high) * b
}
