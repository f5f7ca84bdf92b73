import type { Instant, UserId } from '@tocsin/core/kernel/brand.ts'
import { after } from '@tocsin/core/kernel/instant.ts'
import type { Directory, Schedule } from '@tocsin/core/people/directory.ts'
import { calcNextShift, calcOnCall, calcShifts, NEXT_SHIFT_LOOK_AHEAD } from '@tocsin/core/respond/on-call.ts'
import type { HomeView } from './home.schema.ts'

/** The shifts of one person that run, and the one that comes next. Schedules that never name them are not calculated. */
export function calcMyShifts({ schedules }: Directory, user: UserId, at: Instant): HomeView['my_shifts'] {
  const mine = [...schedules.values()].filter((schedule) => namesPerson(schedule, user))
  const now = mine.filter((schedule) => calcOnCall(schedule, at).people.some((person) => person.user === user))
  const coming = mine.flatMap((schedule) => {
    const shift = calcNextShift(schedule, user, at)
    return shift ? [{ schedule: nameOf(schedule), starts_at: shift.startsAt, ends_at: shift.endsAt }] : []
  })
  return {
    now: now.map((schedule) => ({ schedule: nameOf(schedule), until: findEnd(schedule, user, at) })),
    next: coming.sort((a, b) => a.starts_at - b.starts_at)[0] ?? null,
  }
}

function namesPerson({ layers, overrides }: Schedule, user: UserId): boolean {
  return (
    layers.some(({ turns }) => turns.some((turn) => turn.includes(user))) || overrides.some(({ add }) => add === user)
  )
}

/** Null: not within the look ahead. */
function findEnd(schedule: Schedule, user: UserId, at: Instant): Instant | null {
  const shifts = calcShifts(schedule, at, after(at, NEXT_SHIFT_LOOK_AHEAD))
  return shifts.find(({ people }) => !people.some((person) => person.user === user))?.startsAt ?? null
}

function nameOf({ id, name }: Schedule) {
  return { id, name }
}
