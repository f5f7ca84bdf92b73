/**
 * Versions of a schedule. An edit begins at an instant: what was before it stays as it was, and whoever is on duty then stays on
 * duty until the next handoff, unless that is asked otherwise.
 */
import type { Instant } from '../kernel/brand.ts'
import type { LayerVersion, Participant, Schedule, ScheduleLayer } from '../people/schedule.ts'
import type { DaysOf } from './holidays.ts'
import { calcTurnOnDuty, type Others, planLayer } from './layer.ts'
import { calcTurn } from './rotation.ts'

/** Layers with the span [`startsAt`, `endsAt`) in which they are in force. */
export interface VersionSpan {
  startsAt: Instant
  endsAt: Instant
  layers: ScheduleLayer[]
}

type Versions = Pick<Schedule, 'layers' | 'before'>

/** All versions, oldest first: each starts where the one before it ends, the first and the last without bound. */
export function listVersions({ layers, before = [] }: Versions): VersionSpan[] {
  const ends = [...before, { until: Number.POSITIVE_INFINITY as Instant, layers }]
  return ends.map((version, index) => ({
    startsAt: before[index - 1]?.until ?? (Number.NEGATIVE_INFINITY as Instant),
    endsAt: version.until,
    layers: version.layers,
  }))
}

/** The layers that are in force at an instant. */
export function findLayersAt(schedule: Versions, at: Instant): ScheduleLayer[] {
  return listVersions(schedule).find((version) => at < version.endsAt)?.layers ?? schedule.layers
}

export interface NewVersion {
  layers: ScheduleLayer[]
  /** Versions that would have begun later are dropped. */
  startsAt: Instant
  /** Whether whoever is on duty when it begins stays on duty until the next handoff. */
  keepsCurrent: boolean
  /** The days of the calendars that the layers name. */
  daysOf?: DaysOf
}

/** The schedule with `layers` from `startsAt` on. */
export function beginVersion(
  schedule: Versions,
  { layers, startsAt, keepsCurrent, daysOf = () => [] }: NewVersion,
): Versions {
  const current = findLayersAt(schedule, startsAt)
  const before: LayerVersion[] = listVersions(schedule)
    .filter((version) => version.startsAt < startsAt)
    .map((version) => ({ until: Math.min(version.endsAt, startsAt) as Instant, layers: version.layers }))
  const next = keepsCurrent
    ? layers.map((layer, index) => continueTurns(current[index], layer, { at: startsAt, daysOf }))
    : layers
  return { layers: next, before }
}

/**
 * The schedule as if its last edit had not been: one that is yet to begin goes, and of one that has begun the past stays, while the layers
 * before it are in force again from `at` on, with whose turn it would have been. Undefined where there was no edit.
 */
export function undoVersion(schedule: Versions, at: Instant): Versions | undefined {
  const { before = [] } = schedule
  const last = before.at(-1)
  if (!last) return undefined
  if (last.until > at) return { layers: last.layers, before: before.slice(0, -1) }
  return beginVersion(schedule, { layers: last.layers, startsAt: at, keepsCurrent: false })
}

/**
 * A layer whose turn at `at` is that which the layer before has on duty then. As it is where nobody is, where they have no turn in
 * it, or where they are on already.
 */
function continueTurns(
  previous: ScheduleLayer | undefined,
  layer: ScheduleLayer,
  { at, daysOf }: { at: Instant; daysOf: DaysOf },
): ScheduleLayer {
  if (!previous) return layer
  const others = { ...NO_OTHERS, daysOf }
  const onDuty = calcTurnOnDuty(planLayer({ layer: previous, position: 0, others }, at, at), at)
  const wanted = onDuty.length === 0 ? -1 : layer.turns.findIndex((turn) => isSameTurn(turn, onDuty))
  const turn = calcTurn(planLayer({ layer, position: 0, others }, at, at).rotation, at)
  if (wanted < 0 || turn === undefined || turn === wanted) return layer
  return { ...layer, turnOffset: (layer.turnOffset ?? 0) + wanted - turn }
}

/** Whose turn it is stands in the layer itself. */
const NO_OTHERS: Others = {
  membersOf: () => [],
  onCallIn: () => [],
  edgesOf: () => [],
  daysOf: () => [],
  shiftsOf: () => [],
}

function isSameTurn(turn: readonly Participant[], others: readonly Participant[]): boolean {
  const [one, other] = [turn, others].map((each) => new Set(each.map(keyOf)))
  return one !== undefined && other !== undefined && one.size === other.size && one.isSubsetOf(other)
}

function keyOf(participant: Participant): string {
  if (typeof participant === 'string') return `user ${participant}`
  return 'team' in participant ? `team ${participant.team}` : `schedule ${participant.schedule}`
}
