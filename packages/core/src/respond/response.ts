/**
 * The response: who is paged when, until somebody takes it. Invariants:
 * - as long as the incident is open, unheld and unacknowledged, `escalation.next` names what comes and when (law 3);
 * - a page that is not in `openPages` has ended or was called off: what its attempts report later changes nothing (law 5);
 * - a running escalation keeps the copy of the policy that it started with.
 */
import type { ContactId, Instant, PageId, UserId } from '../kernel/brand.ts'
import type { Fact, PagedPerson, PlannedContact, PlannedRule, TargetReason } from '../kernel/fact.ts'
import type { Level, Urgency } from '../kernel/scales.ts'
import type { Policy } from '../people/directory.ts'

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
  /** Null: stood down, by an acknowledgement, a hold or the end of the incident. */
  next: NextMove | null
}

/** One person's notification rules, running since a step paged them. */
export interface PersonRun {
  run: number
  pass: number
  why: TargetReason
  urgency: Urgency
  plan: PlannedRule[]
  tried: ContactId[]
  isUnreachable: boolean
  /** Asked for by name: an acknowledgement by somebody else does not call this off. */
  isResponder: boolean
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
  runs: Record<UserId, PersonRun>
  openPages: Record<PageId, OpenPage>
  pagesCount: number
  runsCount: number
  /** Where each person was reached first: the same way tells them that it was taken or is over. */
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
      return {
        ...state,
        runsCount: state.runsCount + 1,
        runs: addRuns(state, [fact.person], state.runsCount + 1, 0, true),
      }
    case 'ResponderJoined':
      return {
        ...state,
        ...withoutRunsOf(state, fact.user),
        responders: [...new Set([...state.responders, fact.user])],
      }
    case 'PageRequested':
      return requestPage(state, fact)
    case 'PageAttempted':
      return fact.result.outcome === 'will_retry' ? state : { ...state, openPages: omit(state.openPages, fact.page) }
    case 'PersonUnreachable':
      return markUnreachable(state, fact.user)
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
      return { ...standDown(state), hold: null }
    case 'IncidentReopened': {
      const { acknowledgedBy: _, ...rest } = standDown(state)
      return { ...rest, hold: null }
    }
    default:
      return state
  }
}

/** What comes after a step that fired (or was skipped) at `at`: the next step, the next pass, or the end of the policy. */
export function calcNextMove(policy: Policy, pass: number, step: number, at: Instant): NextMove {
  const following = policy.steps[step + 1]
  if (following) return { kind: 'step', pass, step: step + 1, dueAt: (at + following.afterMs) as Instant }
  const passStart = at + policy.repeatAfterMs
  const first = policy.steps[0]
  if (pass < policy.repeat && first)
    return { kind: 'step', pass: pass + 1, step: 0, dueAt: (passStart + first.afterMs) as Instant }
  return { kind: 'exhausted', round: 1, dueAt: passStart as Instant }
}

function startRun(state: ResponseState, fact: Extract<Fact, { type: 'EscalationStarted' }>): ResponseState {
  const first = fact.policy.steps[fact.firstStep]
  const delay = fact.because === 'escalated_by_hand' ? 0 : (first?.afterMs ?? 0)
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
      next: { kind: 'step', pass: 0, step: fact.firstStep, dueAt: (fact.at + delay) as Instant },
    },
  }
}

function fireStep(state: ResponseState, fact: Extract<Fact, { type: 'StepFired' }>): ResponseState {
  if (!state.escalation) return state
  const escalation = {
    ...state.escalation,
    pass: fact.pass,
    lastStep: fact.step,
    hasFiredInPass: true,
    next: calcNextMove(state.escalation.policy, fact.pass, fact.step, fact.at),
  }
  return { ...state, escalation, runs: addRuns(state, fact.people, fact.run, fact.pass, false) }
}

/** A step without anybody is left at once. A whole pass without anybody ends the policy at once: waiting would help nobody. */
function skipStep(state: ResponseState, fact: Extract<Fact, { type: 'StepSkipped' }>): ResponseState {
  if (!state.escalation) return state
  const hasFired = state.escalation.hasFiredInPass && state.escalation.pass === fact.pass
  const isLast = fact.step >= state.escalation.policy.steps.length - 1
  const next: NextMove =
    isLast && !hasFired
      ? { kind: 'exhausted', round: 1, dueAt: fact.at }
      : atOnceWithinPass(calcNextMove(state.escalation.policy, fact.pass, fact.step, fact.at), fact)
  return { ...state, escalation: { ...state.escalation, pass: fact.pass, hasFiredInPass: hasFired, next } }
}

function atOnceWithinPass(next: NextMove, skipped: { pass: number; at: Instant }): NextMove {
  return next.kind === 'step' && next.pass === skipped.pass ? { ...next, dueAt: skipped.at } : next
}

function exhaust(state: ResponseState, fact: Extract<Fact, { type: 'EscalationExhausted' }>): ResponseState {
  if (!state.escalation) return state
  const next: NextMove = { kind: 'exhausted', round: fact.round + 1, dueAt: (fact.at + fact.repeatAfterMs) as Instant }
  const pass = state.escalation.policy.repeat + fact.round
  return {
    ...state,
    escalation: { ...state.escalation, pass, isExhausted: true, next },
    runs: addRuns(state, fact.people, fact.run, pass, false),
  }
}

function addRuns(
  state: ResponseState,
  people: PagedPerson[],
  run: number,
  pass: number,
  isResponder: boolean,
): ResponseState['runs'] {
  const runs = { ...state.runs }
  for (const person of people) {
    if (person.plan.length === 0) continue
    const isAsked = isResponder || runs[person.user]?.isResponder === true
    runs[person.user] = {
      run,
      pass,
      why: person.why,
      urgency: person.urgency,
      plan: person.plan,
      tried: [],
      isUnreachable: false,
      isResponder: isAsked,
    }
  }
  return runs
}

function requestPage(state: ResponseState, fact: Extract<Fact, { type: 'PageRequested' }>): ResponseState {
  const run = state.runs[fact.user]
  return {
    ...state,
    pagesCount: state.pagesCount + 1,
    openPages: { ...state.openPages, [fact.page]: { user: fact.user, target: fact.target } },
    told: state.told[fact.user] ? state.told : { ...state.told, [fact.user]: fact.target },
    runs: run ? { ...state.runs, [fact.user]: { ...run, tried: [...run.tried, fact.target.contact] } } : state.runs,
  }
}

function markUnreachable(state: ResponseState, user: UserId): ResponseState {
  const run = state.runs[user]
  return run ? { ...state, runs: { ...state.runs, [user]: { ...run, isUnreachable: true } } } : state
}

function acknowledge(state: ResponseState, by: UserId | undefined): ResponseState {
  return {
    ...standDown(state, by ?? null),
    hold: null,
    ...(by && { acknowledgedBy: by, owner: state.owner ?? by, responders: [...new Set([...state.responders, by])] }),
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
