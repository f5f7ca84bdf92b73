/** The rules of rest hold for the file as well: what it would do to them, before anything of it is written. */
import type { CalendarId, ScheduleId, TeamId, UserId } from '@tocsin/core/kernel/brand.ts'
import type { Directory, Settings, User } from '@tocsin/core/people/directory.ts'
import type { OnCallSettings } from '@tocsin/core/people/on-call-settings.ts'
import { calendarOf } from '../../../people/calendars/calendar-configuration.ts'
import { type JudgedBreach, judgeRest, keepFindings, worstOfEach } from '../../../people/fairness/rest-check.ts'
import { uniteWindows, windowFrom, windowsOfEdit } from '../../../people/fairness/rest-windows.ts'
import { letThroughWords, refusalOf } from '../../../people/fairness/rest-words.ts'
import { scheduleOf } from '../../../people/schedule-configuration.ts'
import { loadDirectory } from '../../store/sql/directory.queries.ts'
import type { Editor } from '../change-configuration.ts'
import type { FieldProblem } from '../references.ts'
import { settingKey } from '../setting-configuration.ts'
import type { DesiredConfiguration } from './desired-configuration.ts'
import type { Plan } from './plan-changes.ts'
import type { Change } from './plan-kind.ts'

export interface JudgedPlan {
  /** What the file is refused for. Paths are those of the file. */
  problems: FieldProblem[]
  /** What is let through. */
  warnings: FieldProblem[]
  /** Puts what is let through on record; once it is written. */
  keep(): Promise<void>
}

export async function judgePlan(editor: Editor, plan: Plan, desired: DesiredConfiguration): Promise<JudgedPlan> {
  if (!plan.changes.some(concernsDuty)) return { problems: [], warnings: [], keep: async () => {} }
  const before = await loadDirectory(editor.db)
  const next = directoryAfter(before, plan)
  const changed = listChanged(next, plan)
  const ofSchedules = [...changed].flatMap((id) => {
    const schedule = next.schedules.get(id)
    return schedule ? windowsOfEdit(schedule, editor.at) : []
  })
  const windows = uniteWindows([windowFrom(editor.at), ...ofSchedules])
  const judged = await judgeRest(editor.db, { before, next, changed, windows, at: editor.at })
  const place = (each: JudgedBreach, problem: string): FieldProblem => ({ path: pathOf(each, desired), problem })
  return {
    problems: worstOfEach(judged.filter(({ isRefused }) => isRefused)).map((each) =>
      place(each, refusalOf(each, next)),
    ),
    warnings: worstOfEach(judged.filter(({ isRefused }) => !isRefused)).map((each) =>
      place(each, letThroughWords(each, next)),
    ),
    keep: () => keepFindings(editor, judged),
  }
}

/** Schedules whose own rows change; where something changes that any of them may lean on, all. */
function listChanged(next: Directory, { changes }: Plan): Set<ScheduleId> {
  const concerned = changes.filter(concernsDuty)
  if (concerned.some(({ kind, action }) => kind !== 'schedule' && action !== 'create'))
    return new Set(next.schedules.keys())
  return new Set(concerned.filter(({ kind }) => kind === 'schedule').map(({ name }) => name as ScheduleId))
}

/** Of people, only the zone decides how long a day of theirs is. */
function concernsDuty({ kind, action, fields }: Change): boolean {
  if (action === 'delete') return false
  if (kind === 'user') return action === 'update' && fields.some(({ path }) => path === 'zone')
  return kind === 'schedule' || kind === 'team' || kind === 'calendar'
}

/** As it will be, as far as being on call goes. */
function directoryAfter(before: Directory, { after: rows }: Plan): Directory {
  const users = rows.users.map((row): [UserId, User] => {
    const id = row.id as UserId
    const { name, email, zone, role } = row
    const known = before.users.get(id) ?? { contacts: [], rules: [] }
    return [id, { ...known, id, name, email, zone, role: role as User['role'], isActive: row.is_active }]
  })
  const onCall = rows.settings.find(({ key }) => key === settingKey('on_call'))?.value
  const settings: Settings = { ...before.settings, ...(onCall !== undefined && { onCall: onCall as OnCallSettings }) }
  return {
    ...before,
    users: new Map(users),
    teams: new Map(
      rows.teams.map(({ id, name, members }) => [
        id as TeamId,
        { id: id as TeamId, name, members: members as UserId[] },
      ]),
    ),
    schedules: new Map(rows.schedules.map((row) => [row.id as ScheduleId, scheduleOf(row)])),
    calendars: new Map(rows.calendars.map((row) => [row.id as CalendarId, calendarOf(row)])),
    settings,
  }
}

/** The layers of the schedule of the file that has the person on call then; the file as such where it is none of its own. */
function pathOf({ schedules }: JudgedBreach, { schedules: written }: DesiredConfiguration): FieldProblem['path'] {
  const index = written.findIndex(({ id }) => schedules.includes(id as ScheduleId))
  return index === -1 ? [] : ['schedules', index, 'layers']
}
