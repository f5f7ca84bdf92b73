/**
 * Time in pieces within which the same people are on: of one layer, of layers one above the other, and with overrides and temporary schedules.
 * Each is asked at the edges of its own alone, and what lies above another is laid over it in one walk through all of them.
 */
import type { Instant } from '../kernel/brand.ts'
import type { ScheduleOverride, TemporarySchedule } from '../people/schedule.ts'
import { calcLayerEdges, calcLayerPeople, type OnCallPerson, type PlannedLayer } from './layer.ts'
import { applyOverrides } from './override.ts'
import { calcTemporaryEdges, calcTemporaryPeople, findTemporary } from './temporary.ts'

/** From its start until that of the next one. */
export interface Piece {
  startsAt: Instant
  people: readonly OnCallPerson[]
}

export interface Exceptions {
  overrides: readonly ScheduleOverride[]
  temporary: readonly TemporarySchedule[]
}

const NOBODY: readonly OnCallPerson[] = []

/** What layers, highest first, say of [`from`, `to`): each instant belongs to the highest that has somebody. */
export function calcLayersPieces(layers: readonly PlannedLayer[], from: Instant, to: Instant): Piece[] {
  const lanes = layers.map((layer) =>
    cutPieces(sortEdges(calcLayerEdges(layer, from, to), from, to), (at) => calcLayerPeople(layer, at)),
  )
  const [only] = lanes
  if (only && lanes.length === 1) return only
  const readers = lanes.map(readInOrder)
  const edges = lanes.flatMap((lane) => lane.map(({ startsAt }) => startsAt))
  return cutPieces(sortEdges(edges, from, to), (at) => {
    for (const peopleAt of readers) {
      const people = peopleAt(at)
      if (people.length > 0) return people
    }
    return NOBODY
  })
}

/** Lays overrides and temporary schedules over the pieces that layers make of [`from`, `to`). */
export function calcFinalPieces(base: readonly Piece[], exceptions: Exceptions, from: Instant, to: Instant): Piece[] {
  const isNear = (span: { startsAt: Instant; endsAt: Instant }) => span.startsAt < to && span.endsAt > from
  const overrides = exceptions.overrides.filter(isNear)
  const temporary = exceptions.temporary.filter(isNear)
  if (overrides.length === 0 && temporary.length === 0) return [...base]
  const peopleAt = readInOrder(base)
  const overridesAt = readRunning(overrides)
  const edges = sortEdges(
    [
      ...base.map(({ startsAt }) => startsAt),
      ...overrides.flatMap(({ startsAt, endsAt }) => [startsAt, endsAt]),
      ...temporary.flatMap(calcTemporaryEdges),
    ],
    from,
    to,
  )
  return cutPieces(edges, (at) => {
    const instead = findTemporary(temporary, at)
    return instead ? calcTemporaryPeople(instead, at) : applyOverrides(peopleAt(at), overridesAt(at), at)
  })
}

/** `from` and the edges after it, before `to`; strictly ascending. */
export function sortEdges(edges: readonly Instant[], from: Instant, to: Instant): Instant[] {
  const sorted = new Float64Array(edges).sort()
  const kept: Instant[] = [from]
  let last: number = from
  for (const edge of sorted) {
    if (edge <= last) continue
    if (edge >= to) break
    kept.push(edge as Instant)
    last = edge
  }
  return kept
}

/** The longest pieces: those that follow each other with the same people become one. */
export function joinPieces(pieces: readonly Piece[]): Piece[] {
  return pieces.filter((piece, index) => {
    const before = pieces[index - 1]
    return before === undefined || !isSamePeople(before.people, piece.people)
  })
}

/** Asks at each of ascending edges, and begins a piece where the answer is another one. */
function cutPieces(edges: readonly Instant[], peopleAt: (at: Instant) => readonly OnCallPerson[]): Piece[] {
  const pieces: Piece[] = []
  let last: readonly OnCallPerson[] | undefined
  for (const startsAt of edges) {
    const people = peopleAt(startsAt)
    if (last && isSamePeople(last, people)) continue
    pieces.push({ startsAt, people })
    last = people
  }
  return pieces
}

/** The same people for the same reasons. */
export function isSamePeople(some: readonly OnCallPerson[], others: readonly OnCallPerson[]): boolean {
  if (some === others) return true
  return some.length === others.length && some.every((person, i) => isSamePerson(person, others[i]))
}

function isSamePerson(one: OnCallPerson, other: OnCallPerson | undefined): boolean {
  return (
    one.user === other?.user &&
    one.because.layer === other.because.layer &&
    one.because.override === other.because.override &&
    one.because.temporary === other.because.temporary &&
    one.because.team === other.because.team &&
    one.because.schedule === other.because.schedule
  )
}

/** Reads pieces at instants that ascend. */
function readInOrder(pieces: readonly Piece[]): (at: Instant) => readonly OnCallPerson[] {
  let index = 0
  return (at) => {
    while ((pieces[index + 1]?.startsAt ?? Number.POSITIVE_INFINITY) <= at) index += 1
    return pieces[index]?.people ?? []
  }
}

/** Those of the overrides that are running, at instants that ascend. */
function readRunning(overrides: readonly ScheduleOverride[]): (at: Instant) => readonly ScheduleOverride[] {
  const inOrder = [...overrides].sort((a, b) => a.startsAt - b.startsAt)
  let [running, next]: [ScheduleOverride[], number] = [[], 0]
  return (at) => {
    if (running.some(({ endsAt }) => endsAt <= at)) running = running.filter(({ endsAt }) => endsAt > at)
    for (let override = inOrder[next]; override && override.startsAt <= at; override = inOrder[next]) {
      if (override.endsAt > at) running.push(override)
      next += 1
    }
    return running
  }
}
