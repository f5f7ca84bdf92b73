/** Escalation: which step fires when, for whom, and what happens when nobody is left. */
import { actorLabel } from '../kernel/actor.ts'
import type { Instant, PageId, UserId } from '../kernel/brand.ts'
import type { Context, Decision, Wake } from '../kernel/decision.ts'
import { nothing, rejected } from '../kernel/decision.ts'
import type { Head, NewFact, PagedPerson, PlannedRule } from '../kernel/fact.ts'
import type { Reason } from '../kernel/reason.ts'
import { isWorking, type Level, type Urgency } from '../kernel/scales.ts'
import { calcPlan } from './notification-plan.ts'
import type { ResponseState } from './response.ts'
import { calcTargets, choosePolicy, listAdmins, type Target } from './targets.ts'

export type EscalationCommand =
  | { type: 'StartEscalation'; because: Reason }
  | (Extract<Wake, { kind: 'EscalationStepDue' }> & { type: 'FireStep'; because: Reason })
  | (Extract<Wake, { kind: 'ExhaustedRepeatDue' }> & { type: 'ExhaustPolicy' })
  | { type: 'EscalateNow'; toStep?: number }

type FireStep = Extract<EscalationCommand, { type: 'FireStep' }>

const LADDER: readonly Level[] = ['L1', 'L2', 'L3', 'management']

export function decideEscalation(
  state: ResponseState,
  head: Head,
  command: EscalationCommand,
  context: Context,
): Decision {
  switch (command.type) {
    case 'StartEscalation':
      return decideStart(state, head, command.because, context)
    case 'FireStep':
      return decideFire(state, head, command, context)
    case 'ExhaustPolicy':
      return decideExhaust(state, head, command, context)
    case 'EscalateNow':
      return decideEscalateNow(state, head, command.toStep, context)
  }
}

function decideStart(state: ResponseState, head: Head, because: Reason, context: Context): Decision {
  if (!isWorking(head.status)) return nothing('no_change')
  const { policy, isFallback } = choosePolicy(context.directory, head)
  const reason = isFallback ? 'no_policy_admins_instead' : because
  return {
    facts: [{ type: 'EscalationStarted', run: state.runsCount + 1, policy, firstStep: 0, because: reason }],
    because: reason,
  }
}

function isCurrent(state: ResponseState, due: { run: number }): boolean {
  return state.escalation?.run === due.run && state.escalation.next !== null
}

function decideFire(state: ResponseState, head: Head, command: FireStep, context: Context): Decision {
  const { run, pass, step, because } = command
  const next = state.escalation?.next
  const isDue = isCurrent(state, command) && next?.kind === 'step' && next.pass === pass && next.step === step
  const policyStep = state.escalation?.policy.steps[step]
  if (!isDue || !state.escalation) return nothing('stale_wake')
  const { people, gone } = calcTargets(context.directory, policyStep?.targets ?? [], context.at)
  if (people.length === 0) {
    return { facts: [{ type: 'StepSkipped', run, pass, step, because: 'nobody_on_call' }], because: 'nobody_on_call' }
  }
  const paged = people.map((target) => planPerson(state, target, pass, head.urgency, context))
  const skipped = [
    ...gone.map((user) => ({ user, because: 'nobody_on_call' as const })),
    ...paged
      .filter((person) => person.plan.length === 0)
      .map(({ user }) => ({ user, because: 'already_paged' as const })),
  ]
  const facts: NewFact[] = [{ type: 'StepFired', run, pass, step, people: paged, skipped, because }]
  const level = LADDER[Math.min(step, LADDER.length - 1)]
  if (level && level !== 'L1') facts.push({ type: 'LevelReached', level, because })
  return { facts: [...facts, ...requestDuePages(state, head, paged, context)], because }
}

/**
 * A person whose rules of this pass are running or have run is not paged a second time by a later step of it. A new pass
 * pages again, and leaves what is still to come of the last one at its time: else a late rule would be pushed away for ever.
 */
function planPerson(
  state: ResponseState,
  target: Target,
  pass: number,
  urgency: Urgency,
  context: Context,
): PagedPerson {
  const running = state.runs[target.user]
  const isPagedAlready = running !== undefined && running.run === state.escalation?.run && running.pass === pass
  const user = context.directory.users.get(target.user)
  const plan = isPagedAlready || !user ? [] : calcPlan(user, urgency, context.at)
  const pending = running?.run === state.escalation?.run ? (running?.plan ?? []) : []
  const kept = plan.map((rule, index) => {
    const before = pending[index]
    const isSooner = before?.contact === rule.contact && before.dueAt > context.at && before.dueAt < rule.dueAt
    return isSooner ? { ...rule, dueAt: before.dueAt } : rule
  })
  return { user: target.user, why: target.why, urgency, plan: kept }
}

/** The pages of a plan that are due at once; later ones come from wakes. */
export function requestDuePages(
  state: ResponseState,
  head: Head,
  people: readonly PagedPerson[],
  context: Context,
): NewFact[] {
  const due = people.flatMap((person) =>
    person.plan.filter((rule) => rule.dueAt <= context.at).map((rule) => ({ person, rule })),
  )
  return due.map(({ person, rule }, index) => ({
    type: 'PageRequested',
    page: pageId(head, state, index),
    user: person.user,
    target: contactOf(rule),
    urgency: person.urgency,
    why: person.why,
    because: rule.because,
  }))
}

export function contactOf(rule: PlannedRule): { contact: PlannedRule['contact']; channel: string; to: string } {
  return { contact: rule.contact, channel: rule.channel, to: rule.to }
}

/** The n-th page after those that the state counts. Derived, so that replaying gives the same id. */
export function pageId(head: Head, state: ResponseState, index: number): PageId {
  return `${head.id}/p${state.pagesCount + index + 1}` as PageId
}

/** Nobody took it and no step is left: the admins are called, again and again, and the incident says so. */
function decideExhaust(
  state: ResponseState,
  head: Head,
  command: { run: number; round: number },
  context: Context,
): Decision {
  const next = state.escalation?.next
  if (!isCurrent(state, command) || next?.kind !== 'exhausted' || next.round !== command.round || !state.escalation)
    return nothing('stale_wake')
  const { people: lastStep } = calcTargets(
    context.directory,
    state.escalation.policy.steps.at(-1)?.targets ?? [],
    context.at,
  )
  const admins: Target[] = listAdmins(context.directory).map((user) => ({
    user: user.id,
    why: { kind: 'admin', id: state.escalation?.policy.id ?? '' },
  }))
  const targets = head.testOf ? [] : uniqueByUser([...lastStep, ...admins])
  const people = targets.flatMap((target): PagedPerson[] => {
    const user = context.directory.users.get(target.user)
    return user
      ? [{ user: target.user, why: target.why, urgency: 'high', plan: calcPlan(user, 'high', context.at) }]
      : []
  })
  const { exhaustedRepeatMs } = context.directory.settings
  const fact: NewFact = {
    type: 'EscalationExhausted',
    run: command.run,
    round: command.round,
    people,
    repeatAfterMs: exhaustedRepeatMs,
    because: 'policy_exhausted',
  }
  return { facts: [fact, ...requestDuePages(state, head, people, context)], because: 'policy_exhausted' }
}

function uniqueByUser(targets: Target[]): Target[] {
  const seen = new Map<UserId, Target>()
  for (const target of targets) if (!seen.has(target.user)) seen.set(target.user, target)
  return [...seen.values()]
}

function decideEscalateNow(state: ResponseState, head: Head, toStep: number | undefined, context: Context): Decision {
  if (!isWorking(head.status)) return rejected('incident_already_resolved', { id: head.id })
  if (!state.escalation) return decideStart(state, head, 'escalated_by_hand', context)
  const { policy, lastStep } = state.escalation
  const step = toStep ?? (lastStep === null ? 0 : lastStep + 1)
  if (toStep !== undefined && !policy.steps[toStep])
    return rejected('step_not_found', { step: toStep, steps: policy.steps.length })
  if (!policy.steps[step])
    return rejected('nobody_to_escalate_to', { policy: policy.name, by: actorLabel(context.actor) })
  const because = 'escalated_by_hand'
  return { facts: [{ type: 'EscalationStarted', run: state.runsCount + 1, policy, firstStep: step, because }], because }
}

/** When the escalation moves next without anybody's doing; null when it stands down. */
export function nextMoveAt(state: ResponseState): Instant | null {
  return state.escalation?.next?.dueAt ?? null
}
