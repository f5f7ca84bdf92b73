/**
 * Criteria: what takes an incident up the ladder besides that nobody answered. They are asked when their time comes, when the time by
 * which it was to be resolved passes, whenever something of what they may read changed, and each minute where they read minutes. Each comes true once; that it did is a
 * fact with what it was true of.
 */
import type { Instant } from '../kernel/brand.ts'
import type { Context, Decision } from '../kernel/decision.ts'
import { nothing } from '../kernel/decision.ts'
import type { Fact, FactOf, FactType, Head, NewFact } from '../kernel/fact.ts'
import { after } from '../kernel/instant.ts'
import { LEVELS, type Level } from '../kernel/scales.ts'
import type { IncidentSubject } from '../kernel/subject.ts'
import type { Criterion, Policy, PolicyStep } from '../people/policy.ts'
import { askExpression, subjectOf } from './condition.ts'
import { findStepOfLevel, isHigher, levelOfStep } from './ladder.ts'
import { listOpenCriteria, mayGoUp } from './open-criteria.ts'
import { calcPlaces } from './place.ts'
import type { ResponseState } from './response.ts'
import { calcTargets } from './targets.ts'
import { armNextChange } from './timers.ts'

export type CriteriaCommand = { type: 'AskCriteria' }

export function decideCriteria(state: ResponseState, head: Head, context: Context): Decision {
  // It was opened again just now: its new run has yet to begin, would end what began before it, and asks as it begins.
  const isBeginning = head.status === 'open' && !state.escalation?.next
  if (isBeginning || !mayGoUp(state, head)) return nothing('no_criterion_met')
  const wakes = armNextChange(state, head, context.at)
  const decision = askCriteria(state, head, context)
  return wakes.length > 0 && !('rejected' in decision) ? { ...decision, wakes } : decision
}

function askCriteria(state: ResponseState, head: Head, context: Context): Decision {
  const subject = subjectOf(state, head, context)
  const met = listOpenCriteria(state).flatMap((criterion) => askCriterion(criterion, state, subject, context))
  const [first] = met
  if (!first || !state.escalation) return nothing('no_criterion_met')
  const because = 'criterion_met'
  const facts: NewFact[] = [...met]
  const to = met.reduce<Level>((highest, each) => (isHigher(each.to, highest) ? each.to : highest), first.to)
  if (!isHigher(to, state.level)) return { facts, because }
  facts.push({ type: 'LevelReached', level: to, because })
  const { policy, next, lastStep } = state.escalation
  const levels = LEVELS.filter((level) => isHigher(level, state.level) && met.some((each) => each.to === level))
  const { firstStep, reason } = findStep(state, policy, levels.toReversed(), context)
  if (reason) return stay(facts, reason)
  // An escalation that is past it already, and still asks, goes on as it is.
  const isPast = next !== null && lastStep !== null && firstStep !== undefined && lastStep >= firstStep
  if (firstStep !== undefined && !isPast)
    facts.push({ type: 'EscalationStarted', run: state.runsCount + 1, policy, firstStep, because })
  return { facts, because }
}

type Stay = 'level_empty' | 'nobody_else_there'

/**
 * Why nobody is called, where that would help nobody: nobody is named for these steps yet, and those below go on being asked; or nobody
 * but whoever has it, who would be called away from their work. A schedule that has nobody at this hour is a hole and neither of them: then
 * the admins are called.
 */
function whyStay(
  { acknowledgedBy }: ResponseState,
  steps: readonly PolicyStep[],
  { directory, at }: Context,
): Stay | undefined {
  const filled = steps.filter(({ targets }) => targets.length > 0)
  if (filled.length === 0) return 'level_empty'
  const isAlone = filled.every(({ targets }) => {
    const { people } = calcTargets(directory, targets, at)
    const hasPlaces = calcPlaces(directory, targets, at).length > 0
    return !hasPlaces && people.length > 0 && people.every(({ user }) => user === acknowledgedBy)
  })
  return isAlone ? 'nobody_else_there' : undefined
}

/** It is higher than before, and stays where it is; what says so is the criterion that came true. */
function stay(facts: readonly NewFact[], because: Stay): Decision {
  return { facts: facts.map((fact) => (fact.type === 'CriterionMet' ? { ...fact, because } : fact)), because }
}

/** Where the ladder goes on: at the highest of these levels for which there is anybody. */
function findStep(
  state: ResponseState,
  policy: Policy,
  levels: readonly Level[],
  context: Context,
): { firstStep: number | undefined; reason?: Stay } {
  let reason: Stay | undefined
  for (const level of levels) {
    const firstStep = findStepOfLevel(policy, level) ?? lastAbove(policy, state.level)
    if (firstStep === undefined) continue
    const why = whyStay(state, policy.steps.slice(firstStep), context)
    if (!why) return { firstStep }
    reason ??= why
  }
  return { firstStep: undefined, ...(reason && { reason }) }
}

/** A ladder that does not reach so high: its last step, when that is above where the incident is. */
function lastAbove(policy: Policy, level: Level): number | undefined {
  const last = policy.steps.length - 1
  return last >= 0 && isHigher(levelOfStep(policy, last), level) ? last : undefined
}

function askCriterion(
  criterion: Criterion,
  { watch }: ResponseState,
  subject: IncidentSubject,
  context: Context,
): (Omit<FactOf<'CriterionMet'>, 'version' | 'at' | 'actor'> & NewFact)[] {
  const { id, name, to } = criterion
  const asked = watch && answerCriterion(criterion, watch.since, subject, context)
  // What cannot be evaluated is not true: it would take every incident to the top. Its problem shows where policies are checked.
  if (asked?.answer !== true) return []
  return [{ type: 'CriterionMet', criterion: id, name, to, evidence: asked.evidence, because: 'criterion_met' }]
}

/** What a criterion says of an incident that is watched since an instant, and what it read; undefined while its time has not come. */
export function answerCriterion(
  { when, afterMs }: Criterion,
  since: Instant,
  subject: IncidentSubject,
  context: Context,
): { answer: boolean | { problem: string }; evidence: Record<string, string> } | undefined {
  if (afterMs !== undefined && context.at < after(since, afterMs)) return undefined
  const answer = when.trim() === '' ? true : askExpression(when, subject, context)
  return { answer, evidence: { minutes: String(subject.minutes), ...evidenceOf(when, subject) } }
}

/** The values of what the expression reads, by the names that stand in it. */
function evidenceOf(when: string, subject: IncidentSubject): Record<string, string> {
  const names = new Set(when.match(/[a-z_]+/g) ?? [])
  return Object.fromEntries(
    Object.entries(subject)
      .filter(([name]) => names.has(name))
      .map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : String(value)]),
  )
}

/** Facts after which a criterion may be true that was not before, the most telling ones first. */
export const TELLING: readonly FactType[] = [
  'ServicesAffected',
  'AlertsAttached',
  'IncidentAbsorbed',
  'SeverityAssessed',
  'ScopeAssessed',
  'PriorityAssessed',
  'ReportAdded',
  'ProgressReported',
  'SnoozeEnded',
  'EscalationStarted',
  'IncidentAcknowledged',
  'LevelReached',
  'IncidentEdited',
]

/** Whether what happened is a reason to ask the criteria again. */
export function shouldAskCriteria(state: ResponseState, facts: readonly Fact[]): boolean {
  return facts.some(({ type }) => TELLING.includes(type)) && listOpenCriteria(state).length > 0
}
