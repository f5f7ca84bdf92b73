/** Letters of the week, on each reader's own clock: on Mondays what schedules lack, on Fridays the shifts of the week ahead. */
import type { Instant, UserId } from '@tocsin/core/kernel/brand.ts'
import { after } from '@tocsin/core/kernel/instant.ts'
import type { Directory, User } from '@tocsin/core/people/directory.ts'
import { COVERAGE_LOOK_AHEAD, calcCoverage, isMeant } from '@tocsin/core/respond/coverage.ts'
import { listPersonShifts } from '@tocsin/core/respond/next-shifts.ts'
import { namesOf } from '../../people/directory-names.ts'
import { listTimeOff, type TimeOffRow } from '../../people/on-call/time-off.queries.ts'
import type { EngineDeps } from '../../shell/engine/deps.ts'
import { transact } from '../../shell/engine/transact.ts'
import type { UnitOfWork } from '../../shell/engine/unit-of-work.ts'
import { connectionOf } from '../../shell/store/sql-store.ts'
import { queueLetter } from '../queue-letter.ts'
import { loadShiftLetters } from './shift-letters.ts'
import { listCarers } from './watch-schedules.ts'
import { type ScheduleProblems, weeklyCoverageWords } from './words/coverage-words.ts'
import { type WrittenShift, weekAheadWords } from './words/shift-words.ts'

const MONDAY = 1
const FRIDAY = 5
/** From this hour of the day on; a node that was down catches up until the end of that day. */
const COVERAGE_HOUR = 9
const AHEAD_HOUR = 15

type Weekly = 'coverage' | 'ahead'

/** Which letter of the week it is time for on somebody's clock, and what names the week: `2026-11-23`, its Monday. */
export function findWeekly(at: Instant, zone: string): { letter: Weekly; week: string } | undefined {
  const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone)
  const letter =
    local.dayOfWeek === MONDAY && local.hour >= COVERAGE_HOUR
      ? 'coverage'
      : local.dayOfWeek === FRIDAY && local.hour >= AHEAD_HOUR
        ? 'ahead'
        : undefined
  const monday = local.toPlainDate().subtract({ days: local.dayOfWeek - 1 })
  return letter && { letter, week: monday.toString() }
}

/** Each call writes what is due. What this node wrote, or found nothing for, is not calculated again. */
export function createWeeklyLetters(deps: EngineDeps): () => Promise<void> {
  const done = new Set<string>()
  return async () => {
    const now = deps.clock.now()
    const due = [...deps.directory.latest().users.values()].flatMap((user) => {
      const weekly = user.isActive ? findWeekly(now, user.zone) : undefined
      const key = weekly && `${weekly.letter}/${weekly.week}/${user.id}`
      return weekly && key && !done.has(key) ? [{ ...weekly, user: user.id, key }] : []
    })
    if (due.length === 0) return
    await transact(deps, async (unit) => {
      const wants = await loadShiftLetters(connectionOf(unit.tx))
      const timeOff = await listTimeOff(connectionOf(unit.tx), unit.at, after(unit.at, COVERAGE_LOOK_AHEAD))
      const problemsOf = createProblemsOf(unit, timeOff)
      for (const { letter, week, user } of due) {
        const person = unit.directory.users.get(user)
        if (!person) continue
        const { coverage, week_ahead } = wants(user)
        if (letter === 'coverage' && coverage) await tellCoverage(unit, person, { week, problemsOf })
        if (letter === 'ahead' && week_ahead) await tellAhead(unit, person, week)
      }
    })
    for (const { key } of due) done.add(key)
  }
}

type ProblemsOf = (user: UserId) => ScheduleProblems[]

/** The problems of the schedules that each person cares for; every schedule is calculated once. */
function createProblemsOf({ directory, at }: UnitOfWork, timeOff: readonly TimeOffRow[]): ProblemsOf {
  let all: { carers: UserId[]; problems: ScheduleProblems }[] | undefined
  return (user) => {
    all ??= [...directory.schedules.values()].flatMap((schedule) => {
      const span = { from: at, to: after(at, COVERAGE_LOOK_AHEAD), timeOff }
      const problems = calcCoverage(directory, schedule, span).filter((each) => !isMeant(schedule, each))
      return problems.length === 0
        ? []
        : [{ carers: listCarers(directory, schedule), problems: { schedule: schedule.name, problems } }]
    })
    return all.filter(({ carers }) => carers.includes(user)).map(({ problems }) => problems)
  }
}

async function tellCoverage(
  unit: UnitOfWork,
  { id }: User,
  { week, problemsOf }: { week: string; problemsOf: ProblemsOf },
): Promise<void> {
  const problems = problemsOf(id)
  if (problems.length === 0) return
  const names = namesOf(unit.directory)
  await queueLetter(unit, {
    key: `coverage-week/${week}/${id}`,
    ...{ to: id, view: '/on-call/schedules' },
    words: (language, zone) =>
      weeklyCoverageWords(problems, { language, zone, nameOf: (user) => names.user(user).name }),
  })
}

async function tellAhead(unit: UnitOfWork, { id, zone }: User, week: string): Promise<void> {
  const friday = Temporal.PlainDate.from(week)
  const startOf = (days: number) => friday.add({ days }).toZonedDateTime(zone).epochMilliseconds as Instant
  const [nextTuesday, weekAfter] = [startOf(8), startOf(14)]
  const shifts = listOwnShifts(unit.directory, id, unit.at, weekAfter)
  if (shifts.length === 0) return
  const first = shifts.find(({ startsAt }) => startsAt > unit.at && startsAt < nextTuesday)
  await queueLetter(unit, {
    key: `week-ahead/${week}/${id}`,
    ...{ to: id, view: '/on-call/mine' },
    words: (language, inZone) => weekAheadWords(shifts, first, { language, zone: inZone }),
  })
}

function listOwnShifts(directory: Directory, user: UserId, from: Instant, to: Instant): WrittenShift[] {
  return [...directory.schedules.values()]
    .flatMap((schedule) =>
      listPersonShifts(directory, schedule, from, to)
        .filter((shift) => shift.user === user)
        .map(({ startsAt, endsAt }) => ({ schedule: schedule.name, startsAt, endsAt })),
    )
    .sort((a, b) => a.startsAt - b.startsAt)
}
