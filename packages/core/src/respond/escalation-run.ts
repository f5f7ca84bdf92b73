/** A run of an escalation: how its steps, passes and rounds follow each other, and how all of it is called off. */
import type { DurationMs, Instant, UserId } from '../kernel/brand.ts'
import type { FactOf } from '../kernel/fact.ts'
import { after } from '../kernel/instant.ts'
import { LIMITS } from '../kernel/limits.ts'
import type { Reason } from '../kernel/reason.ts'
import type { Policy } from '../people/policy.ts'
import { startRuns } from './person-run.ts'
import { isPlace } from './place.ts'
import type { Escalation, NextMove, ResponseState } from './response-state.ts'

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
const AT_ONCE: readonly Reason[] = [
  'escalated_by_hand',
  'urgency_raised',
  'criterion_met',
  'ack_timeout',
  'paging_lost',
]

export function startRun(state: ResponseState, fact: FactOf<'EscalationStarted'>): ResponseState {
  const delay = AT_ONCE.includes(fact.because) ? 0 : (fact.policy.steps[fact.firstStep]?.afterMs ?? 0)
  const { acknowledgedBy: _, ...rest } = standDown(state, null)
  return {
    ...rest,
    runsCount: fact.run,
    hold: null,
    ...(fact.extent && { watch: { since: fact.at, extent: fact.extent, met: [] } }),
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

export function fireStep(state: ResponseState, fact: FactOf<'StepFired'>): ResponseState {
  if (!state.escalation) return state
  const { run, pass, step } = fact
  const people = fact.people.map((person) => person.user)
  const { isHeld: _, ...rest } = state.escalation
  const earlier = state.escalation.pass === pass ? state.escalation.paged : []
  const escalation: Escalation = {
    ...rest,
    pass,
    lastStep: step,
    hasFiredInPass: true,
    paged: [...new Set([...earlier, ...people])],
    // A place does not answer: whether anybody can be reached is a question about people.
    waitingFor: people.filter((user) => !isPlace(user)),
    next: calcNextMove(state.escalation.policy, pass, step, fact.at),
  }
  return { ...state, escalation, runs: startRuns(state.runs, fact.people, { run, pass, isResponder: false }) }
}

export function holdStep(state: ResponseState, { pass, step, until }: FactOf<'StepHeld'>): ResponseState {
  if (!state.escalation) return state
  return {
    ...state,
    escalation: { ...state.escalation, isHeld: true, next: { kind: 'step', pass, step, dueAt: until } },
  }
}

/** A step without anybody is left at once. A whole pass without anybody ends the policy at once: waiting would help nobody. */
export function skipStep(state: ResponseState, fact: FactOf<'StepSkipped'>): ResponseState {
  if (!state.escalation) return state
  const { policy, pass, paged } = state.escalation
  const isSamePass = pass === fact.pass
  const hasFiredInPass = state.escalation.hasFiredInPass && isSamePass
  const isLast = fact.step >= policy.steps.length - 1
  const next: NextMove =
    isLast && !hasFiredInPass
      ? { kind: 'exhausted', round: 1, dueAt: fact.at }
      : atOnceWithinPass(calcNextMove(policy, fact.pass, fact.step, fact.at), fact)
  const skipped = { ...state.escalation, pass: fact.pass, paged: isSamePass ? paged : [], hasFiredInPass, next }
  return { ...state, escalation: notHeld(skipped) }
}

function atOnceWithinPass(next: NextMove, skipped: { pass: number; at: Instant }): NextMove {
  return next.kind === 'step' && next.pass === skipped.pass ? { ...next, dueAt: skipped.at } : next
}

/** Each round counts as a pass of its own: it pages everybody again. */
export function exhaust(state: ResponseState, fact: FactOf<'EscalationExhausted'>): ResponseState {
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

export function pageResponder(state: ResponseState, fact: FactOf<'ResponderPaged'>): ResponseState {
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

/**
 * Calls off everything, except, when `answeredBy` is given (null: by nobody in particular), the runs of people who were
 * asked for by name: they are still wanted unless it is they who answered.
 */
export function standDown(state: ResponseState, answeredBy?: UserId | null): ResponseState {
  const isKept = (user: string): boolean =>
    answeredBy !== undefined && user !== answeredBy && state.runs[user as UserId]?.isResponder === true
  const runs = Object.fromEntries(Object.entries(state.runs).filter(([user]) => isKept(user)))
  const openPages = Object.fromEntries(Object.entries(state.openPages).filter(([, page]) => isKept(page.user)))
  const { acks: _, ackUntil: __, isKeptUntilClear: ___, ...rest } = state
  return {
    ...rest,
    runs: runs as ResponseState['runs'],
    openPages: openPages as ResponseState['openPages'],
    escalation: state.escalation && notHeld({ ...state.escalation, next: null }),
  }
}

function notHeld({ isHeld: _, ...rest }: Escalation): Escalation {
  return rest
}

export function withoutRunsOf(state: ResponseState, user: UserId): Pick<ResponseState, 'runs' | 'openPages'> {
  const openPages = Object.fromEntries(Object.entries(state.openPages).filter(([, page]) => page.user !== user))
  return { runs: omit(state.runs, user), openPages: openPages as ResponseState['openPages'] }
}

export function omit<K extends string, V>(record: Record<K, V>, key: K): Record<K, V> {
  const { [key]: _, ...rest } = record
  return rest as Record<K, V>
}
