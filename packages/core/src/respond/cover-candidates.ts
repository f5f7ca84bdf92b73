/** Who could take a span of somebody's, those first who have been on call least around it. */
import type { Instant, UserId } from '../kernel/brand.ts'
import { DAY } from '../kernel/instant.ts'
import type { Directory } from '../people/directory.ts'
import type { Schedule } from '../people/schedule.ts'
import type { TimeOff } from './coverage.ts'
import { listRotation } from './fairness/relief.ts'
import { listPersonShifts } from './next-shifts.ts'
import type { Gap } from './on-call.ts'

export interface CoverCandidate {
  user: UserId
  /** On call in this schedule within two weeks around the span. */
  onCallMs: number
}

const AROUND_MS = 14 * DAY

/**
 * People of the schedule's layers, through other schedules and imported calendars too, and of its team who are active, not away and not on call in it in the span themselves. The fewest
 * hours come first.
 */
export function listCoverCandidates(
  directory: Directory,
  schedule: Schedule,
  { startsAt, endsAt, of }: Gap & { of: UserId },
  timeOff: readonly TimeOff[],
): CoverCandidate[] {
  const [from, to] = [(startsAt - AROUND_MS) as Instant, (endsAt + AROUND_MS) as Instant]
  const shifts = listPersonShifts(directory, schedule, from, to)
  const isBusy = (user: UserId, spans: readonly (Gap & { user: UserId })[]) =>
    spans.some((each) => each.user === user && each.startsAt < endsAt && startsAt < each.endsAt)
  const people = new Set([
    ...listRotation(directory, schedule, startsAt),
    ...(schedule.team === undefined ? [] : (directory.teams.get(schedule.team)?.members ?? [])),
  ])
  return [...people]
    .filter((user) => user !== of && directory.users.get(user)?.isActive === true)
    .filter((user) => !isBusy(user, shifts) && !isBusy(user, timeOff))
    .map((user) => ({
      user,
      onCallMs: shifts
        .filter((shift) => shift.user === user)
        .reduce((sum, each) => sum + each.endsAt - each.startsAt, 0),
    }))
    .sort((a, b) => a.onCallMs - b.onCallMs || (a.user < b.user ? -1 : 1))
}
