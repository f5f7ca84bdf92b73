/** Escalation: which step fires when, for whom, and what happens when nobody is left. */
import { actorLabel } from '../kernel/actor.ts'
import type { Instant, PageId, UserId } from '../kernel/brand.ts'
import type { Context, Decision, Wake } from '../kernel/decision.ts'
import { nothing, rejected } from '../kernel/decision.ts'
import type { Head, NewFact, PagedPerson, PlannedContact, PlannedRule } from '../kernel/fact.ts'
import type { Reason } from '../kernel/reason.ts'
import { LEVELS, type Level, type Urgency } from '../kernel/scales.ts'
import { calcPlan } from './notification-plan.ts'
import { pendingRules } from './person-run.ts'
import type { ResponseState } from './response.ts'
import { calcTargets, choosePolicy, listAdmins, type Target } from './targets.ts'

export type EscalationCommand =
  | { type: 'StartEscalation'; because: Reason }
  | (Extract<Wake, { kind: 'EscalationStepDue' }> & { type: 'FireStep'; because: Reason })
  | (Extract<Wake, { kind: 'ExhaustedRepeatDue' }> & { type: 'ExhaustPolicy' })
  | { type: 'EscalateNow'; toStep?: number }

type FireStep = Extract<EscalationCommand, { type: 'FireStep' }>

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
  if (isOver(head)) return nothing('already_resolved')
  const run = state.runsCount + 1
  // Louder, not anew: what was decided about whom to page, by hand perhaps, still holds.
  if (because === 'urgency_raised' && state.escalation) {
    const { policy } = state.escalation
    return { facts: [{ type: 'EscalationStarted', run, policy, firstStep: 0, because }], because }
  }
  const { policy, isFallback } = choosePolicy(context.directory, head)
  const reason = isFallback ? 'no_policy_admins_instead' : because
  return { facts: [{ type: 'EscalationStarted', run, policy, firstStep: 0, because: reason }], because: reason }
}

/** While the service is being verified nobody is called to take anything. */
export function isOver(head: Head): boolean {
  return head.status === 'verifying' || head.status === 'resolved'
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
  const level = calcLevel(step)
  if (LEVELS.indexOf(level) > LEVELS.indexOf(state.level)) facts.push({ type: 'LevelReached', level, because })
  return { facts: [...facts, ...requestDuePages(state, head, paged, context)], because }
}

/** Each step is one rung of the ladder, as far as the ladder goes. */
function calcLevel(step: number): Level {
  return LEVELS[Math.min(step, LEVELS.length - 1)] ?? 'management'
}

/** A person who was paged in this pass is not paged a second time by a later step of it; a new pass pages again. */
function planPerson(
  state: ResponseState,
  target: Target,
  pass: number,
  urgency: Urgency,
  context: Context,
): PagedPerson {
  const { escalation } = state
  const isPagedAlready = escalation?.pass === pass && escalation.paged.includes(target.user)
  const plan = isPagedAlready ? [] : planAgain(state, target.user, urgency, context)
  return { user: target.user, why: target.why, urgency, plan }
}

/** The rules of an active person from now on; what a run of theirs has still to come keeps its time. */
export function planAgain(state: ResponseState, userId: UserId, urgency: Urgency, context: Context): PlannedRule[] {
  const user = context.directory.users.get(userId)
  return user?.isActive ? calcPlan(user, urgency, context.at, pendingRules(state.runs[userId])) : []
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

export function contactOf(rule: PlannedRule): PlannedContact {
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
  const people = targets.map(
    ({ user, why }): PagedPerson => ({ user, why, urgency: 'high', plan: planAgain(state, user, 'high', context) }),
  )
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
  if (isOver(head)) return rejected('incident_already_resolved', { id: head.id })
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
