/** One layer of a schedule: who it puts on call by itself, and the instants at which that can change. */
import type { CalendarId, Instant, ScheduleId, TeamId, UserId } from '../kernel/brand.ts'
import type { ImportedShift } from '../people/calendar.ts'
import type { Participant, ScheduleLayer } from '../people/schedule.ts'
import { calcHolidayEdges, type DaysOf, isLetOn } from './holidays.ts'
import { calcImportedEdges, findImported } from './imported-shift.ts'
import { isSchedule, type LayerPlan, readLayer } from './layer-plan.ts'
import { calcDutyEdges, isOnDuty } from './restriction.ts'
import { calcHandoffs, calcTurn } from './rotation.ts'

/**
 * `layer` counts from 0, the lowest; it is -1 where an override put somebody on call while no layer had anybody, and in a
 * temporary schedule.
 */
export interface Because {
  layer: number
  layerName?: string
  override?: string
  temporary?: string
  /** The person is on as a member of this team, or because this other schedule has them on. */
  team?: TeamId
  schedule?: ScheduleId
}

export interface OnCallPerson {
  user: UserId
  because: Because
}

/** Answers for participants that are not people themselves. */
export interface Others {
  membersOf(team: TeamId): readonly UserId[]
  onCallIn(schedule: ScheduleId, at: Instant): readonly UserId[]
  /** Every instant in [`from`, `to`) at which that schedule's people can change. */
  edgesOf(schedule: ScheduleId, from: Instant, to: Instant): readonly Instant[]
  daysOf: DaysOf
  /** What an imported calendar has, ascending and apart. */
  shiftsOf(calendar: CalendarId): readonly ImportedShift[]
}

export interface PlannedLayer extends LayerPlan {
  others: Others
  layer: ScheduleLayer
  because: Because
  /** Instead of turns. */
  imported: readonly ImportedShift[] | undefined
  startsAt: Instant
  endsAt: Instant | undefined
  /** The people of turns that are the same whenever they are on. */
  known: Map<readonly Participant[], readonly OnCallPerson[]>
}

const NOBODY: readonly OnCallPerson[] = []

/** Makes a layer ready for questions about [`from`, `to`]. */
export function planLayer(
  { layer, position, others }: { layer: ScheduleLayer; position: number; others: Others },
  from: Instant,
  to: Instant,
): PlannedLayer {
  const plan = readLayer(layer, others.daysOf, from, to)
  return {
    ...plan,
    others,
    layer,
    because: { layer: position, ...(layer.name !== undefined && { layerName: layer.name }) },
    imported: layer.importedFrom === undefined ? undefined : others.shiftsOf(layer.importedFrom),
    startsAt: layer.startsAt ?? plan.rotation.startsAt,
    endsAt: layer.endsAt,
    known: new Map(),
  }
}

/** The people of the turn that is on, each once; none outside the layer's life and its restrictions. */
export function calcLayerPeople(planned: PlannedLayer, at: Instant): readonly OnCallPerson[] {
  const turn = calcTurnOnDuty(planned, at)
  if (turn.length === 0) return NOBODY
  const known = planned.known.get(turn)
  if (known) return known
  const people = new Map<UserId, OnCallPerson>()
  for (const person of turn.flatMap((participant) => expand(planned, participant, at)))
    if (!people.has(person.user)) people.set(person.user, person)
  const found = [...people.values()]
  if (!turn.some(isSchedule)) planned.known.set(turn, found)
  return found
}

/** Whose turn is on, as it is written in the layer; nobody's outside the layer's life and its restrictions. */
export function calcTurnOnDuty(planned: PlannedLayer, at: Instant): readonly Participant[] {
  const { layer, rotation, windows, holidays, imported, startsAt, endsAt } = planned
  if (at < startsAt || (endsAt !== undefined && at >= endsAt)) return []
  if (!isOnDuty(windows, layer.zone, at) || !isLetOn(holidays, at)) return []
  if (imported) return findImported(imported, at)?.users ?? []
  const turn = calcTurn(rotation, at)
  return turn === undefined ? [] : (layer.turns[turn] ?? [])
}

/** Whose turn it is within the layer's life, whether or not its restrictions have them on duty then; of imported shifts the one that is on. */
export function calcRunningTurn(planned: PlannedLayer, at: Instant): readonly Participant[] {
  const { layer, rotation, imported, startsAt, endsAt } = planned
  if (imported) return calcTurnOnDuty(planned, at)
  if (at < startsAt || (endsAt !== undefined && at >= endsAt)) return []
  const turn = calcTurn(rotation, at)
  return turn === undefined ? [] : (layer.turns[turn] ?? [])
}

/** Every instant around [`from`, `to`) at which the layer's people can change: some more than needed, in no order. */
export function calcLayerEdges(planned: PlannedLayer, from: Instant, to: Instant): Instant[] {
  const { layer, rotation, windows, holidays, schedules, imported, others, startsAt, endsAt } = planned
  const start = Math.max(from, startsAt) as Instant
  const end = Math.min(to, endsAt ?? to) as Instant
  if (start >= end) return []
  return [
    ...[start, end],
    ...calcHandoffs(rotation, start, end),
    ...calcDutyEdges(windows, layer.zone, start, end),
    ...calcHolidayEdges(holidays, start, end),
    ...(imported ? calcImportedEdges(imported, start, end) : []),
    ...schedules.flatMap((schedule) => others.edgesOf(schedule, start, end)),
  ]
}

function expand({ because, others }: PlannedLayer, participant: Participant, at: Instant): OnCallPerson[] {
  if (typeof participant === 'string') return [{ user: participant, because }]
  const users = isSchedule(participant) ? others.onCallIn(participant.schedule, at) : others.membersOf(participant.team)
  return users.map((user) => ({ user, because: { ...because, ...participant } }))
}
