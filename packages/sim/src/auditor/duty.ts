/** Who is to be paged, calculated anew for the schedules that the workload makes: rotations by whole hours on the clock of a zone. */
import type { UserId } from '@tocsin/core/kernel/brand.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'
import type { PageTarget } from '@tocsin/core/people/policy.ts'
import type { Participant, Schedule, ScheduleLayer, ScheduleOverride } from '@tocsin/core/people/schedule.ts'
import { firstShowing } from './local-time.ts'

const HOUR = 3_600_000

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
  const base =
    layersAt(schedule, at)
      .map((layer) => [...new Set(turnOf(layer, at).flatMap((each) => behind(directory, each, at)))])
      .findLast((people) => people.length > 0) ?? []
  const now = schedule.overrides.filter((override) => override.startsAt <= at && at < override.endsAt)
  const leaving = new Set(now.flatMap((override) => leaversOf(override, base)))
  const joining = now.flatMap((override) => joinersOf(override, base))
  return [...new Set([...base.filter((user) => !leaving.has(user)), ...joining])]
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

function turnOf(layer: ScheduleLayer, at: number): Participant[] {
  const count = layer.turns.length
  const turn = periodOf(layer, at) + (layer.turnOffset ?? 0)
  return layer.turns[((turn % count) + count) % count] ?? []
}

/** One handoff after the other from the anchor; a period that the clocks swallow is nobody's, and not counted. */
function periodOf({ zone, anchor, every }: ScheduleLayer, at: number): number {
  const wall = Date.parse(`${anchor}Z`)
  const length = every.count * HOUR
  if (zone === 'UTC') return Math.floor((at - wall) / length)
  let period = -1
  for (let from = handoff(zone, wall), index = 1; from <= at; index += 1) {
    const to = handoff(zone, wall + index * length)
    if (from < to) period += 1
    from = to
  }
  return period
}

const handoffs = new Map<string, number>()

function handoff(zone: string, wall: number): number {
  const key = `${zone} ${wall}`
  const known = handoffs.get(key) ?? firstShowing(zone, wall)
  handoffs.set(key, known)
  return known
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
