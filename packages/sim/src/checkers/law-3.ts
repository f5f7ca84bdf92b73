/**
 * Law 3: an unacknowledged incident is never silent longer than its step's time or a recorded hold. The auditor reckons from
 * each fact until when the next one has to come, and from each requested page when it has to leave.
 */
import type { Fact } from '@tocsin/core/kernel/fact.ts'
import type { Policy } from '@tocsin/core/people/policy.ts'
import { type Bursts, readBursts } from '../auditor/bursts.ts'
import { type Checker, type Evidence, latest, type Violation } from '../auditor/evidence.ts'
import {
  callsOff,
  endsPages,
  factsOf,
  isKeptBack,
  type Standing,
  type Story,
  standingAfter,
  type ToldFact,
  tellStories,
} from '../auditor/story.ts'
import { type Handover, handoversByPage } from '../journal.ts'
import { shownTime } from '../world/world.ts'

const law = 'law 3'
/** Passes and rounds are at least this far apart, whatever a policy says. */
const PAUSE_MS_MIN = 60_000

export const checkSilence: Checker = (evidence) => {
  const stories = [...tellStories(evidence.journal).values()]
  const outside: Outside = { handovers: handoversByPage(evidence.journal), bursts: readBursts(evidence) }
  return [
    ...stories.flatMap((story) => checkStory(evidence, story)),
    ...stories.flatMap((story) => checkRulesRun(evidence, story)),
    ...stories.flatMap((story) => checkPagesLeave(evidence, story, outside)),
  ]
}

/** What providers were asked for. */
interface Outside {
  handovers: ReadonlyMap<string, Handover[]>
  bursts: Bursts
}

interface Watch {
  standing: Standing
  policy: Policy | undefined
  /** What has to come next, and when at the latest. */
  awaited: { what: string; due: number } | null
}

function checkStory(evidence: Evidence, story: Story): Violation[] {
  const watch: Watch = { standing: 'open', policy: undefined, awaited: null }
  const violations: Violation[] = []
  const check = (at: number): void => {
    const { awaited } = watch
    if (!awaited || at <= latest(evidence, awaited.due)) return
    violations.push({
      law,
      message: `${story.incident} waited for ${awaited.what} since ${shownTime(awaited.due)}, at ${shownTime(at)} still in vain`,
    })
    watch.awaited = null
  }
  for (const told of story.facts) {
    check(told.at)
    follow(watch, told)
  }
  check(evidence.endedAt)
  return violations
}

function follow(watch: Watch, { fact, at }: ToldFact): void {
  watch.standing = standingAfter(watch.standing, fact)
  if (fact.type === 'EscalationStarted') watch.policy = fact.policy
  const awaited = nextAwaited(watch, fact, at)
  if (awaited !== undefined) watch.awaited = awaited
}

/** Undefined: the fact changes nothing about what is awaited. */
function nextAwaited({ policy, standing }: Watch, fact: Fact, at: number): Watch['awaited'] | undefined {
  switch (fact.type) {
    case 'IncidentOpened':
    case 'IncidentReopened':
    case 'SnoozeEnded':
      return { what: 'an escalation', due: at }
    case 'IncidentUnmerged':
      return fact.status === 'open' ? { what: 'an escalation', due: at } : null
    case 'EscalationStarted':
      return { what: `step ${fact.firstStep}`, due: at + firstDelay(fact) }
    case 'StepFired':
    case 'StepSkipped':
      return policy ? { what: `what follows step ${fact.step}`, due: at + delayAfter(policy, fact) } : undefined
    case 'StepHeld':
      return { what: `step ${fact.step}, which was held`, due: fact.until }
    case 'IncidentAcknowledged':
      if (fact.stillNeeded) return undefined
      return fact.until ? { what: 'the end of the acknowledgement', due: fact.until } : null
    case 'AcknowledgementAdded':
      if (fact.stillNeeded > 0) return undefined
      return fact.until ? { what: 'the end of the acknowledgement', due: fact.until } : null
    case 'AcknowledgementRenewed':
      return { what: 'the end of the acknowledgement', due: fact.until }
    case 'EscalationExhausted':
      return { what: 'the admins once more', due: at + Math.max(PAUSE_MS_MIN, fact.repeatAfterMs) }
    case 'IncidentSnoozed':
      return { what: 'the end of the snooze', due: fact.until }
    case 'ServiceRestored':
      return fact.quietUntil ? { what: 'the end of the quiet period', due: fact.quietUntil } : null
    default:
      return standing === 'open' || (standing === 'verifying' && !callsOff(fact)) ? undefined : null
  }
}

const AT_ONCE: readonly Fact['because'][] = ['escalated_by_hand', 'urgency_raised', 'criterion_met', 'ack_timeout']

function firstDelay({ because, policy, firstStep }: Extract<Fact, { type: 'EscalationStarted' }>): number {
  const isAtOnce = AT_ONCE.includes(because)
  return isAtOnce ? 0 : (policy.steps[firstStep]?.afterMs ?? 0)
}

function delayAfter(policy: Policy, fact: Extract<Fact, { type: 'StepFired' | 'StepSkipped' }>): number {
  const following = policy.steps[fact.step + 1]
  if (following) return fact.type === 'StepSkipped' ? 0 : following.afterMs
  const pause = Math.max(PAUSE_MS_MIN, policy.repeatAfterMs)
  return fact.pass < policy.repeat ? pause + (policy.steps[0]?.afterMs ?? 0) : pause
}

/** Every later rule of somebody who was paged asks for its page, unless they were called off, or paged anew, before. */
function checkRulesRun(evidence: Evidence, story: Story): Violation[] {
  return story.facts.flatMap(({ fact }, index) => {
    if (fact.type !== 'StepFired' && fact.type !== 'EscalationExhausted') return []
    const following = story.facts.slice(index + 1)
    return fact.people.flatMap(({ user, plan }) =>
      plan.flatMap((rule): Violation[] => {
        const deadline = latest(evidence, rule.dueAt)
        const isOver = following.some(
          (later) =>
            later.at <= deadline &&
            (endsPages(later.fact, user) || isPagedAnew(later.fact, user) || isAskedBy(later.fact, user, rule.contact)),
        )
        if (isOver || evidence.endedAt <= deadline) return []
        return [
          { law, message: `${story.incident} owed ${user} a page by ${rule.contact} at ${shownTime(rule.dueAt)}` },
        ]
      }),
    )
  })
}

function isPagedAnew(fact: Fact, user: string): boolean {
  if (fact.type === 'PersonUnreachable') return fact.user === user
  if (fact.type === 'ResponderPaged') return fact.person.user === user
  if (fact.type !== 'StepFired' && fact.type !== 'EscalationExhausted') return false
  return fact.people.some((person) => person.user === user && person.plan.length > 0)
}

function isAskedBy(fact: Fact, user: string, contact: string): boolean {
  return fact.type === 'PageRequested' && fact.user === user && fact.target.contact === contact
}

/** How long the message may have taken behind which a page waits, until it was written down. */
const TOLD_MS_MAX = 45_000
/** Behind one that is under way a page waits longer than its window, but never longer than this. */
const UNDER_WAY_MS_MAX = 30_000

/** Every page that was asked for leaves for its provider, unless it was called off before; in a burst within its window. */
function checkPagesLeave(evidence: Evidence, story: Story, { handovers, bursts }: Outside): Violation[] {
  return factsOf(story, 'PageRequested').flatMap((request) => {
    const { fact, at } = request
    if (isKeptBack(story, fact.page)) return []
    const [first] = handovers.get(fact.page) ?? []
    const ending = story.facts.find((later) => later.fact.version > fact.version && endsPages(later.fact, fact.user))
    const isOverBy = (deadline: number): boolean =>
      (first ? first.begunAt <= deadline : evidence.endedAt <= deadline) || (ending?.at ?? Infinity) <= deadline
    const deadline = latest(evidence, at)
    if (isOverBy(deadline)) return []
    const patienceMs = bursts.patienceMs(story, request, { deadline, backMs: TOLD_MS_MAX })
    if (patienceMs !== undefined && isOverBy(latest(evidence, at + patienceMs + UNDER_WAY_MS_MAX))) return []
    const left = first ? `left at ${shownTime(first.begunAt)}` : 'never left'
    return [{ law, message: `page ${fact.page}, asked for at ${shownTime(at)}, ${left}` }]
  })
}
