/** What each layer of a schedule would say if it stood alone: the lanes of a timeline, next to the answer that they make together. */
import type { Instant } from '../kernel/brand.ts'
import type { Roster, Schedule, ScheduleLayer } from '../people/schedule.ts'
import { calcShifts, type Shift } from './on-call.ts'
import { listVersions, type VersionSpan } from './schedule-version.ts'

export interface LayerLane {
  /** Counted from 0, the lowest. */
  position: number
  name?: string
  zone: string
  /** Pieces of the whole window in which the layer's people stay the same; without overrides and temporary schedules. */
  shifts: Shift[]
}

/**
 * The layers that are in force somewhere in [`from`, `to`), lowest first. Where an edit lies in the window, a lane has what stands in its
 * place before and after it, under the name that it has last.
 */
export function calcLayerLanes(roster: Roster, schedule: Schedule, from: Instant, to: Instant): LayerLane[] {
  const versions = listVersions(schedule).filter((version) => version.startsAt < to && version.endsAt > from)
  const count = Math.max(0, ...versions.map(({ layers }) => layers.length))
  return Array.from({ length: count }, (_, position) => {
    const last = versions.findLast(({ layers }) => layers[position] !== undefined)?.layers[position]
    return {
      position,
      ...(last?.name !== undefined && { name: last.name }),
      zone: last?.zone ?? schedule.zone,
      shifts: calcShifts(roster, aloneAt(schedule, versions, position), from, to).map((shift) => ({
        ...shift,
        people: shift.people.map((person) => ({ ...person, because: { ...person.because, layer: position } })),
      })),
    }
  })
}

/** The schedule as if it had the layers of one place and nothing else. */
function aloneAt(schedule: Schedule, versions: readonly VersionSpan[], position: number): Schedule {
  const only = (layers: readonly ScheduleLayer[]) => layers.slice(position, position + 1)
  return {
    ...schedule,
    layers: only(versions.at(-1)?.layers ?? []),
    before: versions.slice(0, -1).map(({ endsAt, layers }) => ({ until: endsAt, layers: only(layers) })),
    overrides: [],
    temporary: [],
  }
}
