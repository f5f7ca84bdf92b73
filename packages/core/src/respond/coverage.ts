/**
 * Where a schedule will not do what it is for: spans in which nobody is on call, shifts of people who are deactivated, people who
 * cannot be reached, and people who are away. What follows from it (letters, marks on a calendar) is for others to do.
 */
import type { DurationMs, Instant, UserId } from '../kernel/brand.ts'
import { DAY, MINUTE } from '../kernel/instant.ts'
import type { Directory, User } from '../people/directory.ts'
import type { Schedule } from '../people/schedule.ts'
import { calcShifts, type Gap, type Shift } from './on-call.ts'

/** A span in which somebody cannot be on call. */
export interface TimeOff extends Gap {
  user: UserId
}

export type CoverageProblem = Gap &
  (
    | { kind: 'gap' }
    /** All who are on are deactivated. */
    | { kind: 'empty_shift'; people: UserId[] }
    /** The first of their shifts; `shifts` counts them. */
    | { kind: 'no_contact'; people: UserId[]; shifts: number }
    | { kind: 'time_off'; people: UserId[] }
  )

/** How far ahead problems are looked for. */
export const COVERAGE_LOOK_AHEAD = (30 * DAY) as DurationMs
/** A problem that grew by less is not told anew. */
const NEWS_MS_MIN = 15 * MINUTE

/** The problems of [`from`, `to`), in order of their start. A gap that the schedule means to have is one too; see {@link isMeant}. */
export function calcCoverage(
  directory: Directory,
  schedule: Schedule,
  { from, to, timeOff = [] }: { from: Instant; to: Instant; timeOff?: readonly TimeOff[] },
): CoverageProblem[] {
  const shifts = calcShifts(directory, schedule, from, to)
  const isActive = (user: UserId) => directory.users.get(user)?.isActive === true
  const problems: CoverageProblem[] = []
  for (const { startsAt, endsAt, people } of shifts) {
    const users = people.map(({ user }) => user)
    if (users.length === 0) join(problems, { kind: 'gap', startsAt, endsAt })
    else if (!users.some(isActive)) join(problems, { kind: 'empty_shift', startsAt, endsAt, people: users })
  }
  const all = [...problems, ...listUnreachable(directory, shifts), ...listAway(shifts, timeOff)]
  return all.sort((a, b) => a.startsAt - b.startsAt || (a.kind < b.kind ? -1 : 1))
}

/** Whether a schedule means to have such a problem: one that says that nobody covers its gaps means them. */
export function isMeant({ whenEmpty }: Schedule, { kind }: CoverageProblem): boolean {
  return kind === 'gap' && whenEmpty?.kind === 'nobody'
}

/**
 * What an edit made: the problems of now of which a part lies in none of before of their kind, so that a gap that grew is one as well.
 * What begins after `horizon`, until which the ones before had been looked for, came by itself.
 */
export function findNewProblems(
  before: readonly CoverageProblem[],
  now: readonly CoverageProblem[],
  horizon: Instant,
): CoverageProblem[] {
  return now.filter((problem) => problem.startsAt < horizon && !isKnown(problem, before, horizon))
}

/** A person who can be reached by a contact of theirs, so that a page does not depend on a mail being read. */
export function isReachable({ contacts }: Pick<User, 'contacts'>): boolean {
  return contacts.some(({ isVerified }) => isVerified)
}

/** Whether all of it but a little was known: a shift that begins some minutes later is no news. */
function isKnown(problem: CoverageProblem, before: readonly CoverageProblem[], horizon: Instant): boolean {
  const alike = before.filter((old) => isAlike(old, problem))
  if (problem.kind === 'no_contact') return alike.length > 0
  const endsAt = Math.min(problem.endsAt, horizon)
  const knownMs = alike.reduce(
    (sum, old) => sum + Math.max(0, Math.min(old.endsAt, endsAt) - Math.max(old.startsAt, problem.startsAt)),
    0,
  )
  return knownMs > 0 && endsAt - problem.startsAt - knownMs < NEWS_MS_MIN
}

/** Who cannot be reached, or is away, is one problem each; of a gap it does not matter who is not on. */
function isAlike(old: CoverageProblem, problem: CoverageProblem): boolean {
  if (old.kind !== problem.kind) return false
  const isPersonal = problem.kind === 'no_contact' || problem.kind === 'time_off'
  return !isPersonal || namesOf(old) === namesOf(problem)
}

/** Pieces of one problem that follow each other are one. */
function join(problems: CoverageProblem[], problem: CoverageProblem): void {
  const last = problems.at(-1)
  if (last?.kind === problem.kind && last.endsAt === problem.startsAt && namesOf(last) === namesOf(problem))
    last.endsAt = problem.endsAt
  else problems.push(problem)
}

function namesOf(problem: CoverageProblem): string {
  return 'people' in problem ? problem.people.join() : ''
}

function listUnreachable(directory: Directory, shifts: readonly Shift[]): CoverageProblem[] {
  const found = new Map<UserId, CoverageProblem & { kind: 'no_contact' }>()
  for (const { startsAt, endsAt, people } of shifts) {
    for (const { user } of people) {
      const person = directory.users.get(user)
      if (!person?.isActive || isReachable(person)) continue
      const known = found.get(user)
      if (known) known.shifts += 1
      else found.set(user, { kind: 'no_contact', startsAt, endsAt, people: [user], shifts: 1 })
    }
  }
  return [...found.values()]
}

function listAway(shifts: readonly Shift[], timeOff: readonly TimeOff[]): CoverageProblem[] {
  return timeOff.flatMap((away) => {
    const pieces: CoverageProblem[] = []
    for (const shift of shifts) {
      const startsAt = Math.max(shift.startsAt, away.startsAt) as Instant
      const endsAt = Math.min(shift.endsAt, away.endsAt) as Instant
      if (startsAt < endsAt && shift.people.some(({ user }) => user === away.user))
        join(pieces, { kind: 'time_off', startsAt, endsAt, people: [away.user] })
    }
    return pieces
  })
}
