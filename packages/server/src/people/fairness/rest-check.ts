/** What a change of a schedule does to the rest of those who are on call. */
import type { Directory } from '@tocsin/core/people/directory.ts'
import type { Schedule } from '@tocsin/core/people/schedule.ts'
import { listNewBreaches, type RestBreach } from '@tocsin/core/respond/fairness/rest.ts'
import { calcDutySpans } from '@tocsin/core/respond/fairness/workload.ts'
import { mayBeOnCall } from '@tocsin/core/respond/may-be-on-call.ts'
import type { FieldProblem } from '../../shell/config/references.ts'
import { chosenSchedules, findBreaches, type Window } from './duties.ts'
import { onCallSettingOf } from './on-call-setting.ts'

/** The breaches within a window that come with a schedule and were not there without it. Pages at night nobody knows ahead. */
export function listBroughtBreaches(directory: Directory, next: Schedule, window: Window): RestBreach[] {
  const people = [...calcDutySpans(directory, [next], window).keys()]
  // Whoever is on call in none of these has nothing to do with the change.
  const all = chosenSchedules(directory, undefined).filter(
    (schedule) => schedule.id === next.id || people.some((user) => mayBeOnCall(directory, schedule, user)),
  )
  const others = all.filter(({ id }) => id !== next.id)
  const changed = { ...directory, schedules: new Map([...directory.schedules, [next.id, next] as const]) }
  const nights = new Map()
  return listNewBreaches(
    findBreaches(directory, all, window, nights),
    findBreaches(changed, [...others, next], window, nights),
  )
}

/** Problems where the organisation refuses what breaks its rules; none where it only warns. */
export function refuseBreaches(directory: Directory, next: Schedule, window: Window, path: string): FieldProblem[] {
  const setting = onCallSettingOf(directory)
  if (setting.when_broken === 'warn') return []
  return listBroughtBreaches(directory, next, window).flatMap((breach) => {
    if (breach.kind !== 'days_in_a_row') return []
    const name = directory.users.get(breach.user)?.name ?? breach.user
    return [
      {
        path: [path],
        problem: `would have ${name} on call for ${breach.days} days in a row; ${setting.days_in_a_row} are allowed. Give somebody else a day of it, or change the setting on_call.`,
      },
    ]
  })
}
