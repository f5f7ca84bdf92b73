/** Taking an incident, giving it to somebody, or putting it off. */
import type { DurationMs, Instant, UserId } from '../kernel/brand.ts'
import type { Context, Decision, Wake } from '../kernel/decision.ts'
import { decided, nothing, rejected } from '../kernel/decision.ts'
import type { FactOf, Head, NewFact } from '../kernel/fact.ts'
import { after, MINUTE } from '../kernel/instant.ts'
import { LIMITS } from '../kernel/limits.ts'
import type { User } from '../people/directory.ts'
import type { PageTarget, Policy } from '../people/policy.ts'
import { isOver } from './escalation.ts'
import { levelOfStep } from './ladder.ts'
import type { ResponseState } from './response.ts'
import { calcTargets, choosePolicy, policyOfPeople } from './targets.ts'

export type TakingCommand =
  | { type: 'Acknowledge'; by?: UserId; untilClear?: true }
  | { type: 'Reassign'; user: UserId }
  | { type: 'Snooze'; until: Instant; reason?: string }
  | (Extract<Wake, { kind: 'SnoozeDue' }> & { type: 'EndSnooze' })
  | (Extract<Wake, { kind: 'AcknowledgementDue' }> & { type: 'EndAcknowledgement' })
  | { type: 'RenewAcknowledgement'; by: UserId }
  | ({ type: 'ReportProgress' } & Omit<FactOf<'ProgressReported'>, 'type' | 'version' | 'at' | 'actor' | 'because'>)

export function decideTaking(state: ResponseState, head: Head, command: TakingCommand, context: Context): Decision {
  switch (command.type) {
    case 'Acknowledge':
      return decideAcknowledge(state, head, command, context)
    case 'Reassign':
      return decideReassign(state, head, command.user, context)
    case 'Snooze':
      return decideSnooze(head, command, context)
    case 'EndSnooze':
      if (state.hold?.until !== command.until) return nothing('stale_wake')
      return decided('snooze_ended', { type: 'SnoozeEnded', because: 'snooze_ended' })
    case 'EndAcknowledgement':
      return decideEndAcknowledgement(state, head, command.until, context)
    case 'RenewAcknowledgement':
      return decideRenew(state, head, command.by, context)
    case 'ReportProgress':
      return decideProgress(state, head, command, context)
  }
}

/**
 * A second word changes nothing, with these exceptions: somebody of several whom the step asks for adds theirs; somebody who was asked
 * for by name joins; what a source or a workaround left without a name gets one; and one that would end by itself lasts longer.
 */
function decideAcknowledge(
  state: ResponseState,
  head: Head,
  { by, untilClear }: Extract<TakingCommand, { type: 'Acknowledge' }>,
  { at }: Context,
): Decision {
  const because = 'asked'
  const left = countStillNeeded(state, head, by)
  const { ackTimeoutMs } = state.escalation?.policy ?? {}
  // Behind a workaround nobody waits for the one who took it, so that there is nothing to end.
  const isWaitedFor = head.status === 'open' || head.status === 'acknowledged'
  const end = ackTimeoutMs === undefined || untilClear || !isWaitedFor ? {} : { until: after(at, ackTimeoutMs) }
  if (by && head.status === 'acknowledged' && left !== null)
    return decided(because, { type: 'AcknowledgementAdded', by, stillNeeded: left, ...(left === 0 && end), because })
  if (by && head.status !== 'open' && state.runs[by]?.isResponder)
    return decided(because, { type: 'ResponderJoined', user: by, because })
  if (isOver(head)) return rejected('incident_already_resolved', { id: head.id })
  if (head.status === 'open' || (by && !state.acknowledgedBy) || (untilClear && !state.isKeptUntilClear)) {
    const more = head.status === 'open' && left ? { stillNeeded: left } : end
    const fact = {
      type: 'IncidentAcknowledged' as const,
      ...(by && { by }),
      ...more,
      ...(untilClear && { untilClear }),
    }
    return decided(because, { ...fact, because })
  }
  const { until } = end
  if (until !== undefined && state.ackUntil !== undefined && until > state.ackUntil)
    return decided(because, { type: 'AcknowledgementRenewed', ...(by && { by }), until, because })
  return nothing('already_acknowledged')
}

/** How many would still have to after this one; null when theirs does not count, or nobody is asked any more. */
function countStillNeeded(state: ResponseState, head: Head, by: UserId | undefined): number | null {
  const { escalation, acks } = state
  if (head.status === 'acknowledged' && acks)
    return by && !acks.by.includes(by) ? Math.max(0, acks.stillNeeded - 1) : null
  if (head.status !== 'open' || !escalation?.next || escalation.lastStep === null) return null
  const needed = escalation.policy.steps[escalation.lastStep]?.acks ?? 1
  return by ? needed - 1 : needed > 1 ? needed : null
}

/**
 * Nobody did anything about it since somebody took it: whoever has it is asked again where the ladder stood, and others after them.
 */
function decideEndAcknowledgement(state: ResponseState, head: Head, until: Instant, context: Context): Decision {
  if (state.ackUntil !== until || head.status !== 'acknowledged' || !state.escalation) return nothing('stale_wake')
  const { policy, lastStep } = state.escalation
  const [firstStep, has] = [lastStep ?? 0, state.acknowledgedBy ?? state.owner]
  const step = policy.steps[firstStep]
  const user = has && context.directory.users.get(has)
  const isCalled = step?.turnKey === undefined && isAmong(context, step?.targets ?? [], has)
  const asked = !user?.isActive || isCalled ? policy : inFrontOf(policy, firstStep, user)
  const because = 'ack_timeout'
  return decided(because, { type: 'EscalationStarted', run: state.runsCount + 1, policy: asked, firstStep, because })
}

function isAmong({ directory, at }: Context, targets: readonly PageTarget[], id: UserId | undefined): boolean {
  return calcTargets(directory, targets, at).people.some(({ user }) => user === id)
}

/** Whoever works on it has it in hand. */
function decideRenew(state: ResponseState, head: Head, by: UserId, { at }: Context): Decision {
  const { ackTimeoutMs } = state.escalation?.policy ?? {}
  if (head.status !== 'acknowledged' || state.ackUntil === undefined || ackTimeoutMs === undefined)
    return nothing('no_change')
  const until = after(at, ackTimeoutMs)
  if (until <= state.ackUntil) return nothing('no_change')
  return decided('worked_on', { type: 'AcknowledgementRenewed', by, until, because: 'worked_on' })
}

/** What would say nothing new is no fact. */
function decideProgress(
  state: ResponseState,
  head: Head,
  { type: _, by, ...said }: Extract<TakingCommand, { type: 'ReportProgress' }>,
  { at }: Context,
): Decision {
  if (isOver(head)) return rejected('incident_already_resolved', { id: head.id })
  if (said.expectedAt !== undefined && said.expectedAt <= at) return rejected('expected_in_past')
  const known = (state.progress ?? {}) as Record<string, unknown>
  if (Object.entries(said).every(([name, value]) => value === undefined || known[name] === value))
    return nothing('no_change')
  return decided('asked', { type: 'ProgressReported', ...said, ...(by && { by }), because: 'asked' })
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
  const policy = behind(user, choosePolicy(context.directory, head).policy)
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

function behind(user: User, policy: Policy): Policy {
  return { ...inFrontOf(policy, 0, user), name: `${user.name}, then ${policy.name}` }
}

/** A step for one person ahead of another, which waits for them. Every step keeps the level that it had by its place. */
function inFrontOf(policy: Policy, index: number, { id, name }: User): Policy {
  const steps = policy.steps.map((step, place) => ({ ...step, level: levelOfStep(policy, place) }))
  const next = steps[index]
  const ahead = policyOfPeople('', name, [id]).steps.map((step) => ({ ...step, ...(next && { level: next.level }) }))
  const waiting = next ? [{ ...next, afterMs: Math.max(next.afterMs, 5 * MINUTE) as DurationMs }] : []
  return { ...policy, steps: [...steps.slice(0, index), ...ahead, ...waiting, ...steps.slice(index + 1)] }
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
