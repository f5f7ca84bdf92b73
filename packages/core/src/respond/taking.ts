/** Taking an incident, giving it to somebody, or putting it off. */
import type { DurationMs, Instant, UserId } from '../kernel/brand.ts'
import type { Context, Decision, Wake } from '../kernel/decision.ts'
import { decided, nothing, rejected } from '../kernel/decision.ts'
import type { Head, NewFact } from '../kernel/fact.ts'
import { MINUTE } from '../kernel/instant.ts'
import { LIMITS } from '../kernel/limits.ts'
import type { Policy } from '../people/directory.ts'
import { isOver } from './escalation.ts'
import type { ResponseState } from './response.ts'
import { choosePolicy, policyOfPeople } from './targets.ts'

export type TakingCommand =
  | { type: 'Acknowledge'; by?: UserId }
  | { type: 'Reassign'; user: UserId }
  | { type: 'Snooze'; until: Instant; reason?: string }
  | (Extract<Wake, { kind: 'SnoozeDue' }> & { type: 'EndSnooze' })

export function decideTaking(state: ResponseState, head: Head, command: TakingCommand, context: Context): Decision {
  switch (command.type) {
    case 'Acknowledge':
      return decideAcknowledge(state, head, command.by)
    case 'Reassign':
      return decideReassign(state, head, command.user, context)
    case 'Snooze':
      return decideSnooze(head, command, context)
    case 'EndSnooze':
      if (state.hold?.until !== command.until) return nothing('stale_wake')
      return decided('snooze_ended', { type: 'SnoozeEnded', because: 'snooze_ended' })
  }
}

/**
 * A second word changes nothing, with two exceptions: somebody who was asked for by name joins, and what a source or a
 * workaround left without a name gets one.
 */
function decideAcknowledge(state: ResponseState, head: Head, by: UserId | undefined): Decision {
  const because = 'asked'
  if (by && head.status !== 'open' && state.runs[by]?.isResponder)
    return decided(because, { type: 'ResponderJoined', user: by, because })
  if (isOver(head)) return rejected('incident_already_resolved', { id: head.id })
  if (head.status === 'open' || (by && !state.acknowledgedBy))
    return decided(because, { type: 'IncidentAcknowledged', ...(by && { by }), because })
  return nothing('already_acknowledged')
}

/** The new owner is paged first; should they not answer, the policy goes on behind them. */
function decideReassign(state: ResponseState, head: Head, userId: UserId, context: Context): Decision {
  if (isOver(head)) return rejected('incident_already_resolved', { id: head.id })
  const user = context.directory.users.get(userId)
  if (!user) return rejected('user_not_found', { user: userId })
  if (!user.isActive) return rejected('user_inactive', { user: user.name })
  if (head.testOf && head.testOf !== userId) return rejected('invalid_request', { field: 'user', testOf: head.testOf })
  const because = 'reassigned'
  const owner: NewFact = { type: 'OwnerAssigned', user: userId, because }
  if (context.actor.kind === 'user' && context.actor.id === userId) return takeOver(state, head, userId, owner)
  const policy = behind(userId, user.name, choosePolicy(context.directory, head).policy)
  return decided(because, owner, { type: 'EscalationStarted', run: state.runsCount + 1, policy, firstStep: 0, because })
}

/** Who takes it themselves needs no page, and is called no longer if they were asked for by name. */
function takeOver(state: ResponseState, head: Head, user: UserId, owner: NewFact): Decision {
  const because = 'reassigned'
  if (head.status === 'open') return decided(because, owner, { type: 'IncidentAcknowledged', by: user, because })
  const facts: NewFact[] = state.owner === user ? [] : [owner]
  if (state.runs[user]) facts.push({ type: 'ResponderJoined', user, because })
  return facts.length > 0 ? { facts, because } : nothing('no_change')
}

function behind(user: UserId, name: string, policy: Policy): Policy {
  const [first, ...later] = policy.steps
  const wait = Math.max(first?.afterMs ?? 0, 5 * MINUTE) as DurationMs
  const rest = first ? [{ ...first, afterMs: wait }, ...later] : []
  return {
    ...policy,
    name: `${name}, then ${policy.name}`,
    steps: [...policyOfPeople('', name, [user]).steps, ...rest],
  }
}

function decideSnooze(head: Head, command: { until: Instant; reason?: string }, context: Context): Decision {
  if (isOver(head)) return rejected('incident_already_resolved', { id: head.id })
  if (command.until <= context.at) return rejected('snooze_in_past')
  if (command.until - context.at > LIMITS.snoozeMsMax) return rejected('snooze_too_long')
  const because = 'asked'
  return decided(because, {
    type: 'IncidentSnoozed',
    until: command.until,
    ...(command.reason && { reason: command.reason }),
    because,
  })
}
