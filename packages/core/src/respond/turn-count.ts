/**
 * Which periods of a rotation consume a turn. A period in which nobody could serve consumes none, so the order never skips
 * a person: days that the restrictions leave empty (unless the layer says otherwise), and periods that a change of the
 * clocks swallows whole, such as 02:00–03:00 of an hourly rotation. The first kind repeats with the weeks and is counted by
 * division; the second kind is listed, about one for each clock change since the anchor.
 */
import { calcOpenParts, WEEK, type WeekWindow } from './restriction.ts'
import type { WallSpan } from './wall-clock.ts'

export interface TurnCount {
  /** `consumed[n]` periods of the first n of a cycle consume a turn; the cycle has `consumed.length - 1` periods. */
  consumed: number[]
  /** Periods that consume none though their cycle says so, ascending. */
  swallowed: number[]
}

export interface Periods {
  /** Wall time at which period 0 starts, and the length of each. */
  anchor: number
  stepMs: number
}

/** `windows` are those whose empty periods consume no turn; `skipped` the spans that clocks left out near the periods asked for. */
export function planTurnCount(
  periods: Periods,
  windows: readonly WeekWindow[],
  skipped: readonly WallSpan[],
): TurnCount {
  const swallowed = new Set(skipped.flatMap((span) => listSwallowed(periods, windows, span)))
  return { consumed: countCycle(periods, windows), swallowed: [...swallowed].sort((a, b) => a - b) }
}

/** How many of the periods 0 … `index` - 1 consume a turn; for a negative index, minus those from `index` to -1. */
export function countTurns({ consumed, swallowed }: TurnCount, index: number): number {
  const cycle = consumed.length - 1
  const cycles = Math.floor(index / cycle)
  const regular = cycles * (consumed[cycle] ?? 0) + (consumed[index - cycles * cycle] ?? 0)
  const lost = swallowed.filter((each) => (index < 0 ? each >= index && each < 0 : each >= 0 && each < index)).length
  return index < 0 ? regular + lost : regular - lost
}

function countCycle({ anchor, stepMs }: Periods, windows: readonly WeekWindow[]): number[] {
  const consumed = [0]
  const cycle = windows.length === 0 ? 1 : leastCommonMultiple(stepMs, WEEK) / stepMs
  for (let index = 0; index < cycle; index += 1) {
    const start = anchor + index * stepMs
    const isOpen = calcOpenParts(windows, start, start + stepMs).length > 0
    consumed.push((consumed[index] ?? 0) + (isOpen ? 1 : 0))
  }
  return consumed
}

function listSwallowed({ anchor, stepMs }: Periods, windows: readonly WeekWindow[], span: WallSpan): number[] {
  const found: number[] = []
  const last = Math.floor((span.to - anchor) / stepMs)
  for (let index = Math.floor((span.from - anchor) / stepMs); index <= last; index += 1) {
    const start = anchor + index * stepMs
    const parts = calcOpenParts(windows, start, start + stepMs)
    const isSwallowed = parts.length > 0 && parts.every((part) => part.from >= span.from && part.to <= span.to)
    if (isSwallowed) found.push(index)
  }
  return found
}

function leastCommonMultiple(a: number, b: number): number {
  let [high, low] = [a, b]
  while (low > 0) [high, low] = [low, high % low]
  return (a / high) * b
}
