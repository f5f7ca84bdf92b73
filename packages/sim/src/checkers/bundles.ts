/**
 * Pages of a burst that go as one message: what a message names has waited and may go with the others, no page is lost in it, and its
 * incident's timeline says what providers really took, with how many others.
 */
import { BUNDLED_MAX, type Request, saysUnmarked, windowMsOf } from '../auditor/bursts.ts'
import { type Checker, type Evidence, latest, type Violation } from '../auditor/evidence.ts'
import { endsPages, factsOf, type Story, tellStories } from '../auditor/story.ts'
import { type Handover, handoversByPage, type Journal } from '../journal.ts'
import { shownTime } from '../world/world.ts'

const law = 'bundles'
/** Two clocks of nodes may be that far apart. */
const SKEW_MS = 2_000
/** Until the outcome is written, from when it was heard: a database that is away is asked again and again, first to mark the others. */
const WRITTEN_MS_MAX = 18_000

export const checkBundles: Checker = (evidence) => {
  const handovers = handoversByPage(evidence.journal)
  return [...tellStories(evidence.journal).values()].flatMap((story) =>
    factsOf(story, 'PageRequested').flatMap((request) => {
      const sent = handovers.get(request.fact.page) ?? []
      return [
        ...checkTold(story, request, sent),
        ...checkHeld(evidence, story, request),
        ...sent.flatMap((each) => checkMember(evidence, story, request, each)),
        ...sent.flatMap((each) => checkWritten(evidence, story, request, each)),
      ]
    }),
  )
}

function violation({ fact }: Request, message: string): Violation {
  return { law, message: `page ${fact.page} ${message}` }
}

/** What the timeline says to have been handed over was taken, in a message that named the page among as many others. */
function checkTold(story: Story, request: Request, sent: readonly Handover[]): Violation[] {
  return attemptsOf(story, request).flatMap(({ fact, at }) => {
    if (fact.result.outcome !== 'handed_over') return []
    const { together = 0 } = fact.result
    const isTrue = sent.some((each) => each.together.length === together + 1 && (each.takenAt ?? Infinity) <= at)
    return isTrue ? [] : [violation(request, `is told to have gone with ${together} others, and no such message went`)]
  })
}

/** That a page waits is said once, where it may wait, and no longer than it may. */
function checkHeld(evidence: Evidence, story: Story, request: Request): Violation[] {
  const held = attemptsOf(story, request).filter(({ fact }) => fact.result.outcome === 'held')
  const windowMs = windowMsOf(evidence, story, request)
  return [
    ...(held.length > 1 ? [violation(request, `is told ${held.length} times to wait`)] : []),
    ...held.flatMap(({ fact, at }) => {
      if (fact.result.outcome !== 'held' || fact.result.until <= at + windowMs + SKEW_MS) return []
      return [violation(request, `is told to wait until ${shownTime(fact.result.until)}; its window is ${windowMs} ms`)]
    }),
  ]
}

/** Whatever goes with others waited for them, and there are no more of them than its channel can show. */
function checkMember(evidence: Evidence, story: Story, request: Request, each: Handover): Violation[] {
  const { together, channel, begunAt } = each
  if (together.length === 1) return []
  const max = BUNDLED_MAX[channel] ?? 1
  const hasWaited = attemptsOf(story, request).some(({ fact, at }) => fact.result.outcome === 'held' && at <= begunAt)
  return [
    ...(together.length > max ? [violation(request, `went with ${together.length - 1} others by ${channel}`)] : []),
    ...(hasWaited ? [] : [violation(request, `went with others at ${shownTime(begunAt)}, and had not waited for any`)]),
    ...(windowMsOf(evidence, story, request) > 0 ? [] : [violation(request, 'went with others, and may not wait')]),
  ]
}

/** What a provider took, as its node heard, ends on the timeline of every incident that the message named. */
function checkWritten(evidence: Evidence, story: Story, request: Request, each: Handover): Violation[] {
  const { told, together } = each
  if (!told?.isTaken || mayHaveLost(evidence.journal, each, told.at)) return []
  const deadline = latest(evidence, told.at + WRITTEN_MS_MAX)
  if (evidence.endedAt <= deadline) return []
  const isWritten = attemptsOf(story, request).some(
    ({ fact, at }) => fact.result.outcome === 'handed_over' && at <= deadline,
  )
  const isOver = story.facts.some(
    ({ fact, at }) => fact.version > request.fact.version && at <= deadline && endsPages(fact, request.fact.user),
  )
  if (isWritten || isOver) return []
  const others = together.length - 1
  return [violation(request, `was taken at ${shownTime(told.at)} with ${others} others, and its incident never heard`)]
}

/** Its node died over it, or said that it could not write it down: the page goes out once more. */
function mayHaveLost({ lives, warnings, errors }: Journal, handover: Handover, at: number): boolean {
  const { node, page } = handover
  const diedAt = lives.find((life) => life.node === node)?.diedAt ?? Infinity
  return (
    diedAt <= at + WRITTEN_MS_MAX ||
    [...warnings, ...errors].some(
      (line) => line.node === node && line.at >= at && (line.facts.send === page || saysUnmarked(line, handover)),
    )
  )
}

function attemptsOf(story: Story, { fact }: Request) {
  return factsOf(story, 'PageAttempted').filter((told) => told.fact.page === fact.page)
}
