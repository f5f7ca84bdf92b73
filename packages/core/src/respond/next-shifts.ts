/** The next shift of each person of a schedule, and whose moved between two looks at it. */
import type { Instant, UserId } from '../kernel/brand.ts'
import { after, DAY } from '../kernel/instant.ts'
import type { Roster, Schedule } from '../people/schedule.ts'
import { calcShifts, type Gap, NEXT_SHIFT_LOOK_AHEAD, type Shift } from './on-call.ts'

export type NextShifts = Record<UserId, Gap>

export interface MovedShift {
  user: UserId
  before: Gap | undefined
  now: Gap | undefined
}

/** A shift as one person has it: from when they come on to when they go off, whoever else comes and goes. */
export interface PersonShift extends Gap {
  user: UserId
}

/** Each person's next shift that begins after `at`, within 90 days. */
export function calcNextShifts(roster: Roster, schedule: Schedule, at: Instant): NextShifts {
  const next: NextShifts = {}
  for (const { user, startsAt, endsAt } of listPersonShifts(roster, schedule, at, after(at, NEXT_SHIFT_LOOK_AHEAD)))
    if (startsAt > at && next[user] === undefined) next[user] = { startsAt, endsAt }
  return next
}

/** What each person has of [`from`, `to`), in order of its start; what goes beyond the window is cut there. */
export function listPersonShifts(roster: Roster, schedule: Schedule, from: Instant, to: Instant): PersonShift[] {
  const running = new Map<UserId, PersonShift>()
  const all: PersonShift[] = []
  for (const { startsAt, endsAt, people } of calcShifts(roster, schedule, from, to)) {
    for (const { user } of people) {
      const known = running.get(user)
      if (known?.endsAt === startsAt) {
        known.endsAt = endsAt
        continue
      }
      const begun = { user, startsAt, endsAt }
      running.set(user, begun)
      all.push(begun)
    }
  }
  return all
}

/**
 * Whose next shift an edit moved. What came by itself is none: a shift that was next and has begun, or one that was too far ahead to
 * be seen when somebody looked before.
 */
export function findMovedShifts(
  before: NextShifts,
  now: NextShifts,
  looks: { lookedAt: Instant; now: Instant },
): MovedShift[] {
  const users = [...new Set([...Object.keys(before), ...Object.keys(now)])].sort() as UserId[]
  const seenUntil = looks.lookedAt + NEXT_SHIFT_LOOK_AHEAD - DAY
  return users.flatMap((user): MovedShift[] => {
    const [was, is] = [before[user], now[user]]
    if (was ? was.startsAt <= looks.now : !is || is.startsAt >= seenUntil) return []
    // Ends are cut at the horizon, which moves by itself.
    const isSame = was && is && was.startsAt === is.startsAt && (was.endsAt === is.endsAt || was.endsAt >= seenUntil)
    return isSame ? [] : [{ user, before: was, now: is }]
  })
}

/** Who comes and who goes where one answer takes the place of another. */
export function calcChangeOfShift(
  before: Shift['people'],
  now: Shift['people'],
): { coming: UserId[]; going: UserId[] } {
  const [was, is] = [before, now].map((people) => new Set(people.map(({ user }) => user)))
  return {
    coming: [...(is ?? [])].filter((user) => !was?.has(user)),
    going: [...(was ?? [])].filter((user) => !is?.has(user)),
  }
}
