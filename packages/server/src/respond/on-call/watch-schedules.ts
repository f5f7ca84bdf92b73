/**
 * Looks at schedules when something about them changed, and tells those concerned: the team of new problems ahead, and each person
 * whose next shift moved. What was known before is a row that one node locks, so that each is told once; letters are written in
 * the transaction that remembers what is known now.
 */
import { createHash } from 'node:crypto'
import type { Actor } from '@tocsin/core/kernel/actor.ts'
import type { Instant, UserId } from '@tocsin/core/kernel/brand.ts'
import { after, DAY, MINUTE } from '@tocsin/core/kernel/instant.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'
import type { Schedule } from '@tocsin/core/people/schedule.ts'
import {
  COVERAGE_LOOK_AHEAD,
  type CoverageProblem,
  calcCoverage,
  findNewProblems,
  isMeant,
  isReachable,
} from '@tocsin/core/respond/coverage.ts'
import { calcNextShifts, findMovedShifts } from '@tocsin/core/respond/next-shifts.ts'
import { listAdmins } from '@tocsin/core/respond/targets.ts'
import { presentActor } from '../../people/actor-label.ts'
import { namesOf } from '../../people/directory-names.ts'
import { listTimeOff, type TimeOffRow } from '../../people/on-call/time-off.queries.ts'
import type { EngineDeps } from '../../shell/engine/deps.ts'
import type { Loop, Round } from '../../shell/engine/loop.ts'
import { transact } from '../../shell/engine/transact.ts'
import type { UnitOfWork } from '../../shell/engine/unit-of-work.ts'
import { connectionOf } from '../../shell/store/sql-store.ts'
import { queueLetter } from '../queue-letter.ts'
import { loadShiftLetters, type ShiftLetterKind } from './shift-letters.ts'
import { listDecidedAt } from './shift-request.queries.ts'
import { createTellShadows } from './tell-shadows.ts'
import { claimWatch, findLastChange, listFingerprints, type ScheduleWatch, saveWatch } from './watch.queries.ts'
import { editCoverageWords } from './words/coverage-words.ts'
import { shiftMovedWords } from './words/shift-words.ts'

export const ON_CALL_WATCH_LOOP = 'on-call-watch'
const LOOK_MS = 1_000
/** Time off and what is ahead are looked at this often without any change of the configuration. */
const BEAT_MS = 5 * MINUTE

export function createWatchLoop(deps: EngineDeps): Loop {
  let seenVersion = -1
  let beatAt = 0
  const tellShadows = createTellShadows(deps)
  return {
    name: ON_CALL_WATCH_LOOP,
    async round(): Promise<Round> {
      const now = deps.clock.now()
      const { version } = deps.directory.latest()
      if (version !== seenVersion || now >= beatAt) {
        await lookAtAll(deps)
        seenVersion = version
        beatAt = now + BEAT_MS
      }
      await tellShadows()
      return { isMore: false, dueAt: now + LOOK_MS }
    },
  }
}

async function lookAtAll(deps: EngineDeps): Promise<void> {
  const { changed } = await transact(deps, async (unit) => {
    const db = connectionOf(unit.tx)
    const known = await listFingerprints(db)
    const timeOff = await listTimeOff(db, unit.at, after(unit.at, COVERAGE_LOOK_AHEAD))
    const fingerprint = fingerprinter(unit.directory, timeOff)
    const stale = [...unit.directory.schedules.values()].filter((schedule) => {
      const watch = known.get(schedule.id)
      return watch === undefined || watch.fingerprint !== fingerprint(schedule) || unit.at - watch.lookedAt > DAY
    })
    return { changed: stale.map(({ id }) => id) }
  })
  for (const id of changed) {
    await transact(deps, (unit) => lookAt(unit, id))
    await deps.clock.nextTurn()
  }
}

async function lookAt(unit: UnitOfWork, id: Schedule['id']): Promise<void> {
  const schedule = unit.directory.schedules.get(id)
  if (!schedule) return
  const db = connectionOf(unit.tx)
  const { watch, isHeld } = await claimWatch(db, id)
  if (isHeld) return
  const horizon = after(unit.at, COVERAGE_LOOK_AHEAD)
  const timeOff = await listTimeOff(db, unit.at, horizon)
  const problems = calcCoverage(unit.directory, schedule, { from: unit.at, to: horizon, timeOff })
  const nextShifts = calcNextShifts(unit.directory, schedule, unit.at)
  const fingerprint = fingerprinter(unit.directory, timeOff)(schedule)
  const found: ScheduleWatch = { schedule: id, fingerprint, lookedAt: unit.at, horizon, problems, nextShifts }
  if (!(await saveWatch(db, found, watch === undefined))) return
  if (watch && watch.fingerprint !== fingerprint) await tell(unit, schedule, { was: watch, is: found })
}

/** Of all that the answer of a schedule, and who of it can be reached, depend on. */
function fingerprinter(directory: Directory, timeOff: readonly TimeOffRow[]): (schedule: Schedule) => string {
  const people = [...directory.users.values()].map((user) => [user.id, user.isActive, isReachable(user)])
  const away = timeOff.map(({ id, startsAt, endsAt }) => [id, startsAt, endsAt])
  const base = hashOf([people, away, [...(directory.calendars ?? [])]])
  // A schedule in which others stand for people depends on them, and they on others.
  const others = hashOf([[...directory.teams.values()], [...directory.schedules.values()]])
  return (schedule) => {
    const namesOthers = schedule.layers.some(({ turns }) => turns.flat().some((each) => typeof each !== 'string'))
    return hashOf([schedule, base, namesOthers && others])
  }
}

function hashOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 22)
}

async function tell(
  unit: UnitOfWork,
  schedule: Schedule,
  { was, is }: { was: ScheduleWatch; is: ScheduleWatch },
): Promise<void> {
  const db = connectionOf(unit.tx)
  const change = await findLastChange(db, schedule.id, was.lookedAt)
  const names = namesOf(unit.directory)
  const by = change && { who: presentActor(change.actor as Actor, names).label, at: change.at }
  const author = change && authorOf(change.actor as Actor)
  const wants = await loadShiftLetters(db)
  const wanted = (user: UserId, kind: ShiftLetterKind) => wants(user)[kind]
  const fresh = findNewProblems(was.problems, is.problems, was.horizon).filter((each) => !isMeant(schedule, each))
  const telling = { unit, schedule, wanted, by }
  if (fresh.length > 0) await tellProblems(telling, fresh)
  // Who asked for a change, or agreed to it, has a letter of that.
  const arranged = change ? await listDecidedAt(db, schedule.id, change.at) : []
  const knowing = new Set([...(author ? [author] : []), ...arranged])
  await tellMoves(telling, { was, is, knowing })
}

interface Telling {
  unit: UnitOfWork
  schedule: Schedule
  wanted(user: UserId, kind: ShiftLetterKind): boolean
  by: { who: string; at: Instant } | undefined
}

async function tellProblems({ unit, schedule, wanted, by }: Telling, problems: CoverageProblem[]): Promise<void> {
  const names = namesOf(unit.directory)
  for (const to of listCarers(unit.directory, schedule)) {
    if (!wanted(to, 'coverage')) continue
    await queueLetter(unit, {
      key: `coverage-edit/${schedule.id}/${unit.at}/${to}`,
      ...{ to, view: `/on-call/schedules/${schedule.id}` },
      words: (language, zone) =>
        editCoverageWords({ schedule: schedule.name, problems }, by?.who, {
          ...{ language, zone },
          nameOf: (user) => names.user(user).name,
        }),
    })
  }
}

async function tellMoves(
  { unit, schedule, wanted, by }: Telling,
  { was, is, knowing }: { was: ScheduleWatch; is: ScheduleWatch; knowing: ReadonlySet<string> },
): Promise<void> {
  const moves = findMovedShifts(was.nextShifts, is.nextShifts, { lookedAt: was.lookedAt, now: unit.at })
  for (const { user, before, now } of moves) {
    if (knowing.has(user) || !wanted(user, 'shift_moved')) continue
    const written = (shift: typeof before) => shift && { schedule: schedule.name, ...shift }
    await queueLetter(unit, {
      key: `shift-moved/${schedule.id}/${unit.at}/${user}`,
      ...{ to: user, view: '/on-call/mine' },
      words: (language, zone) =>
        shiftMovedWords({ schedule: schedule.name, was: written(before), is: written(now), by }, { language, zone }),
    })
  }
}

/** Who hears of problems of a schedule: its team, or where it has none that could, the admins. */
export function listCarers(directory: Directory, { team }: Schedule): UserId[] {
  const members = (team === undefined ? undefined : directory.teams.get(team)?.members) ?? []
  const active = members.filter((user) => directory.users.get(user)?.isActive)
  return active.length > 0 ? active : listAdmins(directory).map(({ id }) => id)
}

function authorOf(actor: Actor): UserId | undefined {
  return actor.kind === 'user' ? actor.id : undefined
}
