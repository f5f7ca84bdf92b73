/** Repair: what an open incident waits for was lost, and is written anew. It never happens, and the auditor makes sure. */
import type { Context, Decision } from '../kernel/decision.ts'
import { nothing } from '../kernel/decision.ts'
import type { Head } from '../kernel/fact.ts'
import type { LostPaging } from '../kernel/lost-paging.ts'
import { subjectOf } from './condition.ts'
import { answerCriterion } from './criteria.ts'
import { listOpenCriteria, mayGoUp } from './open-criteria.ts'
import { findPendingRule } from './person-run.ts'
import type { ResponseState } from './response.ts'
import { choosePolicy } from './targets.ts'
import { listCriteriaTimers } from './timers.ts'

export type RepairCommand = { type: 'RepairPaging'; lost: LostPaging }

/** Only what the state still waits for: whoever looked may have looked too early. */
export function decideRepair(state: ResponseState, head: Head, { lost }: RepairCommand, context: Context): Decision {
  const because = 'paging_lost'
  const { escalation, hold, runs, openPages } = state
  if (lost.escalation) {
    if (head.status !== 'open' || escalation?.next || hold) return nothing('nothing_lost')
    const { policy } = choosePolicy(context.directory, head)
    return {
      facts: [
        { type: 'PagingRepaired', lost: { escalation: true }, because },
        { type: 'EscalationStarted', run: state.runsCount + 1, policy, firstStep: 0, because },
      ],
      because,
    }
  }
  const rules = (lost.rules ?? []).filter(({ user, index }) => {
    const run = runs[user]
    return run !== undefined && findPendingRule(run, index) !== undefined
  })
  const pages = (lost.pages ?? []).filter((page) => openPages[page] !== undefined)
  const criteria = (lost.criteria ?? []).filter((word) => isLostCriterion(state, head, word, context))
  const found: LostPaging = {
    ...(lost.next && escalation?.next && { next: true }),
    ...(lost.hold && hold && { hold: true }),
    ...(rules.length > 0 && { rules }),
    ...(pages.length > 0 && { pages }),
    ...(lost.ack && head.status === 'acknowledged' && state.ackUntil !== undefined && escalation && { ack: true }),
    ...(criteria.length > 0 && { criteria }),
  }
  if (Object.keys(found).length === 0) return nothing('nothing_lost')
  return { facts: [{ type: 'PagingRepaired', lost: found, because }], because }
}

/** One that lies ahead waits for its wake. One whose time has passed was asked then, and lost it was if it is true all the same. */
function isLostCriterion(state: ResponseState, head: Head, word: string, context: Context): boolean {
  if (listCriteriaTimers(state, head, context.at).some((timer) => timer.word === word)) return true
  const criterion = listOpenCriteria(state).find(({ id }) => id === word)
  if (!criterion || !state.watch || !mayGoUp(state, head)) return false
  return answerCriterion(criterion, state.watch.since, subjectOf(state, head, context), context)?.answer === true
}
