/** The shifts that somebody has while they are away, each with who could take it. */
import type { Instant, ScheduleId, UserId } from '@tocsin/core/kernel/brand.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'
import { listCoverCandidates } from '@tocsin/core/respond/cover-candidates.ts'
import type { TimeOff } from '@tocsin/core/respond/coverage.ts'
import { mayBeOnCall } from '@tocsin/core/respond/may-be-on-call.ts'
import { listPersonShifts } from '@tocsin/core/respond/next-shifts.ts'
import type { Kysely } from 'kysely'
import { listTimeOff } from '../../people/on-call/time-off.queries.ts'
import type { Schema } from '../../shell/database/schema.ts'

export interface ShiftWhileAway {
  schedule: ScheduleId
  startsAt: Instant
  endsAt: Instant
  /** Those first who have been on call least around it. */
  candidates: UserId[]
}

const CANDIDATES_MAX = 10

/** Of those that are still to come at `at`, in the order of schedules. */
export async function listShiftsWhileAway(
  { db, directory }: { db: Kysely<Schema>; directory: Directory },
  away: TimeOff,
  at: Instant,
): Promise<ShiftWhileAway[]> {
  const from = Math.max(at, away.startsAt) as Instant
  if (from >= away.endsAt) return []
  const timeOff = await listTimeOff(db, from, away.endsAt)
  const schedules = [...directory.schedules.values()].filter((each) => mayBeOnCall(directory, each, away.user))
  return schedules.flatMap((schedule) =>
    listPersonShifts(directory, schedule, from, away.endsAt)
      .filter(({ user }) => user === away.user)
      .map((shift) => ({
        ...{ schedule: schedule.id, startsAt: shift.startsAt, endsAt: shift.endsAt },
        candidates: listCoverCandidates(directory, schedule, { ...shift, of: away.user }, timeOff)
          .slice(0, CANDIDATES_MAX)
          .map(({ user }) => user),
      })),
  )
}
