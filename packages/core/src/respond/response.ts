/**
 * The response: who is paged when, until somebody takes it. Invariants:
 * - as long as the incident is open, unheld and unacknowledged, `escalation.next` names what comes and when (law 3);
 * - a page that is not in `openPages` has ended or was called off: what its attempts report later changes nothing (law 5);
 * - a running escalation keeps the copy of the policy that it started with.
 */
import type { DurationMs, Instant, PageId, UserId } from '../kernel/brand.ts'
import type { Fact, FactOf, PlannedContact } from '../kernel/fact.ts'
import { after } from '../kernel/instant.ts'
import { LIMITS } from '../kernel/limits.ts'
import type { Reason } from '../kernel/reason.ts'
import type { Level } from '../kernel/scales.ts'
import type { Policy } from '../people/directory.ts'
import { evolvePageRequested, type PersonRun, type PersonRuns, startRuns } from './person-run.ts'

export type NextMove =
  | { kind: 'step'; pass: number; step: number; dueAt: Instant }
  | { kind: 'exhausted'; round: number; dueAt: Instant }

export interface Escalation {
  run: number
  policy: Policy
  pass: number
  /** The step that fired last, of this pass or an earlier one. */
  lastStep: number | null
  hasFiredInPass: boolean
  isExhausted: boolean
  /** Everybody who was paged in this pass: later steps of it leave them alone. */
  paged: UserId[]
  /** The people of the step that fired last. */
  waitingFor: UserId[]
  /** Null: stood down, by an acknowledgement, a hold or the end of the incident. */
  next: NextMove | null
}

export interface OpenPage {
  user: UserId
  target: PlannedContact
}

export interface ResponseState {
  owner?: UserId
  acknowledgedBy?: UserId
  responders: UserId[]
  level: Level
  escalation: Escalation | null
  runs: PersonRuns
  openPages: Record<PageId, OpenPage>
  pagesCount: number
  runsCount: number
  /** How each person was reached, as far as is known: the same way tells them that it was taken or is over. */
  told: Record<UserId, PlannedContact>
  hold: { kind: 'snooze'; until: Instant; reason?: string } | null
}

export const NO_RESPONSE: ResponseState = {
  responders: [],
  level: 'L1',
  escalation: null,
  runs: {},
  openPages: {},
  pagesCount: 0,
  runsCount: 0,
  told: {},
  hold: null,
}

export function evolveResponse(state: ResponseState, fact: Fact): ResponseState {
  switch (fact.type) {
    case 'EscalationStarted':
      return startRun(state, fact)
    case 'StepFired':
      return fireStep(state, fact)
    case 'StepSkipped':
      return skipStep(state, fact)
    case 'EscalationExhausted':
      return exhaust(state, fact)
    case 'ResponderPaged':
      return pageResponder(state, fact)
    case 'ResponderJoined':
      return {
        ...state,
        ...withoutRunsOf(state, fact.user),
        responders: [...new Set([...state.responders, fact.user])],
      }
    case 'PageRequested':
      return requestPage(state, fact)
    case 'PageAttempted':
      return evolveAttempt(state, fact)
    case 'PersonUnreachable':
      return changeRun(state, fact.user, { isUnreachable: true })
    case 'LevelReached':
      return { ...state, level: fact.level }
    case 'IncidentAcknowledged':
      return acknowledge(state, fact.by)
    case 'OwnerAssigned':
      return { ...state, owner: fact.user }
    case 'IncidentSnoozed':
      return {
        ...standDown(state),
        hold: { kind: 'snooze', until: fact.until, ...(fact.reason && { reason: fact.reason }) },
      }
    case 'SnoozeEnded':
      return { ...state, hold: null }
    case 'IncidentMitigated':
    case 'ServiceRestored':
    case 'IncidentResolved':
    case 'IncidentClosed':
    case 'IncidentDeclined':
    case 'IncidentMerged':
      return { ...standDown(state), hold: null }
    case 'IncidentAbsorbed':
      return { ...state, responders: [...new Set([...state.responders, ...fact.responders])] }
    case 'IncidentUnmerged':
      return fact.status === 'open' ? withoutAcknowledgement(state) : state
    case 'IncidentReopened':
      return { ...withoutAcknowledgement(standDown(state)), hold: null }
    default:
      return state
  }
}

/** What comes after a step that fired (or was skipped) at `at`: the next step, the next pass, or the end of the policy. */
export function calcNextMove(policy: Policy, pass: number, step: number, at: Instant): NextMove {
  const following = policy.steps[step + 1]
  if (following) return { kind: 'step', pass, step: step + 1, dueAt: after(at, following.afterMs) }
  const passStart = after(at, calcPause(policy.repeatAfterMs))
  const first = policy.steps[0]
  if (pass < policy.repeat && first)
    return { kind: 'step', pass: pass + 1, step: 0, dueAt: after(passStart, first.afterMs) }
  return { kind: 'exhausted', round: 1, dueAt: passStart }
}

/** Passes and rounds without a pause between them would all happen in one instant. */
function calcPause(asked: DurationMs): DurationMs {
  return Math.max(asked, LIMITS.repeatMsMin) as DurationMs
}

/** Somebody waits for these: the delay of the first step is for faults that mend themselves. */
const AT_ONCE: readonly Reason[] = ['escalated_by_hand', 'urgency_raised']

function startRun(state: ResponseState, fact: FactOf<'EscalationStarted'>): ResponseState {
  const delay = AT_ONCE.includes(fact.because) ? 0 : (fact.policy.steps[fact.firstStep]?.afterMs ?? 0)
  const { acknowledgedBy: _, ...rest } = standDown(state, null)
  return {
    ...rest,
    runsCount: fact.run,
    hold: null,
    escalation: {
      run: fact.run,
      policy: fact.policy,
      pass: 0,
      lastStep: null,
      hasFiredInPass: false,
      isExhausted: false,
      paged: [],
      waitingFor: [],
      next: { kind: 'step', pass: 0, step: fact.firstStep, dueAt: after(fact.at, delay as DurationMs) },
    },
  }
}

function fireStep(state: ResponseState, fact: FactOf<'StepFired'>): ResponseState {
  if (!state.escalation) return state
  const { run, pass, step } = fact
  const people = fact.people.map((person) => person.user)
  const earlier = state.escalation.pass === pass ? state.escalation.paged : []
  const escalation: Escalation = {
    ...state.escalation,
    pass,
    lastStep: step,
    hasFiredInPass: true,
    paged: [...new Set([...earlier, ...people])],
    waitingFor: people,
    next: calcNextMove(state.escalation.policy, pass, step, fact.at),
  }
  return { ...state, escalation, runs: startRuns(state.runs, fact.people, { run, pass, isResponder: false }) }
}

/** A step without anybody is left at once. A whole pass without anybody ends the policy at once: waiting would help nobody. */
function skipStep(state: ResponseState, fact: FactOf<'StepSkipped'>): ResponseState {
  if (!state.escalation) return state
  const { policy, pass, paged } = state.escalation
  const isSamePass = pass === fact.pass
  const hasFiredInPass = state.escalation.hasFiredInPass && isSamePass
  const isLast = fact.step >= policy.steps.length - 1
  const next: NextMove =
    isLast && !hasFiredInPass
      ? { kind: 'exhausted', round: 1, dueAt: fact.at }
      : atOnceWithinPass(calcNextMove(policy, fact.pass, fact.step, fact.at), fact)
  const escalation = { ...state.escalation, pass: fact.pass, paged: isSamePass ? paged : [], hasFiredInPass, next }
  return { ...state, escalation }
}

function atOnceWithinPass(next: NextMove, skipped: { pass: number; at: Instant }): NextMove {
  return next.kind === 'step' && next.pass === skipped.pass ? { ...next, dueAt: skipped.at } : next
}

/** Each round counts as a pass of its own: it pages everybody again. */
function exhaust(state: ResponseState, fact: FactOf<'EscalationExhausted'>): ResponseState {
  if (!state.escalation) return state
  const people = fact.people.map((person) => person.user)
  const pass = state.escalation.policy.repeat + fact.round
  const escalation: Escalation = {
    ...state.escalation,
    pass,
    isExhausted: true,
    paged: people,
    waitingFor: people,
    next: { kind: 'exhausted', round: fact.round + 1, dueAt: after(fact.at, calcPause(fact.repeatAfterMs)) },
  }
  return { ...state, escalation, runs: startRuns(state.runs, fact.people, { run: fact.run, pass, isResponder: false }) }
}

function pageResponder(state: ResponseState, fact: FactOf<'ResponderPaged'>): ResponseState {
  const { person } = fact
  const { escalation } = state
  const run = state.runsCount + 1
  return {
    ...state,
    runsCount: run,
    escalation: escalation && { ...escalation, paged: [...new Set([...escalation.paged, person.user])] },
    runs: startRuns(state.runs, [person], { run, pass: 0, isResponder: true }),
  }
}

function requestPage(state: ResponseState, fact: FactOf<'PageRequested'>): ResponseState {
  const run = state.runs[fact.user]
  return {
    ...state,
    pagesCount: state.pagesCount + 1,
    openPages: { ...state.openPages, [fact.page]: { user: fact.user, target: fact.target } },
    told: state.told[fact.user] ? state.told : { ...state.told, [fact.user]: fact.target },
    runs: run ? { ...state.runs, [fact.user]: evolvePageRequested(run, fact.target, fact.because) } : state.runs,
  }
}

function evolveAttempt(state: ResponseState, fact: FactOf<'PageAttempted'>): ResponseState {
  const page = state.openPages[fact.page]
  if (!page || fact.result.outcome === 'will_retry') return state
  const ended = { ...state, openPages: omit(state.openPages, fact.page) }
  if (fact.result.outcome === 'gave_up') return ended
  const isFirst = state.runs[page.user]?.isReached !== true
  const told = isFirst ? { ...state.told, [page.user]: page.target } : state.told
  return changeRun({ ...ended, told }, page.user, { isReached: true, isUnreachable: false })
}

function changeRun(state: ResponseState, user: UserId, change: Partial<PersonRun>): ResponseState {
  const run = state.runs[user]
  return run ? { ...state, runs: { ...state.runs, [user]: { ...run, ...change } } } : state
}

function withoutAcknowledgement({ acknowledgedBy: _, ...rest }: ResponseState): ResponseState {
  return rest
}

/** Whoever takes it has it, whomever it was given to before. */
function acknowledge(state: ResponseState, by: UserId | undefined): ResponseState {
  return {
    ...standDown(state, by ?? null),
    hold: null,
    ...(by && { acknowledgedBy: by, owner: by, responders: [...new Set([...state.responders, by])] }),
  }
}

/**
 * Calls off everything, except, when `answeredBy` is given (null: by nobody in particular), the runs of people who were
 * asked for by name: they are still wanted unless it is they who answered.
 */
function standDown(state: ResponseState, answeredBy?: UserId | null): ResponseState {
  const isKept = (user: string): boolean =>
    answeredBy !== undefined && user !== answeredBy && state.runs[user as UserId]?.isResponder === true
  const runs = Object.fromEntries(Object.entries(state.runs).filter(([user]) => isKept(user)))
  const openPages = Object.fromEntries(Object.entries(state.openPages).filter(([, page]) => isKept(page.user)))
  return {
    ...state,
    runs: runs as ResponseState['runs'],
    openPages: openPages as ResponseState['openPages'],
    escalation: state.escalation && { ...state.escalation, next: null },
  }
}

function withoutRunsOf(state: ResponseState, user: UserId): Pick<ResponseState, 'runs' | 'openPages'> {
  const openPages = Object.fromEntries(Object.entries(state.openPages).filter(([, page]) => page.user !== user))
  return { runs: omit(state.runs, user), openPages: openPages as ResponseState['openPages'] }
}

function omit<K extends string, V>(record: Record<K, V>, key: K): Record<K, V> {
  const { [key]: _, ...rest } = record
  return rest as Record<K, V>
}
