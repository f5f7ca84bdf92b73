/** What a change does to the rest of those who are on call, and whether it may be made. */
import type { DurationMs, Instant, ScheduleId, UserId } from '@tocsin/core/kernel/brand.ts'
import { after, DAY } from '@tocsin/core/kernel/instant.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'
import type { Schedule } from '@tocsin/core/people/schedule.ts'
import { findRelief, listRotation, loadDuties, type Relief } from '@tocsin/core/respond/fairness/relief.ts'
import { listNewBreaches, type RestBreach } from '@tocsin/core/respond/fairness/rest.ts'
import { calcDutySpans } from '@tocsin/core/respond/fairness/workload.ts'
import { mayAnyBeOnCall } from '@tocsin/core/respond/may-be-on-call.ts'
import { listOuterSchedules } from '@tocsin/core/respond/outer-schedules.ts'
import type { Editor } from '../../shell/config/change-configuration.ts'
import type { ConfigDb } from '../../shell/config/config-kind.ts'
import { loadDirectory } from '../../shell/store/sql/directory.queries.ts'
import { listTimeOff } from '../on-call/time-off.queries.ts'
import { findBreaches, loadNightPages, type Window } from './duties.ts'
import { onCallSettingOf, restRulesOf } from './on-call-setting.ts'
import { type LetThroughBecause, saveFinding } from './rest-findings.queries.ts'
import { refusalOf } from './rest-words.ts'

/** Problems of one refusal; the worst of each person says enough. */
const PROBLEMS_MAX = 10

/** A change of who is on call. What `before` breaks already is not held against it. */
export interface DutyChange {
  before: Directory
  next: Directory
  /** The schedules in which it changes who is on call. */
  changed: ReadonlySet<ScheduleId>
  /** Apart from each other: each is looked at by itself. */
  windows: readonly Window[]
  at: Instant
  /** It mends what is now, such as that somebody does not answer: no rule stands in its way, and what it breaks is kept. */
  isUrgent?: boolean
}

export interface JudgedBreach {
  breach: RestBreach
  /** The schedules of the change in which the person is on call then. */
  schedules: ScheduleId[]
  /** Who could take a day of it; nobody: the rule gives way. */
  relief: Relief[]
  isRefused: boolean
  /** Null: it is refused. */
  because: LetThroughBecause | null
}

/** The breaches within some windows that come with a change, each with whether it is refused for it. */
export async function judgeRest(db: ConfigDb, change: DutyChange): Promise<JudgedBreach[]> {
  const judged: JudgedBreach[] = []
  for (const window of change.windows) judged.push(...(await judgeWindow(db, change, window)))
  return judged
}

async function judgeWindow(db: ConfigDb, change: DutyChange, window: Window): Promise<JudgedBreach[]> {
  const { next, at } = change
  const setting = onCallSettingOf(next)
  const rules = restRulesOf(setting)
  // Nobody knows the pages of nights to come.
  const nights = await loadNightPages(db, next, { from: (at - rules.afterNightMs) as Instant, to: at })
  const brought = listBrought(change, window, nights)
  if (brought.length === 0) return []
  const reach = (rules.daysInARowMax + 2) * DAY
  const away = await listTimeOff(db, (window.from - reach) as Instant, after(window.to, reach as DurationMs))
  const breaches = brought.map(({ breach }) => breach)
  const schedules = listConcerned(next, breaches)
  const duties = loadDuties({ roster: next, schedules, away, rules, now: at, pagedAt: nights }, breaches)
  return brought.map(({ breach, schedules }) => {
    const relief = findRelief(duties, breach)
    const because = becauseOf(relief, {
      isStrict: setting.when_broken === 'refuse',
      isUrgent: change.isUrgent === true,
    })
    return { breach, schedules, relief, because, isRefused: because === null }
  })
}

function becauseOf(
  relief: readonly Relief[],
  { isStrict, isUrgent }: { isStrict: boolean; isUrgent: boolean },
): LetThroughBecause | null {
  if (relief.length === 0) return 'nobody_else'
  if (!isStrict) return 'only_warned'
  return isUrgent ? 'begins_now' : null
}

/** The schedules of the people of some breaches, and those of everybody who stands in them beside these. */
export function listConcerned(directory: Directory, breaches: readonly RestBreach[]): Schedule[] {
  const all = [...directory.schedules.values()]
  const people = new Set(breaches.map(({ user }) => user))
  const theirs = all.filter((schedule) => mayAnyBeOnCall(directory, schedule, people))
  const ends = breaches.flatMap(({ startsAt, endsAt }) => [startsAt, endsAt])
  for (const schedule of theirs)
    for (const at of new Set(ends)) for (const user of listRotation(directory, schedule, at)) people.add(user)
  return all.filter((schedule) => mayAnyBeOnCall(directory, schedule, people))
}

function listBrought({ before, next, changed }: DutyChange, window: Window, nights: ReadonlyMap<UserId, Instant[]>) {
  const duties = new Map(
    [...withThoseAround(next, changed)].flatMap((id) => {
      const schedule = next.schedules.get(id)
      return schedule ? [[id, calcDutySpans(next, [schedule], window)] as const] : []
    }),
  )
  const people = new Set([...duties.values()].flatMap((spans) => [...spans.keys()]))
  if (people.size === 0) return []
  // By today's rules: what broke none before a rule was made stricter is not held against a change either.
  const find = (directory: Directory) => {
    const concerned = [...directory.schedules.values()].filter((each) => mayAnyBeOnCall(directory, each, people))
    return findBreaches({ ...directory, settings: next.settings }, concerned, window, nights)
  }
  const rules = restRulesOf(onCallSettingOf(next))
  return listNewBreaches(find(before), find(next), rules).flatMap((breach) => {
    // Whoever is deactivated has no shifts, though they stand in a schedule.
    if (!next.users.get(breach.user)?.isActive) return []
    const schedules = [...duties].flatMap(([id, spans]) =>
      (spans.get(breach.user) ?? []).some((span) => span.startsAt < breach.endsAt && breach.startsAt < span.endsAt)
        ? [id]
        : [],
    )
    return schedules.length === 0 ? [] : [{ breach, schedules }]
  })
}

/** Schedules, and those in whose layers one of them stands: where it has nobody any more, a lower layer of theirs is on. */
function withThoseAround(roster: Directory, changed: ReadonlySet<ScheduleId>): Set<ScheduleId> {
  return new Set([...changed, ...listOuterSchedules(roster, changed).map(({ id }) => id)])
}

/** A directory in which one schedule is another. */
export function withSchedule(directory: Directory, schedule: Schedule): Directory {
  return { ...directory, schedules: new Map([...directory.schedules, [schedule.id, schedule] as const]) }
}

/** Ends a change that breaks a rule, and keeps what is let through; what that is comes back, to be told. */
export async function holdToRest(
  editor: Editor,
  change: Omit<DutyChange, 'at' | 'before'> & { before?: Directory },
  path: string,
): Promise<JudgedBreach[]> {
  const before = change.before ?? (await loadDirectory(editor.db))
  const judged = await judgeRest(editor.db, { ...change, before, at: editor.at })
  const problems = refusalsOf(judged, change.next).map((problem) => ({ path: [path], problem }))
  if (problems.length > 0) editor.reject('invalid_request', undefined, problems)
  await keepFindings(editor, judged)
  return judged
}

/** The same of an edit of one schedule. */
export async function holdScheduleToRest(
  editor: Editor,
  schedule: Schedule,
  { path, ...change }: Pick<DutyChange, 'windows' | 'isUrgent'> & { path: string },
): Promise<JudgedBreach[]> {
  const before = await loadDirectory(editor.db)
  const next = withSchedule(before, schedule)
  return holdToRest(editor, { before, next, changed: new Set([schedule.id]), ...change }, path)
}

export async function keepFindings(
  { db, actor, at }: Pick<Editor, 'db' | 'actor' | 'at'>,
  judged: readonly JudgedBreach[],
): Promise<void> {
  for (const { breach, schedules, because } of judged) {
    if (because === null) continue
    const { user, kind, startsAt, endsAt } = breach
    await saveFinding(db, { user, kind, startsAt, endsAt, schedules, because, actor, letThroughAt: at })
  }
}

/** Sentences that say why a change is refused; of each person the worst. */
export function refusalsOf(judged: readonly JudgedBreach[], directory: Directory): string[] {
  return worstOfEach(judged.filter(({ isRefused }) => isRefused)).map((each) => refusalOf(each, directory))
}

/** How bad a breach is comes first; the rest of a night counts by itself. */
export function worstOfEach(judged: readonly JudgedBreach[]): JudgedBreach[] {
  const worst = new Map<string, JudgedBreach>()
  for (const each of judged) {
    const key = `${each.breach.user} ${each.breach.kind}`
    const known = worst.get(key)
    if (!known || daysOf(each) > daysOf(known)) worst.set(key, each)
  }
  return [...worst.values()].slice(0, PROBLEMS_MAX)
}

function daysOf({ breach }: JudgedBreach): number {
  return breach.kind === 'days_in_a_row' ? breach.days : 0
}
