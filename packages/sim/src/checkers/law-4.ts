/** Law 4: each page goes to a target that its step resolved at the instant it fired; duplicates are bounded and carry one key. */
import type { IncidentId, Instant, UserId } from '@tocsin/core/kernel/brand.ts'
import type { Fact, FactOf } from '@tocsin/core/kernel/fact.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'
import type { Policy } from '@tocsin/core/people/policy.ts'
import { saysUnmarked } from '../auditor/bursts.ts'
import { peopleBehind } from '../auditor/duty.ts'
import { type Checker, directoriesAt, type Evidence, type Violation } from '../auditor/evidence.ts'
import { type Story, type ToldFact, tellStories } from '../auditor/story.ts'
import type { Handover } from '../journal.ts'
import { PLACE_HOOK } from '../workload/policy-features.ts'
import { shownTime } from '../world/world.ts'

const law = 'law 4'

export const checkTargets: Checker = (evidence) => {
  const stories = tellStories(evidence.journal)
  return [
    ...[...stories.values()].flatMap((story) => checkSteps(evidence, story)),
    ...[...Map.groupBy(pagesOnly(evidence.journal.handovers), (each) => each.page)].flatMap(([page, handovers]) =>
      checkPage(evidence, stories, page, handovers),
    ),
  ]
}

function pagesOnly(handovers: readonly Handover[]): Handover[] {
  return handovers.filter((handover) => /\/p\d+$/.test(handover.page))
}

function checkSteps(evidence: Evidence, story: Story): Violation[] {
  const violations: Violation[] = []
  let policy: Policy | undefined
  const asked = new Map<UserId, number>()
  for (const told of story.facts) {
    const { fact } = told
    if (fact.type === 'EscalationStarted') policy = fact.policy
    const right = wasLeftOut(fact) ? undefined : expectation(evidence, told, policy)
    if (right) {
      const everybody = 'people' in fact ? fact.people.map((person) => person.user) : []
      for (const place of everybody.filter(isPlace)) asked.set(place, fact.version)
      const people = everybody.filter((user) => !isPlace(user))
      for (const user of people) asked.set(user, fact.version)
      if (!right.isRight(people))
        violations.push({
          law,
          message: `${story.incident} ${shownStep(told)} paged ${people.join(', ') || 'nobody'}; ${right.expected}`,
        })
    }
    if (fact.type === 'ResponderPaged') asked.set(fact.person.user, fact.version)
    if (fact.type === 'PageRequested') violations.push(...checkRequest(evidence, story.incident, told, fact, asked))
  }
  return violations
}

/** Its conditions or hours left it out; whether they hold is a question to the core's own specs. */
function wasLeftOut(fact: Fact): boolean {
  return fact.type === 'StepSkipped' && fact.because !== 'nobody_on_call'
}

/** A vendor or a channel: their names have a colon, which no person's id has. */
function isPlace(user: string): boolean {
  return user.includes(':')
}

function shownStep({ fact, at }: ToldFact): string {
  const step = 'step' in fact ? ` ${fact.step}` : ''
  return `${fact.type}${step} at ${shownTime(at)}`
}

/** What the auditor finds for a step, under any of the configurations that it may have been decided on. */
function expectation(
  evidence: Evidence,
  { fact, at }: ToldFact,
  policy: Policy | undefined,
): { expected: string; isRight(people: UserId[]): boolean } | undefined {
  if (fact.type !== 'StepFired' && fact.type !== 'StepSkipped' && fact.type !== 'EscalationExhausted') return undefined
  const answers = directoriesAt(evidence, at).map((directory) => expectedPeople(directory, fact, policy))
  return {
    expected: `expected ${answers.map((people) => [...people].join(', ') || 'nobody').join(' or ')}`,
    isRight: (people) =>
      answers.some(
        (answer) =>
          people.every((user) => answer.has(user)) && (isPartial(fact, policy) || answer.size === new Set(people).size),
      ),
  }
}

/** A step that takes turns, or asks for people at work, pages some of those behind it; one with a place may page nobody else. */
function isPartial(fact: Fact, policy: Policy | undefined): boolean {
  if (fact.type !== 'StepFired') return false
  const step = policy?.steps[fact.step]
  return step?.turnKey !== undefined || step?.people !== undefined
}

function expectedPeople(
  directory: Directory,
  fact: FactOf<'StepFired' | 'StepSkipped' | 'EscalationExhausted'>,
  policy: Policy | undefined,
): Set<UserId> {
  if (fact.type !== 'EscalationExhausted')
    return peopleBehind(directory, policy?.steps[fact.step]?.targets ?? [], fact.at)
  const last = peopleBehind(directory, policy?.steps.at(-1)?.targets ?? [], fact.at)
  const admins = [...directory.users.values()].filter((user) => user.role === 'admin' && user.isActive)
  return new Set([...last, ...admins.map((user) => user.id)])
}

/** A page is for somebody who was asked before, who is active, at an address that is theirs. */
function checkRequest(
  evidence: Evidence,
  incident: IncidentId,
  { at }: ToldFact,
  fact: FactOf<'PageRequested'>,
  asked: ReadonlyMap<UserId, number>,
): Violation[] {
  const say = (message: string): Violation[] => [{ law, message: `page ${fact.page} of ${incident} ${message}` }]
  if (!asked.has(fact.user)) return say(`is for ${fact.user}, whom no step had asked`)
  if (isPlace(fact.user)) return fact.target.to === PLACE_HOOK ? [] : say(`goes to ${fact.target.to}`)
  const users = directoriesAt(evidence, at).flatMap((directory) => directory.users.get(fact.user) ?? [])
  if (!users.some((user) => user.isActive)) return say(`is for ${fact.user}, who is deactivated`)
  const isTheirs = users.some(
    (user) =>
      user.email === fact.target.to ||
      user.contacts.some((contact) => contact.to === fact.target.to && contact.isVerified),
  )
  return isTheirs ? [] : say(`goes to ${fact.target.to}, which is not ${fact.user}'s`)
}

/** What a node says that cannot ask whether another message has a page in it: then it sends the page rather than nobody does. */
const UNASKED: readonly string[] = [
  'what went to a contact before could not be asked for',
  'a page that waits for others could not be put at their head',
]
const UNASKED_MS_MAX = 2_000
/** Attempts that a page may have, by the schedule of retries; deaths and lost answers add to it. */
const ATTEMPTS_MAX = 5
/** A node that dies this soon after it heard may not have written it down. */
const REPORT_MS_MAX = 5_000

function checkPage(
  evidence: Evidence,
  stories: ReadonlyMap<IncidentId, Story>,
  page: string,
  handovers: readonly Handover[],
): Violation[] {
  const say = (message: string): Violation => ({ law, message: `page ${page} ${message}` })
  const story = stories.get(page.split('/')[0] as IncidentId)
  const request = story?.facts.find((told) => told.fact.type === 'PageRequested' && told.fact.page === page)
  const [first] = handovers
  if (!request || !first || request.at > first.begunAt) return [say('was sent before anybody had committed to it')]
  const { target } = request.fact as Extract<Fact, { type: 'PageRequested' }>
  const violations: Violation[] = []
  if (handovers.some((each) => each.to !== target.to || each.channel !== target.channel))
    violations.push(say(`was sent to another address than ${target.to}`))
  // In a burst it has the key of the message's first page.
  const byLeader = Map.groupBy(handovers, ({ together: [leader] }) => leader)
  if ([...byLeader.values()].some((sent) => new Set(sent.map((each) => each.key)).size > 1))
    violations.push(say('was sent under several keys'))
  for (const [index, again] of handovers.entries()) {
    const before = handovers[index - 1]
    if (before && !mayRepeat(evidence, { ...before, begunAt: beginOfAttempt(handovers, index - 1) }, again))
      violations.push(
        say(`was sent again at ${shownTime(again.begunAt)} although ${before.node} knew that it was taken`),
      )
  }
  const deaths = evidence.journal.lives.filter((life) => life.diedAt !== undefined).length
  const providers = new Set(handovers.map((each) => each.provider)).size
  if (handovers.length > ATTEMPTS_MAX * providers + deaths) violations.push(say(`was sent ${handovers.length} times`))
  return violations
}

/** The second provider is asked within the attempt in which the first failed. */
function beginOfAttempt(handovers: readonly Handover[], index: number): Instant {
  const [each, earlier] = [handovers[index], handovers[index - 1]]
  const isSameAttempt = earlier?.told && earlier.node === each?.node && earlier.provider !== each.provider
  return (isSameAttempt ? earlier.begunAt : each?.begunAt) ?? (0 as Instant)
}

/**
 * Once more is right when the try before failed, or when whoever made it could not say what became of it: then another node takes it over,
 * some time after the attempt began.
 */
function mayRepeat({ journal }: Evidence, before: Handover, again: Handover): boolean {
  const couldNotAsk = ({ node: asking, begunAt }: Handover): boolean =>
    journal.errors.some(
      ({ node, at, message }) =>
        node === asking && UNASKED.includes(message) && at <= begunAt && begunAt <= at + UNASKED_MS_MAX,
    )
  // One of both has it alone, since nobody could tell that node of the other.
  if ([before, again].some((each) => each.together.length > 1) && [before, again].some(couldNotAsk)) return true
  const { told } = before
  if (!told || told.at > again.begunAt) return again.begunAt - before.begunAt >= 1_000
  if (!told.isTaken) return true
  const life = journal.lives.find((each) => each.node === before.node)
  if (life?.diedAt !== undefined && life.diedAt <= told.at + REPORT_MS_MAX) return true
  // It said that it could not write the outcome down, and died or gave up over it.
  return [...journal.warnings, ...journal.errors].some(
    (line) =>
      line.node === before.node &&
      line.at >= told.at &&
      (line.facts.send === before.page || saysUnmarked(line, before)),
  )
}
