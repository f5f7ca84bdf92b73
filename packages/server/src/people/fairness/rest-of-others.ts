/** What schedules lean on changes who is on call in them: the rules of rest hold for that as well. */
import type { ScheduleId } from '@tocsin/core/kernel/brand.ts'
import type { Calendar } from '@tocsin/core/people/calendar.ts'
import type { Directory, Team } from '@tocsin/core/people/directory.ts'
import type { Schedule, ScheduleLayer } from '@tocsin/core/people/schedule.ts'
import type { Editor } from '../../shell/config/change-configuration.ts'
import { loadDirectory } from '../../shell/store/sql/directory.queries.ts'
import { holdToRest, type JudgedBreach } from './rest-check.ts'
import { windowFrom } from './rest-windows.ts'

/** The days and shifts that somebody writes down. What is read at an address is listed when it breaks a rule: its owner asks nobody. */
export async function holdCalendarToRest(editor: Editor, calendar: Calendar): Promise<JudgedBreach[]> {
  const before = await loadDirectory(editor.db)
  const next = { ...before, calendars: new Map([...(before.calendars ?? []), [calendar.id, calendar] as const]) }
  const isConcerned = ({ holidays, importedFrom }: ScheduleLayer) =>
    importedFrom === calendar.id || holidays?.calendars.includes(calendar.id) === true
  return holdOthers(editor, { before, next, isConcerned, path: pathOf(calendar) })
}

export async function holdTeamToRest(editor: Editor, team: Team): Promise<JudgedBreach[]> {
  const before = await loadDirectory(editor.db)
  const next = { ...before, teams: new Map([...before.teams, [team.id, team] as const]) }
  const isConcerned = ({ turns }: ScheduleLayer) =>
    turns.some((turn) => turn.some((each) => typeof each !== 'string' && 'team' in each && each.team === team.id))
  return holdOthers(editor, { before, next, isConcerned, path: 'members' })
}

interface OfOthers {
  before: Directory
  next: Directory
  isConcerned(layer: ScheduleLayer): boolean
  path: string
}

function holdOthers(editor: Editor, { before, next, isConcerned, path }: OfOthers): Promise<JudgedBreach[]> {
  const windows = [windowFrom(editor.at)]
  // Also where other layers are planned to take their place.
  const leansOnIt = ({ layers, before: earlier = [] }: Schedule) =>
    [...earlier, { layers }].some((version) => version.layers.some(isConcerned))
  const changed = new Set<ScheduleId>([...next.schedules.values()].filter(leansOnIt).map(({ id }) => id))
  return changed.size === 0 ? Promise.resolve([]) : holdToRest(editor, { before, next, changed, windows }, path)
}

function pathOf({ shifts }: Calendar): string {
  return shifts.length > 0 ? 'ical' : 'days'
}
