/** Whether a schedule could ever have somebody on call, by what stands in it: so that nobody has to calculate all of the others. */
import type { CalendarId, ScheduleId, UserId } from '../kernel/brand.ts'
import type { Participant, Roster, Schedule, ScheduleLayer } from '../people/schedule.ts'

export function mayBeOnCall(roster: Roster, schedule: Schedule, user: UserId): boolean {
  return isNamedIn({ roster, user, seen: new Set() }, schedule)
}

interface Search {
  roster: Roster
  user: UserId
  seen: Set<ScheduleId>
}

function isNamedIn(search: Search, schedule: Schedule): boolean {
  const { user, seen } = search
  if (seen.has(schedule.id)) return false
  seen.add(schedule.id)
  const { overrides, temporary = [], before = [] } = schedule
  return (
    overrides.some(({ add }) => add === user) ||
    temporary.some(({ shifts }) => shifts.some(({ users }) => users.includes(user))) ||
    [...before, schedule].some(({ layers }) => layers.some((layer) => isInLayer(search, layer)))
  )
}

function isInLayer(search: Search, { turns, importedFrom }: ScheduleLayer): boolean {
  if (importedFrom !== undefined && isImported(search, importedFrom)) return true
  return turns.some((turn) => turn.some((participant) => isMeant(search, participant)))
}

function isImported({ roster, user }: Search, calendar: CalendarId): boolean {
  return roster.calendars?.get(calendar)?.shifts.some(({ users }) => users.includes(user)) === true
}

function isMeant(search: Search, participant: Participant): boolean {
  const { roster, user } = search
  if (typeof participant === 'string') return participant === user
  if ('team' in participant) return roster.teams.get(participant.team)?.members.includes(user) === true
  const other = roster.schedules.get(participant.schedule)
  return other !== undefined && isNamedIn(search, other)
}
