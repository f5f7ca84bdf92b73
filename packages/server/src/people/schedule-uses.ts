/** Who leans on a schedule: the policies that page it, the schedules that have it in a layer, and the teams that all of that is for. */
import type { ScheduleId, TeamId } from '@tocsin/core/kernel/brand.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'
import type { Schedule } from '@tocsin/core/people/schedule.ts'
import { type Named, namesOf } from './directory-names.ts'

export interface ScheduleUses {
  policies: Named[]
  schedules: Named[]
  /** Those in its layers, and those of the services that its policies are for. */
  teams: Named[]
}

/** Reads the directory once; the answer is then cheap for each schedule. */
export function scheduleUses(directory: Directory): (schedule: Schedule) => ScheduleUses {
  const names = namesOf(directory)
  const policies = [...directory.policies.values()]
  const services = [...directory.services.values()]
  const others = [...directory.schedules.values()]
  return (schedule) => {
    const paging = policies.filter(({ steps }) => steps.some(({ targets }) => targets.some(isOf(schedule.id))))
    const paged = new Set(paging.map(({ id }) => id))
    const teams = new Set<TeamId>([
      ...services.flatMap(({ policy, team }) => (policy && team && paged.has(policy) ? [team] : [])),
      ...participants(schedule).flatMap((each) => (typeof each === 'object' && 'team' in each ? [each.team] : [])),
    ])
    return {
      policies: paging.map(({ id, name }) => ({ id, name })),
      schedules: others.filter((other) => holds(other, schedule.id)).map(({ id, name }) => ({ id, name })),
      teams: [...teams].map((team) => names.team(team)),
    }
  }
}

function isOf(id: ScheduleId) {
  return (target: { kind: string; id: string }) => target.kind === 'schedule' && target.id === id
}

function holds(other: Schedule, id: ScheduleId): boolean {
  return participants(other).some((each) => typeof each === 'object' && 'schedule' in each && each.schedule === id)
}

function participants({ layers }: Schedule) {
  return layers.flatMap(({ turns }) => turns.flat())
}
