/** One layer of a schedule: who it puts on call by itself, and the instants at which that can change. */
import type { Instant, UserId } from '../kernel/brand.ts'
import type { ScheduleLayer } from '../people/directory.ts'
import { calcDutyEdges, calcWeekWindows, isOnDuty, type WeekWindow } from './restriction.ts'
import { calcHandoffs, calcTurn, planRotation, type Rotation } from './rotation.ts'

/**
 * `layer` counts from 0, the lowest; it is -1 where an override put somebody on call while no layer had anybody, and in a
 * temporary schedule.
 */
export interface Because {
  layer: number
  layerName?: string
  override?: string
  temporary?: string
}

export interface OnCallPerson {
  user: UserId
  because: Because
}

export interface PlannedLayer {
  layer: ScheduleLayer
  because: Because
  rotation: Rotation
  windows: WeekWindow[]
  startsAt: Instant
  endsAt: Instant | undefined
}

/** Makes a layer ready for questions about [`from`, `to`]. */
export function planLayer(layer: ScheduleLayer, position: number, from: Instant, to: Instant): PlannedLayer {
  const rotation = planRotation(layer, from, to)
  return {
    layer,
    because: { layer: position, ...(layer.name !== undefined && { layerName: layer.name }) },
    rotation,
    windows: calcWeekWindows(layer.restrictions),
    startsAt: layer.startsAt ?? rotation.startsAt,
    endsAt: layer.endsAt,
  }
}

/** The people of the turn that is on, each once; none outside the layer's life and its restrictions. */
export function calcLayerPeople(planned: PlannedLayer, at: Instant): OnCallPerson[] {
  const { layer, because, rotation, windows, startsAt, endsAt } = planned
  if (at < startsAt || (endsAt !== undefined && at >= endsAt)) return []
  if (!isOnDuty(windows, layer.zone, at)) return []
  const turn = calcTurn(rotation, at)
  const users = turn === undefined ? [] : (layer.turns[turn] ?? [])
  return [...new Set(users)].map((user) => ({ user, because }))
}

/** Every instant around [`from`, `to`) at which the layer's people can change: some more than needed, in no order. */
export function calcLayerEdges(planned: PlannedLayer, from: Instant, to: Instant): Instant[] {
  const { layer, rotation, windows, startsAt, endsAt } = planned
  const start = Math.max(from, startsAt) as Instant
  const end = Math.min(to, endsAt ?? to) as Instant
  if (start >= end) return []
  return [start, end, ...calcHandoffs(rotation, start, end), ...calcDutyEdges(windows, layer.zone, start, end)]
}
