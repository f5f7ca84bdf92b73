/** Paging: one person's notification rules, the outcome of each attempt, and the second way when the first one fails. */
import type { PageId, UserId } from '../kernel/brand.ts'
import type { Context, Decision, Wake } from '../kernel/decision.ts'
import { decided, nothing, rejected } from '../kernel/decision.ts'
import type { Head, NewFact, PageAttemptResult, PagedPerson } from '../kernel/fact.ts'
import { isWorking } from '../kernel/scales.ts'
import { contactOf, pageId, planAgain, requestDuePages } from './escalation.ts'
import { isOverLimit } from './message-limit.ts'
import { calcContacts } from './notification-plan.ts'
import { findPendingRule } from './person-run.ts'
import type { OpenPage, ResponseState } from './response.ts'

export type PagingCommand =
  | (Extract<Wake, { kind: 'NotificationRuleDue' }> & { type: 'RunRule' })
  /** `receiptFor`: the provider had taken the page, and tells now that it did not reach this person. */
  | { type: 'RecordAttempt'; page: PageId; attempt: number; result: PageAttemptResult; receiptFor?: UserId }
  | { type: 'RecordDelivery'; page: PageId }
  | { type: 'PageResponder'; user: UserId }

export function decidePaging(state: ResponseState, head: Head, command: PagingCommand, context: Context): Decision {
  switch (command.type) {
    case 'RunRule':
      return decideRule(state, head, command, context)
    case 'RecordAttempt':
      return decideAttempt(state, head, command, context)
    case 'RecordDelivery':
      return decided('delivered', { type: 'PageDelivered', page: command.page, because: 'delivered' })
    case 'PageResponder':
      return decideResponder(state, head, command.user, context)
  }
}

function decideRule(
  state: ResponseState,
  head: Head,
  due: { user: UserId; run: number; index: number },
  context: Context,
): Decision {
  const run = state.runs[due.user]
  const rule = run?.run === due.run ? findPendingRule(run, due.index) : undefined
  if (!run || !rule) return nothing('stale_wake')
  if (!context.directory.users.get(due.user)?.isActive) return unreachable(state, due.user)
  const because = rule.because === 'kept_for_digest' ? 'in_digest' : 'rule_due'
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

/** Somebody who was deactivated after they were paged is not waited for. */
function unreachable(state: ResponseState, user: UserId): Decision {
  const because = 'no_contact_left'
  if (state.runs[user]?.isUnreachable) return nothing(because)
  return decided(because, { type: 'PersonUnreachable', user, because })
}

const OUTCOME_REASON = {
  handed_over: 'handed_over',
  held: 'bundled',
  will_retry: 'attempt_failed',
  gave_up: 'gave_up',
} as const

function decideAttempt(
  state: ResponseState,
  head: Head,
  command: Extract<PagingCommand, { type: 'RecordAttempt' }>,
  context: Context,
): Decision {
  const { result, receiptFor } = command
  const because = isOverLimit(result) ? 'limit_reached' : OUTCOME_REASON[result.outcome]
  const facts: NewFact[] = [{ type: 'PageAttempted', page: command.page, attempt: command.attempt, result, because }]
  const open = state.openPages[command.page]
  const user = open?.user ?? receiptFor
  if (isOverLimit(result)) return { facts: [...facts, ...decideWayAround(state, head, open, context)], because }
  if (result.outcome === 'gave_up' && user)
    facts.push(...decideSecondWay(state, head, { user, isReceipt: receiptFor !== undefined }, context))
  return { facts, because }
}

/**
 * The next contact of the person that this run has not tried. None left, and none that took a page, is a fact of its own, on
 * which the escalation moves.
 */
function decideSecondWay(
  state: ResponseState,
  head: Head,
  { user: userId, isReceipt }: { user: UserId; isReceipt: boolean },
  context: Context,
): NewFact[] {
  const run = state.runs[userId]
  const user = context.directory.users.get(userId)
  if (!run || run.isUnreachable) return []
  const contacts = user?.isActive ? calcContacts(user) : []
  const target = contacts.find((contact) => !run.tried.includes(contact.contact))
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
  // The page that failed just now is among the open ones, unless it had been handed over before.
  const isStillTrying =
    Object.values(state.openPages).filter((page) => page.user === userId).length > (isReceipt ? 0 : 1)
  // What looked like reaching them was this page alone.
  const isReached = run.isReached && !(isReceipt && run.tried.length <= 1)
  if (isStillTrying || (isReached && user?.isActive)) return []
  return [{ type: 'PersonUnreachable', user: userId, because: 'no_contact_left' }]
}

/**
 * Their limit of a channel has been reached: the page goes by the next contact that this run has not tried, else, past all limits, by
 * another channel, or by the same if there is no other. What a limit keeps back always goes by some way.
 */
function decideWayAround(state: ResponseState, head: Head, open: OpenPage | undefined, context: Context): NewFact[] {
  const run = open && state.runs[open.user]
  const user = open && context.directory.users.get(open.user)
  if (!open || !run) return []
  // They were deactivated meanwhile: nobody waits for them any more.
  if (!user?.isActive) return decideSecondWay(state, head, { user: open.user, isReceipt: false }, context)
  const others = calcContacts(user).filter(({ channel }) => channel !== open.target.channel)
  const untried = others.find(({ contact }) => !run.tried.includes(contact))
  const target = untried ?? others[0] ?? open.target
  const because = untried ? 'contact_at_limit' : 'limit_waived'
  const { urgency, why } = run
  return [{ type: 'PageRequested', page: pageId(head, state, 0), user: open.user, target, urgency, why, because }]
}

function decideResponder(state: ResponseState, head: Head, userId: UserId, context: Context): Decision {
  if (!isWorking(head.status)) return rejected('incident_already_resolved', { id: head.id })
  const user = context.directory.users.get(userId)
  if (!user) return rejected('user_not_found', { user: userId })
  if (!user.isActive) return rejected('user_inactive', { user: user.name })
  if (head.testOf && head.testOf !== userId) return rejected('invalid_request', { field: 'user', testOf: head.testOf })
  const plan = planAgain(state, userId, 'high', context)
  const person: PagedPerson = { user: userId, why: { kind: 'user' }, urgency: 'high', plan }
  const because = 'responder_requested'
  return {
    facts: [{ type: 'ResponderPaged', person, because }, ...requestDuePages(state, head, [person], context)],
    because,
  }
}
