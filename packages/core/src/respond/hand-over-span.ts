/**
 * One person takes a span of another's. The result is overrides, and what they make of the schedule is checked by the same
 * calculation that pages by it: in the span the one is on wherever the other was, and nowhere else does anything change.
 *
 * Overrides are judged against the layers alone, so whoever has a shift by an override cannot hand it over by another one: theirs is cut
 * where the span begins and ends, and the piece within names the new person.
 */
import type { Instant, UserId } from '../kernel/brand.ts'
import type { Roster, Schedule, ScheduleOverride } from '../people/schedule.ts'
import { calcShifts, type Gap, type Shift } from './on-call.ts'

export interface HandOver extends Gap {
  from: UserId
  to: UserId
}

/** Why a span cannot be handed over. */
export type HandOverProblem =
  /** The span is empty, or over. */
  | 'span_over'
  /** Whoever gives it is not on call all of the time. */
  | 'not_on_call'
  /** Whoever takes it has a part of it already. */
  | 'already_on_call'
  /** A temporary schedule says who is on, which overrides do not change. */
  | 'temporary_schedule'
  /** What comes out would not be what was agreed on. */
  | 'would_differ'

export type HandOverPlan = { overrides: ScheduleOverride[]; made: string[] } | { problem: HandOverProblem }

/** The schedule's overrides after the hand-over, and the ids of those that are new. `nextId` makes ids. */
export function planHandOver(
  roster: Roster,
  schedule: Schedule,
  { from, to, startsAt, endsAt }: HandOver,
  nextId: () => string,
): HandOverPlan {
  if (startsAt >= endsAt) return { problem: 'span_over' }
  const shifts = calcShifts(roster, schedule, startsAt, endsAt)
  const problem = shifts.map((shift) => problemOf(shift, from, to)).find((each) => each !== undefined)
  if (problem) return { problem }
  const used = new Set(shifts.flatMap(({ people }) => overrideOf(people, from) ?? []))
  const kept = schedule.overrides.flatMap((override) =>
    used.has(override.id) ? cut(override, startsAt, endsAt, nextId) : [override],
  )
  const made = joinPieces(shifts.map((shift) => pieceOf(schedule, shift, { from, to }))).map((piece) => ({
    id: nextId(),
    ...piece,
  }))
  const overrides = [...kept, ...made]
  const isRight = isAsAgreed(
    roster,
    { before: schedule, after: { ...schedule, overrides } },
    { from, to, startsAt, endsAt },
  )
  return isRight ? { overrides, made: made.map(({ id }) => id) } : { problem: 'would_differ' }
}

function problemOf({ people }: Shift, from: UserId, to: UserId): HandOverProblem | undefined {
  const giving = people.find(({ user }) => user === from)
  if (!giving) return 'not_on_call'
  if (giving.because.temporary !== undefined) return 'temporary_schedule'
  return people.some(({ user }) => user === to) ? 'already_on_call' : undefined
}

function overrideOf(people: Shift['people'], user: UserId): string | undefined {
  return people.find((person) => person.user === user)?.because.override
}

/** What is left of an override outside of a span. */
function cut(override: ScheduleOverride, from: Instant, to: Instant, nextId: () => string): ScheduleOverride[] {
  const pieces: ScheduleOverride[] = []
  if (override.startsAt < from) pieces.push({ ...override, endsAt: from })
  if (override.endsAt > to) pieces.push({ ...override, id: pieces.length === 0 ? override.id : nextId(), startsAt: to })
  return pieces
}

type Piece = Omit<ScheduleOverride, 'id'>

function pieceOf(schedule: Schedule, shift: Shift, { from, to }: Pick<HandOver, 'from' | 'to'>): Piece {
  const { startsAt, endsAt } = shift
  const id = overrideOf(shift.people, from)
  const theirs = id === undefined ? undefined : schedule.overrides.find((each) => each.id === id)
  if (!theirs) return { mode: 'replace', startsAt, endsAt, add: to, remove: from }
  return { ...without(theirs), startsAt, endsAt, add: to }
}

function without({ id: _, ...rest }: ScheduleOverride): Piece {
  return rest
}

/** Pieces that follow each other and do the same are one. */
function joinPieces(pieces: readonly Piece[]): Piece[] {
  const joined: Piece[] = []
  for (const piece of pieces) {
    const last = joined.at(-1)
    const isSame = last?.endsAt === piece.startsAt && last.mode === piece.mode && last.remove === piece.remove
    if (last && isSame) last.endsAt = piece.endsAt
    else joined.push({ ...piece })
  }
  return joined
}

function isAsAgreed(
  roster: Roster,
  { before, after }: { before: Schedule; after: Schedule },
  { from, to, startsAt, endsAt }: HandOver,
): boolean {
  const margin = 86_400_000
  const [start, end] = [(startsAt - margin) as Instant, (endsAt + margin) as Instant]
  const then = calcShifts(roster, after, start, end)
  const edges = [...calcShifts(roster, before, start, end), ...then].flatMap((shift) => [shift.startsAt])
  const peopleAt = (shifts: readonly Shift[], at: Instant) =>
    (shifts.find((shift) => shift.startsAt <= at && at < shift.endsAt)?.people ?? []).map(({ user }) => user).sort()
  const was = calcShifts(roster, before, start, end)
  return [...edges, startsAt, endsAt].every((at) => {
    const isWithin = startsAt <= at && at < endsAt
    const expected = peopleAt(was, at).map((user) => (isWithin && user === from ? to : user))
    return expected.sort().join() === peopleAt(then, at).join()
  })
}
