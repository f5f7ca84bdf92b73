/** Escalation: which step fires when, for whom, and what happens when nobody is left. */
import { actorLabel } from '../kernel/actor.ts'
import type { Instant, PageId, UserId } from '../kernel/brand.ts'
import type { Context, Decision, Wake } from '../kernel/decision.ts'
import { nothing, rejected } from '../kernel/decision.ts'
import type { Head, NewFact, PagedPerson, PlannedContact, PlannedRule } from '../kernel/fact.ts'
import type { Reason } from '../kernel/reason.ts'
import type { Urgency } from '../kernel/scales.ts'
import type { PolicyStep } from '../people/policy.ts'
import { askStep } from './condition.ts'
import { isHigher, levelOfStep } from './ladder.ts'
import { calcPlan } from './notification-plan.ts'
import { pendingRules } from './person-run.ts'
import { calcPlaces, isPlace, type Place, pagedPlace } from './place.ts'
import type { ResponseState } from './response.ts'
import { eachOnce, type Resolved, resolveStep, type SkippedPerson } from './take-turn.ts'
import { calcTargets, choosePolicy, listAdmins, type Target } from './targets.ts'
import { calcHold, calcOpening, holdPlan, mayWait, type Waiting } from './waiting.ts'

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
    const { policy, lastStep, next } = state.escalation
    // Nor from below where the ladder stands; whom a policy called in vain to its end, it calls again from its start.
    const firstStep = next?.kind === 'step' ? (lastStep ?? next.step) : 0
    return { facts: [{ type: 'EscalationStarted', run, policy, firstStep, because }], because }
  }
  const { policy, isFallback } = choosePolicy(context.directory, head)
  const reason = isFallback ? 'no_policy_admins_instead' : because
  const extent = policy.criteria && !state.watch ? { extent: head.extent } : {}
  return {
    facts: [{ type: 'EscalationStarted', run, policy, firstStep: 0, ...extent, because: reason }],
    because: reason,
  }
}

/** While the service is being verified nobody is called to take anything. */
export function isOver(head: Head): boolean {
  return head.status === 'verifying' || head.status === 'resolved'
}

function isCurrent(state: ResponseState, due: { run: number }): boolean {
  return state.escalation?.run === due.run && state.escalation.next !== null
}

function decideFire(state: ResponseState, head: Head, command: FireStep, context: Context): Decision {
  const { run, pass, step } = command
  const next = state.escalation?.next
  const isDue = isCurrent(state, command) && next?.kind === 'step' && next.pass === pass && next.step === step
  const policyStep = state.escalation?.policy.steps[step]
  if (!isDue || !state.escalation) return nothing('stale_wake')
  const skip = (because: Reason, problem?: string): Decision => ({
    facts: [{ type: 'StepSkipped', run, pass, step, ...(problem !== undefined && { problem }), because }],
    because,
  })
  if (!policyStep) return skip('nobody_on_call')
  if (policyStep.targets.length === 0) return skip('level_empty')
  const verdict = askStep(policyStep, state, head, context)
  if (!verdict.isTaken) return skip('condition_not_met')
  const resolved = resolveStep(policyStep, context, (user) => isPagedIn(state, pass, user))
  const { people } = resolved
  const places = calcPlaces(context.directory, policyStep.targets, context.at)
  const open = places.filter(({ isClosed }) => !isClosed)
  if (people.length === 0 && open.length === 0) return skip(whyNobody(policyStep, resolved, places), verdict.problem)
  const hold =
    open.length === 0 && mayWait(head, command.because) && calcHold(waitingOf(state, context), people, context)
  if (hold) {
    const { until, because } = hold
    const whom = people.map(({ user }) => user)
    return { facts: [{ type: 'StepHeld', run, pass, step, until, whom, because }], because }
  }
  const closed = places.flatMap(({ place, isClosed }): SkippedPerson[] =>
    isClosed ? [{ user: place, because: 'outside_contract_hours' }] : [],
  )
  return fire(state, head, { command, resolved, places: open, skipped: [...resolved.skipped, ...closed] }, context)
}

function whyNobody({ targets }: PolicyStep, { skipped }: Resolved, closed: readonly Place[]): Reason {
  if (skipped.some(({ because }) => because !== 'nobody_on_call')) return 'nobody_in_hours'
  const isOfVendors = closed.length > 0 && targets.every(({ kind }) => kind === 'vendor')
  return isOfVendors ? 'outside_contract_hours' : 'nobody_on_call'
}

/** What the people of the step that is due wait for, where they may. */
function waitingOf({ escalation }: ResponseState, { at }: Context): Waiting {
  return { policy: escalation?.policy, dueAt: escalation?.next?.dueAt ?? at }
}

interface Firing {
  command: FireStep
  resolved: Resolved
  places: readonly Place[]
  skipped: SkippedPerson[]
}

function fire(state: ResponseState, head: Head, firing: Firing, context: Context): Decision {
  const { run, pass, step, because } = firing.command
  const { escalation } = state
  const paged = [
    ...firing.resolved.people.map((target) =>
      planPerson(state, target, { pass, urgency: head.urgency, mayWait: mayWait(head, because) }, context),
    ),
    ...firing.places
      .filter(({ place }) => !isPagedIn(state, pass, place))
      .map((place) => pagedPlace(place, head.urgency, context.at)),
  ]
  const again = paged.filter(({ user, plan }) => plan.length === 0 && !isPlace(user))
  const skipped = eachOnce([
    ...firing.skipped,
    ...again.map(({ user }) => ({ user, because: 'already_paged' as const })),
  ])
  const { turn } = firing.resolved
  const facts: NewFact[] = [
    { type: 'StepFired', run, pass, step, people: paged, skipped, ...(turn && { turn }), because },
  ]
  const level = escalation ? levelOfStep(escalation.policy, step) : 'L1'
  if (isHigher(level, state.level)) facts.push({ type: 'LevelReached', level, because })
  return { facts: [...facts, ...requestDuePages(state, head, paged, context)], because }
}

/** A person who was paged in this pass is not paged a second time by a later step of it; a new pass pages again. */
function planPerson(
  state: ResponseState,
  { user, why }: Target,
  { pass, urgency, mayWait: isCalm }: { pass: number; urgency: Urgency; mayWait: boolean },
  context: Context,
): PagedPerson {
  if (isPagedIn(state, pass, user)) return { user, why, urgency, plan: [] }
  return isCalm
    ? planWaiting(state, { user, why }, urgency, context)
    : { user, why, urgency, plan: planAgain(state, user, urgency, context) }
}

/** Of whoever may wait: their rules of the hour at which their waiting ends. */
function planWaiting(state: ResponseState, { user, why }: Target, urgency: Urgency, context: Context): PagedPerson {
  const waiting = waitingOf(state, context)
  const person = context.directory.users.get(user)
  const pagedAt = person && calcOpening(person, context.at, waiting)?.at
  return holdPlan({ user, why, urgency, plan: planAgain(state, user, urgency, context, pagedAt) }, waiting, context)
}

function isPagedIn({ escalation }: ResponseState, pass: number, user: UserId): boolean {
  return escalation?.pass === pass && escalation.paged.includes(user)
}

/** The rules of an active person from now on; what a run of theirs has still to come keeps its time. */
export function planAgain(
  state: ResponseState,
  userId: UserId,
  urgency: Urgency,
  context: Context,
  pagedAt?: Instant,
): PlannedRule[] {
  const user = context.directory.users.get(userId)
  return user?.isActive ? calcPlan(user, urgency, context.at, pendingRules(state.runs[userId]), pagedAt) : []
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
  // What is not urgent calls more people, but neither louder nor at an hour at which it would not have called anybody before.
  const isCalm = mayWait(head, 'policy_exhausted')
  const urgency = isCalm ? head.urgency : 'high'
  const people = targets.map(({ user, why }): PagedPerson => {
    if (isCalm) return planWaiting(state, { user, why }, urgency, context)
    return { user, why, urgency, plan: planAgain(state, user, urgency, context) }
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
