/** Who is to be paged, calculated anew for the schedules that the workload makes; nothing of it is shared with the core. */
import type { UserId } from '@tocsin/core/kernel/brand.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'
import type { PageTarget } from '@tocsin/core/people/policy.ts'
import type { Participant, Schedule, ScheduleOverride } from '@tocsin/core/people/schedule.ts'
import { turnOf } from './layer-turn.ts'

/** The people behind targets at an instant who can be paged. */
export function peopleBehind(directory: Directory, targets: readonly PageTarget[], at: number): Set<UserId> {
  const people = targets.flatMap((target): UserId[] => {
    if (target.kind === 'user') return [target.id]
    if (target.kind === 'team') return directory.teams.get(target.id)?.members ?? []
    if (target.kind !== 'schedule') return []
    const schedule = directory.schedules.get(target.id)
    return schedule ? [...onDuty(directory, schedule, at), ...coveringGap(directory, schedule, at)] : []
  })
  return new Set(people.filter((user) => directory.users.get(user)?.isActive))
}

/** Whom a schedule names for the time in which nobody who could be paged is on duty. */
function coveringGap(directory: Directory, schedule: Schedule, at: number): UserId[] {
  const cover = schedule.whenEmpty
  const isEmpty = !onDuty(directory, schedule, at).some((user) => directory.users.get(user)?.isActive)
  if (!isEmpty || !cover || cover.kind === 'nobody') return []
  if (cover.kind === 'user') return [cover.id]
  if (cover.kind === 'team') return directory.teams.get(cover.id)?.members ?? []
  return (directory.policies.get(cover.id)?.steps[0]?.targets ?? []).flatMap((target): UserId[] => {
    if (target.kind === 'user') return [target.id]
    if (target.kind === 'team') return directory.teams.get(target.id)?.members ?? []
    const other = target.kind === 'schedule' ? directory.schedules.get(target.id) : undefined
    return other ? onDuty(directory, other, at) : []
  })
}

export function onDuty(directory: Directory, schedule: Schedule, at: number): UserId[] {
  const instead = (schedule.temporary ?? []).findLast((each) => each.startsAt <= at && at < each.endsAt)
  if (instead) return [...new Set(instead.shifts.flatMap((shift) => (isRunning(shift, at) ? shift.users : [])))]
  const base = onDutyByLayers(directory, schedule, at)
  const now = schedule.overrides.filter((override) => isRunning(override, at))
  const leaving = new Set(now.flatMap((override) => leaversOf(override, base)))
  const joining = now.flatMap((override) => joinersOf(override, base))
  return [...new Set([...base.filter((user) => !leaving.has(user)), ...joining])]
}

function isRunning({ startsAt, endsAt }: { startsAt: number; endsAt: number }, at: number): boolean {
  return startsAt <= at && at < endsAt
}

/** The highest layer with somebody; the ones below it do not matter. */
function onDutyByLayers(directory: Directory, schedule: Schedule, at: number): UserId[] {
  const layers = layersAt(schedule, at)
  for (let position = layers.length - 1; position >= 0; position -= 1) {
    const layer = layers[position]
    const people = layer ? turnOf(layer, at, directory.calendars).flatMap((each) => behind(directory, each, at)) : []
    if (people.length > 0) return [...new Set(people)]
  }
  return []
}

/** An edit holds from its instant on, and what was before stays. */
function layersAt({ layers, before = [] }: Schedule, at: number): Schedule['layers'] {
  return before.find(({ until }) => at < until)?.layers ?? layers
}

/** The workload makes no schedules that lead back to themselves. */
function behind(directory: Directory, participant: Participant, at: number): UserId[] {
  if (typeof participant === 'string') return [participant]
  if ('team' in participant) return directory.teams.get(participant.team)?.members ?? []
  const schedule = directory.schedules.get(participant.schedule)
  return schedule ? onDuty(directory, schedule, at) : []
}

function leaversOf({ mode, add, remove }: ScheduleOverride, base: readonly UserId[]): UserId[] {
  if (mode === 'remove') return remove ? [remove] : []
  if (mode === 'add' || !add) return []
  return remove ? base.filter((user) => user === remove) : [...base]
}

function joinersOf({ mode, add, remove }: ScheduleOverride, base: readonly UserId[]): UserId[] {
  if (mode === 'remove' || !add) return []
  const isConcerned = mode === 'add' || !remove || base.includes(remove)
  return isConcerned ? [add] : []
}
