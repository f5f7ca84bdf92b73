/** What an edit of a schedule changes: every span in which other people would be on call. */
import type { Instant, UserId } from '../kernel/brand.ts'
import type { Roster, Schedule } from '../people/schedule.ts'
import { calcShifts, type Gap, type Shift } from './on-call.ts'

export interface Handover extends Gap {
  before: UserId[]
  after: UserId[]
}

/**
 * The spans within [`from`, `to`) in which the two answers name different people, in order, as long as each can be. People are
 * named in alphabetical order; who is on together stands in no order.
 */
export function diffSchedules(
  roster: Roster,
  { before, after }: { before: Schedule; after: Schedule },
  from: Instant,
  to: Instant,
): Handover[] {
  return diffShifts(calcShifts(roster, before, from, to), calcShifts(roster, after, from, to), to)
}

/** The same of shifts that were calculated of one window, which ends at `to`: where it is another schedule that changed. */
export function diffShifts(old: readonly Shift[], next: readonly Shift[], to: Instant): Handover[] {
  const edges = [...new Set([...old, ...next].map((shift) => shift.startsAt))].sort((a, b) => a - b)
  const cursors = [peopleOver(old), peopleOver(next)] as const
  const changes: Handover[] = []
  for (const [index, startsAt] of edges.entries()) {
    const [was, becomes] = [cursors[0](startsAt), cursors[1](startsAt)]
    if (isSame(was, becomes)) continue
    const endsAt = edges[index + 1] ?? to
    const last = changes.at(-1)
    if (last?.endsAt === startsAt && isSame(last.before, was) && isSame(last.after, becomes)) last.endsAt = endsAt
    else changes.push({ startsAt, endsAt, before: was, after: becomes })
  }
  return changes
}

/** Answers ascending instants out of shifts that follow each other, in one walk. */
function peopleOver(shifts: readonly Shift[]): (at: Instant) => UserId[] {
  let index = 0
  return (at) => {
    while ((shifts[index]?.endsAt ?? Number.POSITIVE_INFINITY) <= at) index += 1
    return (shifts[index]?.people ?? []).map(({ user }) => user).sort()
  }
}

function isSame(some: readonly UserId[], others: readonly UserId[]): boolean {
  return some.length === others.length && some.every((user, index) => user === others[index])
}
