/**
 * Rotations: when a layer hands over, and whose turn it is. Every handoff is reckoned from the anchor, never from the one
 * before it, so nothing drifts and the cost does not grow with age.
 *
 * Days, weeks, months and the hours that divide a day keep wall-clock time: a week may last 167 or 169 hours. Other hours
 * are elapsed time. A month's day is cut to the month's length from the anchor's day: 31 Jan → 28 Feb → 31 Mar.
 */
import { assert } from '../kernel/assert.ts'
import type { Instant } from '../kernel/brand.ts'
import { DAY, HOUR } from '../kernel/instant.ts'
import type { ScheduleLayer } from '../people/schedule.ts'
import { monthAfter, monthsBetween } from './calendar-months.ts'
import type { HolidayRuns } from './holidays.ts'
import { calcWeekWindows, WEEK } from './restriction.ts'
import { countTurns, type Periods, planTurnCount, type TurnCount } from './turn-count.ts'
import { calcSkippedSpans, firstInstantOf, parseWall, type WallMs } from './wall-clock.ts'
import { isSteady, spanAt } from './zone-clock.ts'

const HOURS_PER_DAY = 24

type Pace = { kind: 'elapsed'; stepMs: number } | { kind: 'wall'; stepMs: number } | { kind: 'months'; count: number }

/** Period n runs from handoff n to handoff n + 1; period 0 starts at the anchor; earlier ones are negative. */
export interface Rotation {
  zone: string
  anchor: WallMs
  startsAt: Instant
  pace: Pace
  turns: number
  turnOffset: number
  /** Absent: every period consumes a turn. */
  turnCount: TurnCount | undefined
}

/** Makes a layer's rotation ready for questions about [`from`, `to`]. */
export function planRotation(layer: ScheduleLayer, from: Instant, to: Instant, holidays?: HolidayRuns): Rotation {
  const anchor = parseWall(layer.anchor)
  const startsAt = firstInstantOf(anchor, layer.zone)
  const pace = paceOf(layer.every)
  const span = { from: Math.min(startsAt, from), to: Math.max(startsAt, to) }
  const turnCount = planTurns(layer, { anchor, pace, span, holidays })
  const { zone, turns, turnOffset = 0 } = layer
  return { zone, anchor, startsAt, pace, turns: turns.length, turnOffset, turnCount }
}

/** When period `index` starts. It never lies before that of a smaller index. */
export function calcHandoff(rotation: Rotation, index: number): Instant {
  const { anchor, pace, startsAt, zone } = rotation
  if (pace.kind === 'elapsed') return (startsAt + index * pace.stepMs) as Instant
  if (pace.kind === 'wall') return firstInstantOf((anchor + index * pace.stepMs) as WallMs, zone)
  return firstInstantOf(monthAfter(anchor, index * pace.count), zone)
}

/** The period that holds an instant. */
export function calcPeriod(rotation: Rotation, at: Instant): number {
  const { anchor, pace, startsAt, zone } = rotation
  if (pace.kind === 'elapsed') return Math.floor((at - startsAt) / pace.stepMs)
  const span = spanAt(zone, at)
  const wall = at + span.offsetMs
  let index = Math.floor(
    pace.kind === 'wall' ? (wall - anchor) / pace.stepMs : monthsBetween(anchor, wall) / pace.count,
  )
  if (pace.kind === 'wall' && isSteady(span, at)) return index
  // What the clock shows is off by the few periods of an hour that happens twice, or by a month's last days.
  while (calcHandoff(rotation, index + 1) <= at) index += 1
  while (calcHandoff(rotation, index) > at) index -= 1
  return index
}

/** Whose turn it is, as an index into the layer's turns; undefined when it has none. */
export function calcTurn(rotation: Rotation, at: Instant): number | undefined {
  if (rotation.turns === 0) return undefined
  // A single turn is always the same: no need to look where in the rotation we are.
  if (rotation.turns === 1) return 0
  const period = calcPeriod(rotation, at)
  // In a period that consumes no turn the one before it is still running: its coverage may last to a repeated hour's end.
  const counted = rotation.turnCount ? countTurns(rotation.turnCount, period + 1) - 1 : period
  const turn = counted + rotation.turnOffset
  return turn - Math.floor(turn / rotation.turns) * rotation.turns
}

/** The handoffs inside (`from`, `to`), ascending. */
export function calcHandoffs(rotation: Rotation, from: Instant, to: Instant): Instant[] {
  if (rotation.turns <= 1) return []
  const handoffs: Instant[] = []
  let index = calcPeriod(rotation, from) + 1
  for (let at = calcHandoff(rotation, index); at < to; at = calcHandoff(rotation, index)) {
    handoffs.push(at)
    index += 1
  }
  return handoffs
}

/**
 * Elapsed hours do not know days. Weeks and months hold every weekday: restrictions never leave one of them empty, but a week is of which a
 * holiday takes the only day, or a change of the clocks the only hour.
 */
function planTurns(
  { every, offDays, restrictions, zone }: ScheduleLayer,
  plan: { anchor: WallMs; pace: Pace; span: { from: number; to: number }; holidays: HolidayRuns | undefined },
): TurnCount | undefined {
  const { anchor, pace, span, holidays } = plan
  const isKept = offDays !== 'use_turn'
  if (pace.kind === 'elapsed') return undefined
  if (pace.kind === 'months' && !(holidays && isKept)) return undefined
  if (every.unit === 'week' && !(isKept && (holidays || restrictions.length > 0))) return undefined
  const margin = (pace.kind === 'months' ? pace.count * 31 * DAY : pace.stepMs) + 2 * DAY
  const skipped = calcSkippedSpans(zone, (span.from - margin) as Instant, (span.to + margin) as Instant)
  const windows = isKept ? calcWeekWindows(restrictions) : []
  return planTurnCount(periodsOf(anchor, pace), { windows, skipped, holidays: isKept ? holidays : undefined })
}

function periodsOf(anchor: WallMs, pace: Exclude<Pace, { kind: 'elapsed' }>): Periods {
  if (pace.kind === 'wall') {
    const { stepMs } = pace
    return {
      stepMs,
      startOf: (index) => anchor + index * stepMs,
      indexOf: (wall) => Math.floor((wall - anchor) / stepMs),
    }
  }
  const startOf = (index: number) => monthAfter(anchor, index * pace.count)
  return {
    startOf,
    indexOf(wall) {
      let index = Math.floor(monthsBetween(anchor, wall) / pace.count)
      while (startOf(index + 1) <= wall) index += 1
      while (startOf(index) > wall) index -= 1
      return index
    },
  }
}

function paceOf({ count, unit }: ScheduleLayer['every']): Pace {
  assert(Number.isInteger(count) && count >= 1, `a rotation cannot hand over every ${count} ${unit}`)
  switch (unit) {
    case 'hour':
      return { kind: HOURS_PER_DAY % count === 0 ? 'wall' : 'elapsed', stepMs: count * HOUR }
    case 'day':
      return { kind: 'wall', stepMs: count * DAY }
    case 'week':
      return { kind: 'wall', stepMs: count * WEEK }
    case 'month':
      return { kind: 'months', count }
  }
}
