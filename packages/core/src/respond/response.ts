/**
 * The response: who is paged when, until somebody takes it. Invariants:
 * - as long as the incident is open, unheld and unacknowledged, `escalation.next` names what comes and when (law 3);
 * - a page that is not in `openPages` has ended or was called off: what its attempts report later changes nothing (law 5);
 * - a running escalation keeps the copy of the policy that it started with.
 */
import type { UserId } from '../kernel/brand.ts'
import type { Fact, FactOf } from '../kernel/fact.ts'
import {
  exhaust,
  fireStep,
  holdStep,
  omit,
  pageResponder,
  skipStep,
  standDown,
  startRun,
  withoutRunsOf,
} from './escalation-run.ts'
import { evolvePageRequested, type PersonRun } from './person-run.ts'
import type { Progress, ResponseState } from './response-state.ts'

export { calcNextMove } from './escalation-run.ts'
export type { Escalation, NextMove, OpenPage, Progress, ResponseState } from './response-state.ts'
export { NO_RESPONSE } from './response-state.ts'

export function evolveResponse(state: ResponseState, fact: Fact): ResponseState {
  switch (fact.type) {
    case 'EscalationStarted':
      return startRun(state, fact)
    case 'StepFired':
      return fireStep(state, fact)
    case 'StepSkipped':
      return skipStep(state, fact)
    case 'StepHeld':
      return holdStep(state, fact)
    case 'CriterionMet':
      return state.watch ? { ...state, watch: { ...state.watch, met: [...state.watch.met, fact.criterion] } } : state
    case 'ProgressReported':
      return { ...state, progress: evolveProgress(state.progress, fact) }
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
      return acknowledge(state, fact)
    case 'AcknowledgementAdded':
      return addAcknowledgement(state, fact)
    case 'AcknowledgementRenewed':
      return { ...state, ackUntil: fact.until }
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
      return { ...reopen(withoutAcknowledgement(standDown(state)), fact), hold: null }
    default:
      return state
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
  if (!page || fact.result.outcome === 'will_retry' || fact.result.outcome === 'held') return state
  const ended = { ...state, openPages: omit(state.openPages, fact.page) }
  if (fact.result.outcome === 'gave_up') return ended
  const isFirst = state.runs[page.user]?.isReached !== true
  const told = isFirst ? { ...state.told, [page.user]: page.target } : state.told
  return changeRun({ ...ended, told }, page.user, { isReached: true, isUnreachable: false })
}

function evolveProgress(before: Progress | undefined, fact: FactOf<'ProgressReported'>): Progress {
  const { expectedAt, cause, needs, isImpactGrowing } = fact
  return {
    ...before,
    ...(expectedAt !== undefined && { expectedAt }),
    ...(cause !== undefined && { cause }),
    ...(needs !== undefined && { needs }),
    ...(isImpactGrowing !== undefined && { isImpactGrowing }),
  }
}

function changeRun(state: ResponseState, user: UserId, change: Partial<PersonRun>): ResponseState {
  const run = state.runs[user]
  return run ? { ...state, runs: { ...state.runs, [user]: { ...run, ...change } } } : state
}

function withoutAcknowledgement({ acknowledgedBy: _, ...rest }: ResponseState): ResponseState {
  return rest
}

/** Whoever takes it has it, whomever it was given to before. Where more have to, the others go on being paged. */
function acknowledge(state: ResponseState, fact: FactOf<'IncidentAcknowledged'>): ResponseState {
  const { by, stillNeeded = 0, until, untilClear } = fact
  const paging =
    stillNeeded > 0
      ? { ...state, ...(by && withoutRunsOf(state, by)), acks: { by: by ? [by] : [], stillNeeded } }
      : standDown(state, by ?? null)
  return {
    ...paging,
    hold: null,
    ...(by && { acknowledgedBy: by, owner: by, responders: [...new Set([...state.responders, by])] }),
    ...(until !== undefined && { ackUntil: until }),
    ...(untilClear && { isKeptUntilClear: true }),
  }
}

function addAcknowledgement(state: ResponseState, fact: FactOf<'AcknowledgementAdded'>): ResponseState {
  const { by, stillNeeded, until } = fact
  const acks = { by: [...(state.acks?.by ?? []), by], stillNeeded }
  const paging = stillNeeded > 0 ? { ...state, ...withoutRunsOf(state, by), acks } : standDown(state, by)
  return {
    ...paging,
    responders: [...new Set([...state.responders, by])],
    ...(until !== undefined && { ackUntil: until }),
  }
}

/** It came back by itself soon after it was over, so that it never was. */
export function isRelapse({ because }: FactOf<'IncidentReopened'>): boolean {
  return because === 'relapse_while_verifying' || because === 'relapse_within_window'
}

/** Criteria of what relapses count from when it was first seen: else the hour of one that flaps would never be over. */
function reopen(state: ResponseState, fact: FactOf<'IncidentReopened'>): ResponseState {
  const { watch: _, progress, ...rest } = state
  if (!isRelapse(fact)) return rest
  // The end that was expected was not it.
  const { expectedAt: __, ...known } = progress ?? {}
  return { ...state, ...(progress && { progress: known }) }
}
