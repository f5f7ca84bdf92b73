/** Whether a schedule could ever have somebody on call, by what stands in it: so that nobody has to calculate all of the others. */
import type { CalendarId, ScheduleId, UserId } from '../kernel/brand.ts'
import type { Participant, Roster, Schedule, ScheduleLayer } from '../people/schedule.ts'

/** Whether any of some people could ever be on call in a schedule. */
export function mayAnyBeOnCall(roster: Roster, schedule: Schedule, users: ReadonlySet<UserId>): boolean {
  return isNamedIn({ roster, isWanted: (user) => users.has(user), seen: new Set() }, schedule)
}

export function mayBeOnCall(roster: Roster, schedule: Schedule, user: UserId): boolean {
  return isNamedIn({ roster, isWanted: (each) => each === user, seen: new Set() }, schedule)
}

interface Search {
  roster: Roster
  isWanted(user: UserId): boolean
  seen: Set<ScheduleId>
}

function isNamedIn(search: Search, schedule: Schedule): boolean {
  const { isWanted, seen } = search
  if (seen.has(schedule.id)) return false
  seen.add(schedule.id)
  const { overrides, temporary = [], before = [] } = schedule
  return (
    overrides.some(({ add }) => add !== undefined && isWanted(add)) ||
    temporary.some(({ shifts }) => shifts.some(({ users }) => users.some(isWanted))) ||
    [...before, schedule].some(({ layers }) => layers.some((layer) => isInLayer(search, layer)))
  )
}

function isInLayer(search: Search, { turns, importedFrom }: ScheduleLayer): boolean {
  if (importedFrom !== undefined && isImported(search, importedFrom)) return true
  return turns.some((turn) => turn.some((participant) => isMeant(search, participant)))
}

function isImported({ roster, isWanted }: Search, calendar: CalendarId): boolean {
  return roster.calendars?.get(calendar)?.shifts.some(({ users }) => users.some(isWanted)) === true
}

function isMeant(search: Search, participant: Participant): boolean {
  const { roster, isWanted } = search
  if (typeof participant === 'string') return isWanted(participant)
  if ('team' in participant) return roster.teams.get(participant.team)?.members.some(isWanted) === true
  const other = roster.schedules.get(participant.schedule)
  return other !== undefined && isNamedIn(search, other)
}
