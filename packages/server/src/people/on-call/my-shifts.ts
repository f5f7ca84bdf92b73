import type { Instant, UserId } from '@tocsin/core/kernel/brand.ts'
import { after } from '@tocsin/core/kernel/instant.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'
import type { Schedule } from '@tocsin/core/people/schedule.ts'
import { calcNextShift, calcOnCall, calcShifts, NEXT_SHIFT_LOOK_AHEAD } from '@tocsin/core/respond/on-call.ts'
import type { Named } from '../directory-names.ts'

export interface MyShifts {
  now: { schedule: Named; until: Instant | null }[]
  next: { schedule: Named; starts_at: Instant; ends_at: Instant } | null
}

/** The shifts of one person that run, and the one that comes next. Schedules that never name them are not calculated. */
export function calcMyShifts(directory: Directory, user: UserId, at: Instant): MyShifts {
  const mine = [...directory.schedules.values()].filter((schedule) => mayName(schedule, user))
  const now = mine.filter((schedule) =>
    calcOnCall(directory, schedule, at).people.some((person) => person.user === user),
  )
  const coming = mine.flatMap((schedule) => {
    const shift = calcNextShift(directory, schedule, user, at)
    return shift ? [{ schedule: nameOf(schedule), starts_at: shift.startsAt, ends_at: shift.endsAt }] : []
  })
  return {
    now: now.map((schedule) => ({ schedule: nameOf(schedule), until: findEnd(directory, schedule, { user, at }) })),
    next: coming.sort((a, b) => a.starts_at - b.starts_at)[0] ?? null,
  }
}

/** Whoever stands in it by name, or may be behind a team or another schedule. */
function mayName({ layers, before = [], overrides, temporary = [] }: Schedule, user: UserId): boolean {
  const participants = [...layers, ...before.flatMap((version) => version.layers)].flatMap(({ turns }) => turns.flat())
  return (
    participants.some((each) => each === user || typeof each === 'object') ||
    overrides.some(({ add }) => add === user) ||
    temporary.some(({ shifts }) => shifts.some(({ users }) => users.includes(user)))
  )
}

/** Null: not within the look ahead. */
function findEnd(
  directory: Directory,
  schedule: Schedule,
  { user, at }: { user: UserId; at: Instant },
): Instant | null {
  const shifts = calcShifts(directory, schedule, at, after(at, NEXT_SHIFT_LOOK_AHEAD))
  return shifts.find(({ people }) => !people.some((person) => person.user === user))?.startsAt ?? null
}

function nameOf({ id, name }: Schedule): Named {
  return { id, name }
}
