/** What a change of a schedule does to the rest of those who are on call. */
import type { UserId } from '@tocsin/core/kernel/brand.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'
import type { Schedule } from '@tocsin/core/people/schedule.ts'
import { listNewBreaches, type RestBreach } from '@tocsin/core/respond/fairness/rest.ts'
import { calcDutySpans } from '@tocsin/core/respond/fairness/workload.ts'
import { mayBeOnCall } from '@tocsin/core/respond/may-be-on-call.ts'
import type { FieldProblem } from '../../shell/config/references.ts'
import { chosenSchedules, findBreaches, type Window } from './duties.ts'
import { onCallSettingOf } from './on-call-setting.ts'

/** Problems of one refusal; the worst of each person says enough. */
const PROBLEMS_MAX = 10

/** The breaches within a window that come with a schedule and were not there without it. Pages at night nobody knows ahead. */
export function listBroughtBreaches(directory: Directory, next: Schedule, window: Window): RestBreach[] {
  const people = [...calcDutySpans(directory, [next], window).keys()]
  const changed = { ...directory, schedules: new Map([...directory.schedules, [next.id, next] as const]) }
  return listBreachesBetween(directory, changed, { people, window })
}

interface Concerned {
  people: readonly UserId[]
  window: Window
}

function listBreachesBetween(before: Directory, next: Directory, { people, window }: Concerned): RestBreach[] {
  const nights = new Map()
  const find = (directory: Directory) => {
    // Schedules in which none of these people is on call have nothing to do with the change.
    const concerned = chosenSchedules(directory, undefined).filter((schedule) =>
      people.some((user) => mayBeOnCall(directory, schedule, user)),
    )
    return findBreaches(directory, concerned, window, nights)
  }
  return listNewBreaches(find(before), find(next))
}

/** Problems where the organisation refuses what breaks its rules; none where it only warns. */
export function refuseBreaches(directory: Directory, next: Schedule, window: Window, path: string): FieldProblem[] {
  if (onCallSettingOf(directory).when_broken === 'warn') return []
  return problemsOf(directory, listBroughtBreaches(directory, next, window), path)
}

/** The same of a change of several schedules at once, such as a swap. */
export function refuseBreachesBetween(
  before: Directory,
  next: Directory,
  concerned: Concerned,
  path: string,
): FieldProblem[] {
  if (onCallSettingOf(next).when_broken === 'warn') return []
  return problemsOf(next, listBreachesBetween(before, next, concerned), path)
}

function problemsOf(directory: Directory, breaches: readonly RestBreach[], path: string): FieldProblem[] {
  const allowed = onCallSettingOf(directory).days_in_a_row
  const worst = new Map<UserId, number>()
  for (const breach of breaches)
    if (breach.kind === 'days_in_a_row') worst.set(breach.user, Math.max(breach.days, worst.get(breach.user) ?? 0))
  return [...worst].slice(0, PROBLEMS_MAX).map(([user, days]) => {
    const name = directory.users.get(user)?.name ?? user
    return {
      path: [path],
      problem: `would have ${name} on call for ${days} days in a row; ${allowed} are allowed. Give somebody else a day of it, or change the setting on_call.`,
    }
  })
}
