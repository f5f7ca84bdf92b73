/** Why somebody was paged, or was not: the same story that the facts tell, as it concerns one person. */
import type { Instant, PageId, UserId } from '../kernel/brand.ts'
import type { Fact, FactOf, PageAttemptResult, PlannedRule, TargetReason } from '../kernel/fact.ts'
import type { Reason } from '../kernel/reason.ts'

/** A way that a person’s rules chose; `hours`: of a rule that counts in these hours only. */
export type PlannedWay = Pick<PlannedRule, 'channel' | 'dueAt' | 'because' | 'hours'>

export type PagingMoment =
  /** A step, the end of the policy or somebody by name wanted them; `plan` are the ways that their rules chose. */
  | {
      kind: 'wanted'
      at: Instant
      by: 'step' | 'admins' | 'name'
      step?: number
      why: TargetReason
      because: Reason
      plan: PlannedWay[]
    }
  /** A step would have paged them, and did not. */
  | { kind: 'left_out'; at: Instant; step: number; because: Reason }
  /** A step paged others. */
  | { kind: 'others'; at: Instant; step: number; because: Reason }
  | { kind: 'skipped'; at: Instant; step: number; because: Reason }
  | { kind: 'held'; at: Instant; step: number; until: Instant; because: Reason }
  | { kind: 'page'; at: Instant; page: PageId; channel: string; because: Reason }
  /** `held`: it waits `until` then for pages that follow it. `together`: it was in one message with those of so many other incidents. */
  | {
      kind: 'attempt'
      at: Instant
      page: PageId
      outcome: PageAttemptResult['outcome'] | 'delivered'
      cause?: string
      until?: Instant
      together?: number
    }
  | { kind: 'unreachable'; at: Instant; because: Reason }
  /** From here on nobody is paged, or nobody for what was asked before. `stepsLeft` never came. */
  | { kind: 'stopped'; at: Instant; by: Fact['type']; because: Reason; stepsLeft: number }

/** `facts` of one incident, the oldest first. Whoever was never wanted gets the steps that paged others, and what stopped the rest. */
export function explainPaging(facts: readonly Fact[], user: UserId): PagingMoment[] {
  const pages = new Map<PageId, FactOf<'PageRequested'>>()
  const moments: PagingMoment[] = []
  let running: { steps: number; lastStep: number } | null = null
  for (const fact of facts) {
    if (fact.type === 'PageRequested' && fact.user === user) pages.set(fact.page, fact)
    if (fact.type === 'EscalationStarted') running = { steps: fact.policy.steps.length, lastStep: fact.firstStep - 1 }
    if ((fact.type === 'StepFired' || fact.type === 'StepSkipped') && running) running.lastStep = fact.step
    const moment = momentOf(fact, user, pages)
    if (moment) moments.push(moment)
    if (running && STOPS.includes(fact.type) && !isIncomplete(fact)) {
      const stepsLeft = Math.max(0, running.steps - 1 - running.lastStep)
      moments.push({ kind: 'stopped', at: fact.at, by: fact.type, because: fact.because, stepsLeft })
      running = null
    }
  }
  return moments
}

const STOPS: readonly Fact['type'][] = [
  'IncidentAcknowledged',
  'AcknowledgementAdded',
  'IncidentSnoozed',
  'IncidentMitigated',
  'ServiceRestored',
  'IncidentResolved',
  'IncidentClosed',
  'IncidentDeclined',
  'IncidentMerged',
]

/** Others still have to acknowledge. */
function isIncomplete(fact: Fact): boolean {
  return 'stillNeeded' in fact && (fact.stillNeeded ?? 0) > 0
}

function momentOf(
  fact: Fact,
  user: UserId,
  pages: ReadonlyMap<PageId, FactOf<'PageRequested'>>,
): PagingMoment | undefined {
  const { at, because } = fact
  switch (fact.type) {
    case 'StepFired':
      return stepFired(fact, user)
    case 'EscalationExhausted': {
      const person = fact.people.find((each) => each.user === user)
      return person && { kind: 'wanted', at, by: 'admins', why: person.why, because, plan: planOf(person.plan) }
    }
    case 'ResponderPaged':
      return fact.person.user === user
        ? { kind: 'wanted', at, by: 'name', why: fact.person.why, because, plan: planOf(fact.person.plan) }
        : undefined
    case 'StepSkipped':
      return { kind: 'skipped', at, step: fact.step, because }
    case 'StepHeld':
      return fact.whom.includes(user) ? { kind: 'held', at, step: fact.step, until: fact.until, because } : undefined
    case 'PageRequested':
      return fact.user === user
        ? { kind: 'page', at, page: fact.page, channel: fact.target.channel, because }
        : undefined
    case 'PageAttempted': {
      if (!pages.has(fact.page)) return undefined
      const { result } = fact
      const cause = 'cause' in result ? { cause: result.cause } : {}
      const held = result.outcome === 'held' ? { until: result.until } : {}
      const together = 'together' in result && result.together ? { together: result.together } : {}
      return { kind: 'attempt', at, page: fact.page, outcome: result.outcome, ...cause, ...held, ...together }
    }
    case 'PageDelivered':
      return pages.has(fact.page) ? { kind: 'attempt', at, page: fact.page, outcome: 'delivered' } : undefined
    case 'PersonUnreachable':
      return fact.user === user ? { kind: 'unreachable', at, because } : undefined
    default:
      return undefined
  }
}

function stepFired({ at, step, people, skipped, because }: FactOf<'StepFired'>, user: UserId): PagingMoment {
  const left = skipped.find((each) => each.user === user)
  if (left) return { kind: 'left_out', at, step, because: left.because }
  const person = people.find((each) => each.user === user)
  if (!person) return { kind: 'others', at, step, because }
  return { kind: 'wanted', at, by: 'step', step, why: person.why, because, plan: planOf(person.plan) }
}

function planOf(plan: readonly PlannedWay[]): PlannedWay[] {
  return plan.map(({ channel, dueAt, because, hours }) => ({ channel, dueAt, because, ...(hours && { hours }) }))
}
