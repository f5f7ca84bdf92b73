/** Repair: what an open incident waits for was lost, and is written anew. It never happens, and the auditor makes sure. */
import type { Context, Decision } from '../kernel/decision.ts'
import { nothing } from '../kernel/decision.ts'
import type { Head } from '../kernel/fact.ts'
import type { LostPaging } from '../kernel/lost-paging.ts'
import { findPendingRule } from './person-run.ts'
import type { ResponseState } from './response.ts'
import { choosePolicy } from './targets.ts'

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
  const found: LostPaging = {
    ...(lost.next && escalation?.next && { next: true }),
    ...(lost.hold && hold && { hold: true }),
    ...(rules.length > 0 && { rules }),
    ...(pages.length > 0 && { pages }),
  }
  if (Object.keys(found).length === 0) return nothing('nothing_lost')
  return { facts: [{ type: 'PagingRepaired', lost: found, because }], because }
}
