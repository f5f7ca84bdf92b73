/** Schedules by whose layers others are on call: a change of one of these changes hands there too. */
import type { ScheduleId } from '../kernel/brand.ts'
import type { Roster, Schedule } from '../people/schedule.ts'
import { isSchedule } from './layer-plan.ts'

/**
 * The schedules in whose layers one of `ids` stands for people, directly or in another one that does, the nearest first. Layers of before
 * and of planned versions count as well. None of `ids` themselves.
 */
export function listOuterSchedules({ schedules }: Roster, ids: Iterable<ScheduleId>): Schedule[] {
  const inner = new Set(ids)
  const found: Schedule[] = []
  // What is added while the set is walked is walked too.
  for (const id of inner)
    for (const schedule of schedules.values())
      if (!inner.has(schedule.id) && listWithin(schedule).has(id)) {
        inner.add(schedule.id)
        found.push(schedule)
      }
  return found
}

function listWithin({ layers, before = [] }: Schedule): Set<ScheduleId> {
  const participants = [...before, { layers }].flatMap((version) => version.layers.flatMap(({ turns }) => turns.flat()))
  return new Set(participants.flatMap((each) => (isSchedule(each) ? [each.schedule] : [])))
}
