/** Paging: one person's notification rules, the outcome of each attempt, and the second way when the first one fails. */
import type { PageId, UserId } from '../kernel/brand.ts'
import type { Context, Decision, Wake } from '../kernel/decision.ts'
import { decided, nothing, rejected } from '../kernel/decision.ts'
import type { Head, NewFact, PageAttemptResult, PagedPerson } from '../kernel/fact.ts'
import { isWorking } from '../kernel/scales.ts'
import { contactOf, pageId, requestDuePages } from './escalation.ts'
import { calcContacts, calcPlan } from './notification-plan.ts'
import type { ResponseState } from './response.ts'

export type PagingCommand =
  | (Extract<Wake, { kind: 'NotificationRuleDue' }> & { type: 'RunRule' })
  | { type: 'RecordAttempt'; page: PageId; attempt: number; result: PageAttemptResult }
  | { type: 'RecordDelivery'; page: PageId }
  | { type: 'PageResponder'; user: UserId }

export function decidePaging(state: ResponseState, head: Head, command: PagingCommand, context: Context): Decision {
  switch (command.type) {
    case 'RunRule':
      return decideRule(state, head, command)
    case 'RecordAttempt':
      return decideAttempt(state, head, command, context)
    case 'RecordDelivery':
      return decided('delivered', { type: 'PageDelivered', page: command.page, because: 'delivered' })
    case 'PageResponder':
      return decideResponder(state, head, command.user, context)
  }
}

function decideRule(state: ResponseState, head: Head, due: { user: UserId; run: number; index: number }): Decision {
  const run = state.runs[due.user]
  const rule = run?.run === due.run ? run.plan[due.index] : undefined
  if (!run || !rule || state.hold) return nothing('stale_wake')
  const because = 'rule_due'
  const page = pageId(head, state, 0)
  return decided(because, {
    type: 'PageRequested',
    page,
    user: due.user,
    target: contactOf(rule),
    urgency: run.urgency,
    why: run.why,
    because,
  })
}

const OUTCOME_REASON = { handed_over: 'handed_over', will_retry: 'attempt_failed', gave_up: 'gave_up' } as const

function decideAttempt(
  state: ResponseState,
  head: Head,
  command: Extract<PagingCommand, { type: 'RecordAttempt' }>,
  context: Context,
): Decision {
  const because = OUTCOME_REASON[command.result.outcome]
  const facts: NewFact[] = [
    { type: 'PageAttempted', page: command.page, attempt: command.attempt, result: command.result, because },
  ]
  const open = state.openPages[command.page]
  if (command.result.outcome === 'gave_up' && open) facts.push(...decideSecondWay(state, head, open.user, context))
  return { facts, because }
}

/** The next contact of the person that this run has not tried; none left is a fact of its own, on which the escalation moves. */
function decideSecondWay(state: ResponseState, head: Head, userId: UserId, context: Context): NewFact[] {
  const run = state.runs[userId]
  const user = context.directory.users.get(userId)
  if (!run || run.isUnreachable) return []
  const target = user && calcContacts(user).find((contact) => !run.tried.includes(contact.contact))
  if (target) {
    const page = pageId(head, state, 0)
    return [
      {
        type: 'PageRequested',
        page,
        user: userId,
        target,
        urgency: run.urgency,
        why: run.why,
        because: 'contact_gave_up',
      },
    ]
  }
  const isStillTrying = Object.entries(state.openPages).filter(([, page]) => page.user === userId).length > 1
  return isStillTrying ? [] : [{ type: 'PersonUnreachable', user: userId, because: 'no_contact_left' }]
}

function decideResponder(state: ResponseState, head: Head, userId: UserId, context: Context): Decision {
  if (!isWorking(head.status)) return rejected('incident_already_resolved', { id: head.id })
  const user = context.directory.users.get(userId)
  if (!user) return rejected('user_not_found', { user: userId })
  if (!user.isActive) return rejected('user_inactive', { user: user.name })
  const person: PagedPerson = {
    user: userId,
    why: { kind: 'user' },
    urgency: 'high',
    plan: calcPlan(user, 'high', context.at),
  }
  const because = 'responder_requested'
  return {
    facts: [{ type: 'ResponderPaged', person, because }, ...requestDuePages(state, head, [person], context)],
    because,
  }
}
