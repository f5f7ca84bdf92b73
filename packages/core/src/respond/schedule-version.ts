/**
 * Versions of a schedule. An edit begins at an instant: what was before it stays as it was, and whoever is on duty then stays on
 * duty until the next handoff, unless that is asked otherwise.
 */
import type { Instant } from '../kernel/brand.ts'
import type { LayerVersion, Participant, Schedule, ScheduleLayer } from '../people/schedule.ts'
import { calcRunningTurn, type Others, planLayer } from './layer.ts'
import { calcTurn } from './rotation.ts'

/** Layers with the span [`startsAt`, `endsAt`) in which they are in force. */
export interface VersionSpan {
  startsAt: Instant
  endsAt: Instant
  layers: ScheduleLayer[]
  /** Whether it goes on with whoever's turn it was when it began. */
  keepsCurrent: boolean
}

const NEVER = Number.POSITIVE_INFINITY as Instant

type Versions = Pick<Schedule, 'layers' | 'before'>

/** All versions, oldest first: each starts where the one before it ends, the first and the last without bound. */
export function listVersions({ layers, before = [] }: Versions): VersionSpan[] {
  const ends = [...before, { until: NEVER, layers }]
  return ends.map((version, index) => ({
    startsAt: before[index - 1]?.until ?? (Number.NEGATIVE_INFINITY as Instant),
    endsAt: version.until,
    layers: version.layers,
    keepsCurrent: before[index - 1]?.keepsCurrent ?? false,
  }))
}

/** The layers that are in force at an instant. */
export function findLayersAt(schedule: Versions, at: Instant): ScheduleLayer[] {
  return listVersions(schedule).find((version) => at < version.endsAt)?.layers ?? schedule.layers
}

export interface NewVersion {
  layers: ScheduleLayer[]
  startsAt: Instant
  /** Whether versions that are planned to begin later stay as they are; else they are dropped. */
  keepsLater?: boolean
  /** Whether whoever is on duty when it begins stays on duty until the next handoff. */
  keepsCurrent: boolean
  /** What the calendars say that the layers name. */
  calendars?: CalendarReader
}

/** The days of calendars decide whose turn it is, and the shifts of imported ones who is on. */
export type CalendarReader = Pick<Others, 'daysOf' | 'shiftsOf'>
const NO_CALENDARS: CalendarReader = { daysOf: () => [], shiftsOf: () => [] }

/** The schedule with `layers` from `startsAt` on. */
export function beginVersion(
  schedule: Versions,
  { layers, startsAt, keepsCurrent, keepsLater = false, calendars }: NewVersion,
): Versions {
  const versions = listVersions(schedule)
  const earlier = versions.filter((version) => version.startsAt < startsAt)
  const begun = { startsAt, layers, keepsCurrent }
  const later = keepsLater ? versions.filter((version) => version.startsAt > startsAt).map(asWritten) : []
  return joinVersions(earlier, [begun, ...later], calendars)
}

type Beginning = Pick<VersionSpan, 'startsAt' | 'layers' | 'keepsCurrent'>

/** Whose turn it is depends on what comes before it, which is about to be another; what nobody asked to go on is left as it is. */
function asWritten({ startsAt, layers, keepsCurrent }: VersionSpan): Beginning {
  const written = layers.map(({ turnOffset: _, ...layer }) => layer)
  return { startsAt, layers: keepsCurrent ? written : layers, keepsCurrent }
}

/** Those that stay, and behind them others that begin anew: each that keeps who is on duty goes on from the one before it. */
function joinVersions(earlier: readonly Beginning[], begun: readonly Beginning[], calendars = NO_CALENDARS): Versions {
  const versions: Beginning[] = [...earlier]
  for (const { startsAt, layers, keepsCurrent } of begun) {
    const before = versions.at(-1)?.layers ?? []
    const next = keepsCurrent
      ? pairLayers(before, layers).map(([previous, layer]) =>
          continueTurns(previous, layer, { at: startsAt, calendars }),
        )
      : layers
    versions.push({ startsAt, layers: next, keepsCurrent })
  }
  const before = versions.slice(0, -1).map(({ layers }, index): LayerVersion => {
    const next = versions[index + 1]
    return { until: next?.startsAt ?? NEVER, layers, ...(next?.keepsCurrent === true && { keepsCurrent: true }) }
  })
  return { layers: versions.at(-1)?.layers ?? [], before }
}

/** The schedule after its calendars changed: versions that are yet to begin go on with whom the one before them has on duty by now. */
export function continuePlanned(schedule: Versions, at: Instant, calendars: CalendarReader): Versions {
  const versions = listVersions(schedule)
  const begun = versions.filter(({ startsAt }) => startsAt <= at)
  return joinVersions(begun, versions.slice(begun.length).map(asWritten), calendars)
}

/** The versions that are yet to begin at an instant, oldest first. */
export function listPlanned(schedule: Versions, at: Instant): VersionSpan[] {
  return listVersions(schedule).filter(({ startsAt }) => startsAt > at)
}

/** Without the version that begins at an instant: the one before it goes on in its time. As it is where none begins then. */
export function dropVersion(schedule: Versions, begins: Instant, calendars?: CalendarReader): Versions {
  const versions = listVersions(schedule)
  const index = versions.findIndex(({ startsAt }) => startsAt === begins)
  if (index < 1) return schedule
  return joinVersions(versions.slice(0, index), versions.slice(index + 1).map(asWritten), calendars)
}

/**
 * The schedule as if its last edit had not been: one that is yet to begin goes, and of one that has begun the past stays, while the layers
 * before it are in force again from `at` on, with whose turn it would have been. `begins`: the edit that begins then, where others
 * follow it, which stay. Undefined where there was no such edit.
 */
export function undoVersion(
  schedule: Versions,
  at: Instant,
  { begins, calendars }: { begins?: Instant | undefined; calendars?: CalendarReader } = {},
): Versions | undefined {
  const wanted = begins ?? schedule.before?.at(-1)?.until
  const previous = schedule.before?.find(({ until }) => until === wanted)
  if (!previous || wanted === undefined) return undefined
  if (wanted > at) return dropVersion(schedule, wanted, calendars)
  // Of one that another has taken the place of already there is nothing left to take back.
  if (findLayersAt(schedule, at) !== findLayersAt(schedule, wanted)) return undefined
  return beginVersion(schedule, {
    ...{ layers: previous.layers, startsAt: at, keepsCurrent: false, keepsLater: true },
    ...(calendars && { calendars }),
  })
}

/**
 * Each layer with the one before the edit that it goes on from: that of the same id, else of the same name, else one that says the same,
 * and only then the one in its place. Of several that fit the lowest counts; none goes on twice.
 */
function pairLayers(
  before: readonly ScheduleLayer[],
  after: readonly ScheduleLayer[],
): [ScheduleLayer | undefined, ScheduleLayer][] {
  const found = new Map<ScheduleLayer, ScheduleLayer>()
  const left = new Set(before)
  const areOther = (one: ScheduleLayer, other: ScheduleLayer) =>
    one.id !== undefined && other.id !== undefined && one.id !== other.id
  for (const key of [idOf, nameOf, sayingOf])
    for (const layer of after) {
      const wanted = key(layer)
      if (found.has(layer) || wanted === undefined) continue
      const previous = [...left].find((each) => key(each) === wanted && !areOther(each, layer))
      if (!previous) continue
      found.set(layer, previous)
      left.delete(previous)
    }
  return after.map((layer, index) => {
    const inPlace = before[index]
    const isFree = inPlace !== undefined && left.has(inPlace) && !areOther(inPlace, layer)
    return [found.get(layer) ?? (isFree ? inPlace : undefined), layer]
  })
}

const idOf = ({ id }: ScheduleLayer) => id
const nameOf = ({ name }: ScheduleLayer) => name

/** What is written of a layer, but for what it is called and whose turn it is. Fields may stand in any order. */
function sayingOf({ id: _, name: __, turnOffset: ___, ...said }: ScheduleLayer): string {
  return JSON.stringify(said, (__, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  )
}

/**
 * A layer whose turn at `at` is that which runs in the layer before then, also at an hour at which nobody is on duty. As it is where none
 * runs, where they have no turn in it, or where it is theirs already.
 */
function continueTurns(
  previous: ScheduleLayer | undefined,
  layer: ScheduleLayer,
  { at, calendars }: { at: Instant; calendars: CalendarReader },
): ScheduleLayer {
  if (!previous) return layer
  const others: Others = { ...STANDS_IN_LAYER, ...calendars }
  const running = calcRunningTurn(planLayer({ layer: previous, position: 0, others }, at, at), at)
  const wanted = running.length === 0 ? -1 : layer.turns.findIndex((turn) => isSameTurn(turn, running))
  const turn = calcTurn(planLayer({ layer, position: 0, others }, at, at).rotation, at)
  if (wanted < 0 || turn === undefined || turn === wanted) return layer
  return { ...layer, turnOffset: (layer.turnOffset ?? 0) + wanted - turn }
}

/** Whose turn it is stands in the layer itself, whoever is behind it. */
const STANDS_IN_LAYER = { membersOf: () => [], onCallIn: () => [], edgesOf: () => [] }

function isSameTurn(turn: readonly Participant[], others: readonly Participant[]): boolean {
  const [one, other] = [turn, others].map((each) => new Set(each.map(keyOf)))
  return one !== undefined && other !== undefined && one.size === other.size && one.isSubsetOf(other)
}

function keyOf(participant: Participant): string {
  if (typeof participant === 'string') return `user ${participant}`
  return 'team' in participant ? `team ${participant.team}` : `schedule ${participant.schedule}`
}
