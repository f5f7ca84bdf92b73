/** Temporary schedules: in their window nothing else counts, neither layers nor overrides. What they leave open is a gap. */
import type { Instant } from '../kernel/brand.ts'
import type { TemporarySchedule } from '../people/schedule.ts'
import type { OnCallPerson } from './layer.ts'

/** The one that is in force at an instant; of two, which whoever writes them refuses, the one that was made last. */
export function findTemporary(all: readonly TemporarySchedule[], at: Instant): TemporarySchedule | undefined {
  return all.findLast((each) => each.startsAt <= at && at < each.endsAt)
}

export function calcTemporaryPeople({ id, shifts }: TemporarySchedule, at: Instant): OnCallPerson[] {
  const users = shifts.filter((shift) => shift.startsAt <= at && at < shift.endsAt).flatMap((shift) => shift.users)
  return [...new Set(users)].map((user) => ({ user, because: { layer: -1, temporary: id } }))
}

/** Every instant at which the people of its window can change. */
export function calcTemporaryEdges({ startsAt, endsAt, shifts }: TemporarySchedule): Instant[] {
  return [startsAt, endsAt, ...shifts.flatMap((shift) => [shift.startsAt, shift.endsAt])]
}
