/**
 * Who is on call. A schedule maps every instant to exactly one, possibly empty, set of people: a temporary schedule if there is
 * one then, else the highest layer that has somebody, of the version in force then, and the overrides. Everything here asks the
 * same function about instants, so the answer at an instant cannot depend on the window that was asked for. The roster knows the
 * teams and schedules that stand in a layer for people.
 *
 * Not here: whether a person is still active (whoever pages decides that).
 */
import type { DurationMs, Instant, ScheduleId, UserId } from '../kernel/brand.ts'
import { after, DAY } from '../kernel/instant.ts'
import type { Roster, Schedule, ScheduleOverride, TemporarySchedule } from '../people/schedule.ts'
import {
  calcLayerEdges,
  calcLayerPeople,
  type OnCallPerson,
  type Others,
  type PlannedLayer,
  planLayer,
} from './layer.ts'
import { datesOf } from './layer-plan.ts'
import { applyOverrides } from './override.ts'
import { calcFinalPieces, calcLayersPieces, joinPieces, sortEdges } from './pieces.ts'
import { listVersions } from './schedule-version.ts'
import { calcTemporaryEdges, calcTemporaryPeople, findTemporary } from './temporary.ts'

export interface OnCallAnswer {
  people: OnCallPerson[]
}

/** A half-open span of time, [`startsAt`, `endsAt`). */
export interface Gap {
  startsAt: Instant
  endsAt: Instant
}

export interface Shift extends Gap {
  people: OnCallPerson[]
}

interface PlannedVersion extends Gap {
  /** Highest first. */
  layers: PlannedLayer[]
}

interface PlannedSchedule {
  /** One after the other, over all of the time that is asked about. */
  versions: PlannedVersion[]
  overrides: readonly ScheduleOverride[]
  temporary: readonly TemporarySchedule[]
}

/** How far ahead a person's next shift is looked for. */
export const NEXT_SHIFT_LOOK_AHEAD = (90 * DAY) as DurationMs

/** Who is on call at an instant, and why. Nobody is an answer too. */
export function calcOnCall(roster: Roster, schedule: Schedule, at: Instant): OnCallAnswer {
  return { people: [...calcPeople(planAlone(roster, schedule, at, at), at)] }
}

/**
 * Cuts [`from`, `to`) into the longest pieces within which the answer, reasons included, stays the same; pieces with nobody
 * are pieces too. Each starts where the one before it ends. The cost grows with the handoffs in the window.
 */
export function calcShifts(roster: Roster, schedule: Schedule, from: Instant, to: Instant): Shift[] {
  if (from >= to) return []
  const planned = planAlone(roster, schedule, from, to)
  const base = planned.versions.flatMap(({ startsAt, endsAt, layers }) => {
    const [first, last] = [Math.max(startsAt, from) as Instant, Math.min(endsAt, to) as Instant]
    return first < last ? calcLayersPieces(layers, first, last) : []
  })
  const pieces = calcFinalPieces(joinPieces(base), planned, from, to)
  return pieces.map(({ startsAt, people }, index) => {
    return { startsAt, endsAt: pieces[index + 1]?.startsAt ?? to, people: [...people] }
  })
}

/**
 * The user's next shift that starts after `at`, within 90 days; one that is running is not the next. It lasts as long as the
 * user stays on call, whoever else comes and goes (90 days at most), and lists the user alone, with the reason at its start.
 */
export function calcNextShift(roster: Roster, schedule: Schedule, user: UserId, at: Instant): Shift | undefined {
  const shifts = calcShifts(roster, schedule, at, after(at, NEXT_SHIFT_LOOK_AHEAD))
  const index = shifts.findIndex((shift, i) => {
    const before = shifts[i - 1]
    return before !== undefined && !findPerson(before, user) && findPerson(shift, user)
  })
  const start = shifts[index]
  const person = start && findPerson(start, user)
  if (!person) return undefined
  // Asked again from its start, because the first window may end in the middle of it.
  const { startsAt } = start
  const horizon = after(startsAt, NEXT_SHIFT_LOOK_AHEAD)
  const end = calcShifts(roster, schedule, startsAt, horizon).find((shift) => !findPerson(shift, user))
  return { startsAt, endsAt: end?.startsAt ?? horizon, people: [person] }
}

/** The spans within [`from`, `to`) in which nobody is on call, in order. */
export function calcGaps(roster: Roster, schedule: Schedule, from: Instant, to: Instant): Gap[] {
  return calcShifts(roster, schedule, from, to)
    .filter((shift) => shift.people.length === 0)
    .map(({ startsAt, endsAt }) => ({ startsAt, endsAt }))
}

interface Planning {
  roster: Roster
  from: Instant
  to: Instant
  planned: Map<ScheduleId, PlannedSchedule>
  /** Those whose answer is being looked for: one that leads back to itself adds nobody. */
  asked: Set<ScheduleId>
}

function planAlone(roster: Roster, schedule: Schedule, from: Instant, to: Instant): PlannedSchedule {
  return planSchedule(schedule, { roster, from, to, planned: new Map(), asked: new Set([schedule.id]) })
}

function planSchedule(schedule: Schedule, planning: Planning): PlannedSchedule {
  const { from, to } = planning
  const others = createOthers(planning)
  const versions = listVersions(schedule)
    .filter((version) => version.startsAt <= to && version.endsAt > from)
    .map(({ startsAt, endsAt, layers }) => {
      const [first, last] = [Math.max(startsAt, from) as Instant, Math.min(endsAt, to) as Instant]
      const highestFirst = layers
        .map((layer, position) => planLayer({ layer, position, others }, first, last))
        .reverse()
      return { startsAt, endsAt, layers: highestFirst }
    })
  return { versions, overrides: schedule.overrides, temporary: schedule.temporary ?? [] }
}

function createOthers(planning: Planning): Others {
  const { roster } = planning
  return {
    membersOf: (team) => roster.teams.get(team)?.members ?? [],
    onCallIn: (id, at) => askOther(planning, id, (other) => calcPeople(other, at).map(({ user }) => user)),
    edgesOf: (id, from, to) => askOther(planning, id, (other) => calcEdges(other, from, to)),
    daysOf: (id) => datesOf(roster.calendars?.get(id)?.days),
    shiftsOf: (id) => roster.calendars?.get(id)?.shifts ?? [],
  }
}

function askOther<T>(planning: Planning, id: ScheduleId, ask: (other: PlannedSchedule) => T[]): T[] {
  const { roster, planned, asked } = planning
  const schedule = roster.schedules.get(id)
  if (!schedule || asked.has(id)) return []
  const other = planned.get(id) ?? planSchedule(schedule, planning)
  planned.set(id, other)
  asked.add(id)
  const answer = ask(other)
  asked.delete(id)
  return answer
}

function calcPeople({ versions, overrides, temporary }: PlannedSchedule, at: Instant): readonly OnCallPerson[] {
  const instead = findTemporary(temporary, at)
  if (instead) return calcTemporaryPeople(instead, at)
  const layers = versions.find((version) => at < version.endsAt)?.layers ?? []
  let people: readonly OnCallPerson[] = []
  for (const layer of layers) {
    people = calcLayerPeople(layer, at)
    if (people.length > 0) break
  }
  return applyOverrides(people, overrides, at)
}

/** `from` and every instant after it, before `to`, at which the answer can change; strictly ascending. */
function calcEdges({ versions, overrides, temporary }: PlannedSchedule, from: Instant, to: Instant): Instant[] {
  const edges = [
    ...versions.flatMap(({ startsAt, endsAt, layers }) => {
      const [first, last] = [Math.max(startsAt, from) as Instant, Math.min(endsAt, to) as Instant]
      return [startsAt, ...layers.flatMap((layer) => calcLayerEdges(layer, first, last))]
    }),
    ...overrides.flatMap((override) => [override.startsAt, override.endsAt]),
    ...temporary.flatMap(calcTemporaryEdges),
  ]
  return sortEdges(edges, from, to)
}

function findPerson(shift: Shift, user: UserId): OnCallPerson | undefined {
  return shift.people.find((person) => person.user === user)
}
