/** Whether somebody could accept a request as things are: so that nobody is asked for what cannot be, and everybody sees why. */
import type { Instant, ScheduleId, UserId } from '@tocsin/core/kernel/brand.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'
import { type HandOver, type HandOverProblem, planHandOver } from '@tocsin/core/respond/hand-over-span.ts'
import { type JudgedBreach, judgeRest, withSchedule, worstOfEach } from '../../people/fairness/rest-check.ts'
import { refusalOf } from '../../people/fairness/rest-words.ts'
import { listTimeOff } from '../../people/on-call/time-off.queries.ts'
import type { ConfigDb } from '../../shell/config/config-kind.ts'
import type { FieldProblem } from '../../shell/config/references.ts'
import type { RequestedSpan, ShiftRequest } from './shift-request.queries.ts'

export type Exchange = Pick<ShiftRequest, 'requester' | 'gives' | 'takes'>

/** Why a request could not be accepted. */
export type Obstacle = { path: 'gives' | 'takes' } & (
  | { kind: 'no_schedule'; schedule: ScheduleId }
  | { kind: 'hand_over'; problem: HandOverProblem; handOver: HandOver }
  | { kind: 'rest'; judged: JudgedBreach }
)

export interface RequestCheck {
  user: UserId
  /** None: it could be accepted. */
  obstacles: Obstacle[]
  /** The same in the words of the API. */
  problems: FieldProblem[]
  /** Whoever would take a shift says that they are away then. They may take it all the same. */
  isAway: boolean
  /** What it would do to the rest of either. */
  rest: JudgedBreach[]
}

export interface Checking {
  db: ConfigDb
  directory: Directory
  at: Instant
}

/** What becomes of a request if a person accepts it: the hand-overs, and then the rules of rest, of all of it together. */
export async function checkRequest(
  { db, directory, at }: Checking,
  request: Exchange,
  user: UserId,
): Promise<RequestCheck> {
  const window = windowOf(request)
  const timeOff = await listTimeOff(db, window.from, window.to)
  const isAway = handOversOf(request, user).some(({ to, startsAt, endsAt }) =>
    timeOff.some((each) => each.user === to && each.startsAt < endsAt && startsAt < each.endsAt),
  )
  const { next, obstacles } = planHandOvers(directory, request, user)
  const answer = obstacles.length > 0 ? { obstacles, rest: [] } : await checkRest({ db, directory, at }, request, next)
  const problems = answer.obstacles.map((each) => problemOf(directory, each))
  return { user, isAway, problems, ...answer }
}

async function checkRest(
  { db, directory, at }: Checking,
  request: Exchange,
  next: Directory,
): Promise<Pick<RequestCheck, 'obstacles' | 'rest'>> {
  const changed = new Set(spansOf(request).map(({ schedule }) => schedule))
  const rest = await judgeRest(db, { before: directory, next, changed, windows: [windowOf(request)], at })
  const refused = worstOfEach(rest.filter(({ isRefused }) => isRefused))
  return { obstacles: refused.map((judged) => ({ path: 'gives', kind: 'rest', judged })), rest }
}

export function windowOf(request: Exchange): { from: Instant; to: Instant } {
  const spans = spansOf(request)
  return {
    from: Math.min(...spans.map(({ startsAt }) => startsAt)) as Instant,
    to: Math.max(...spans.map(({ endsAt }) => endsAt)) as Instant,
  }
}

export function spansOf({ gives, takes }: Pick<Exchange, 'gives' | 'takes'>): RequestedSpan[] {
  return takes ? [gives, takes] : [gives]
}

export type SpanHandOver = HandOver & { span: RequestedSpan; path: 'gives' | 'takes' }

/** What changes hands if a person accepts. */
export function handOversOf({ requester, gives, takes }: Exchange, by: UserId): SpanHandOver[] {
  const { startsAt, endsAt } = gives
  return [
    { span: gives, path: 'gives', from: requester, to: by, startsAt, endsAt },
    ...(takes
      ? [
          {
            ...{ span: takes, path: 'takes' as const, from: by, to: requester },
            ...{ startsAt: takes.startsAt, endsAt: takes.endsAt },
          },
        ]
      : []),
  ]
}

function planHandOvers(directory: Directory, request: Exchange, user: UserId) {
  let next = directory
  let count = 0
  const obstacles: Obstacle[] = []
  for (const { span, path, ...handOver } of handOversOf(request, user)) {
    const schedule = next.schedules.get(span.schedule)
    if (!schedule) {
      obstacles.push({ path, kind: 'no_schedule', schedule: span.schedule })
      continue
    }
    const plan = planHandOver(next, schedule, handOver, () => {
      count += 1
      return `planned-${count}`
    })
    if ('problem' in plan) obstacles.push({ path, kind: 'hand_over', problem: plan.problem, handOver })
    else next = withSchedule(next, { ...schedule, overrides: plan.overrides })
  }
  return { next, obstacles }
}

function problemOf(directory: Directory, obstacle: Obstacle): FieldProblem {
  return { path: [obstacle.path], problem: wordsOf(directory, obstacle) }
}

function wordsOf(directory: Directory, obstacle: Obstacle): string {
  switch (obstacle.kind) {
    case 'no_schedule':
      return `there is no schedule "${obstacle.schedule}"`
    case 'hand_over':
      return handOverWords(directory, obstacle.problem, obstacle.handOver)
    case 'rest':
      return refusalOf(obstacle.judged, directory)
  }
}

const PROBLEMS: Record<HandOverProblem, string> = {
  span_over: 'must end after it begins',
  not_on_call: 'is not on call in all of this time',
  already_on_call: 'is on call there already',
  temporary_schedule: 'lies in a temporary schedule: change that instead',
  would_differ: 'is crossed by other overrides: take these back first',
}

export function handOverWords(directory: Directory, problem: HandOverProblem, { from, to }: HandOver): string {
  if (problem !== 'not_on_call' && problem !== 'already_on_call') return PROBLEMS[problem]
  const who = problem === 'already_on_call' ? to : from
  return `${directory.users.get(who)?.name ?? who} ${PROBLEMS[problem]}`
}
