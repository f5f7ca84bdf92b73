/**
 * Channels with two providers: what the first did not take is handed to the second within the same attempt, unless nobody wants it any
 * more; a first that failed several times in a row is left alone for a while. By what the world saw each node ask.
 */
import type { Fact } from '@tocsin/core/kernel/fact.ts'
import type { Checker, Evidence, Violation } from '../auditor/evidence.ts'
import { endsPages, factsOf, type Story, tellStories } from '../auditor/story.ts'
import { type Handover, isFirstNamed } from '../journal.ts'
import { SECOND_MAIL } from '../world/providers.ts'
import { shownTime } from '../world/world.ts'

const law = 'providers'
/** Between the failure of one and the asking of the other a node asks the database whether anybody wants it. */
const AT_ONCE_MS = 5_000
const FAILURES_MAX = 3
/** A minute, less what its clock may have been put back and forth meanwhile. */
const REST_MS = 55_000

/** Whose second provider is which. */
const SECOND_OF: Readonly<Record<string, string>> = { email: SECOND_MAIL }

export const checkProviders: Checker = (evidence) => {
  const stories = tellStories(evidence.journal)
  const messages = evidence.journal.handovers.filter((each) => SECOND_OF[each.channel] && isFirstNamed(each))
  return [...Map.groupBy(messages, ({ node, channel }) => `${node} ${channel}`).values()].flatMap((asked) => [
    ...checkSecondAsked(evidence, stories, asked),
    ...checkFirstRests(asked),
  ])
}

function isFirst({ channel, provider }: Handover): boolean {
  return channel === provider
}

function isOther(each: Handover, other: Handover): boolean {
  return other.page === each.page && other.provider !== each.provider && other.together.join() === each.together.join()
}

/** Whichever is asked first and fails: the other one is asked next, by the same node, for the same. */
function checkSecondAsked(
  evidence: Evidence,
  stories: ReadonlyMap<string, Story>,
  asked: readonly Handover[],
): Violation[] {
  const byPage = Map.groupBy(asked, ({ page }) => page)
  return asked.flatMap((each) => {
    const { told, page, node, provider } = each
    if (!told || told.isTaken || told.isOfAddress) return []
    const until = told.at + AT_ONCE_MS
    const isAsked = byPage
      .get(page)
      ?.some(
        (other) =>
          isOther(each, other) &&
          ((told.at <= other.begunAt && other.begunAt <= until) || isJustBefore(other, each.begunAt)),
      )
    if (isAsked || hasEndedBy(evidence, node, until) || each.together.every((name) => isOver(stories, name, until)))
      return []
    const message = `${page} was not taken by ${provider} at ${shownTime(told.at)}, and ${node} asked no other`
    return [{ law, message }]
  })
}

/** The other had failed, and this was the second to be asked. */
function isJustBefore({ told }: Handover, begunAt: number): boolean {
  return told !== undefined && !told.isTaken && told.at <= begunAt && begunAt <= told.at + AT_ONCE_MS
}

function hasEndedBy({ journal, endedAt }: Evidence, node: string, until: number): boolean {
  return (journal.lives.find((life) => life.node === node)?.diedAt ?? endedAt) <= until
}

/** Somebody took its incident, it is asked for anew, or another node that had it by then brought it to its end. What is no page asks for no answer. */
function isOver(stories: ReadonlyMap<string, Story>, page: string, until: number): boolean {
  const story = stories.get(page.split('/')[0] ?? '')
  if (!story) return false
  const request = factsOf(story, 'PageRequested').find(({ fact }) => fact.page === page)?.fact
  if (!request) return false
  return story.facts.some(
    ({ fact, at }) =>
      fact.version > request.version && at <= until && (endsPages(fact, request.user) || isLastAttempt(fact, page)),
  )
}

function isLastAttempt(fact: Fact, page: string): boolean {
  if (fact.type !== 'PageAttempted' || fact.page !== page) return false
  return fact.result.outcome === 'handed_over' || fact.result.outcome === 'gave_up'
}

/** What a node heard of the first, in the order in which it heard it, decides until when it asks the second alone. */
function checkFirstRests(asked: readonly Handover[]): Violation[] {
  const heard = asked
    .flatMap((each) => (isFirst(each) && each.told ? [{ each, told: each.told }] : []))
    .sort((a, b) => a.told.at - b.told.at)
  return asked.filter(isFirst).flatMap((each) => {
    const before = heard.filter(({ told }) => told.at < each.begunAt)
    const last = before.at(-1)?.each
    const hasFailed = before.slice(-FAILURES_MAX).filter(({ told }) => !told.isTaken && !told.isOfAddress)
    if (!last || hasFailed.length < FAILURES_MAX || each.begunAt >= last.begunAt + REST_MS) return []
    if (asked.some((other) => isOther(each, other) && isJustBefore(other, each.begunAt))) return []
    // Of what was heard in the same instant nobody knows which came first.
    const instants = [each.begunAt, ...hasFailed.map(({ told }) => told.at)]
    if (heard.some(({ told }) => instants.includes(told.at) && (told.isTaken || told.isOfAddress))) return []
    const message = `${each.node} asked ${each.provider} for ${each.page} at ${shownTime(each.begunAt)}, which had failed ${FAILURES_MAX} times`
    return [{ law, message }]
  })
}
