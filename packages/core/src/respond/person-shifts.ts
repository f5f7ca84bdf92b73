import type { Instant, UserId } from '../kernel/brand.ts'
import type { Roster, Schedule } from '../people/schedule.ts'
import type { OnCallPerson } from './layer.ts'
import { calcShifts, type Gap } from './on-call.ts'

/** From when to when somebody is on call without a break, and why at its start. */
export interface PersonShift extends Gap {
  person: OnCallPerson
}

/** A person's shifts that have a part in [`from`, `to`), cut to it, in order. Whoever else comes and goes does not cut them. */
export function calcPersonShifts(
  roster: Roster,
  schedule: Schedule,
  user: UserId,
  { from, to }: { from: Instant; to: Instant },
): PersonShift[] {
  const shifts: PersonShift[] = []
  for (const { startsAt, endsAt, people } of calcShifts(roster, schedule, from, to)) {
    const person = people.find((each) => each.user === user)
    if (!person) continue
    const last = shifts.at(-1)
    if (last?.endsAt === startsAt) last.endsAt = endsAt
    else shifts.push({ startsAt, endsAt, person })
  }
  return shifts
}
