/**
 * Limits per person: a page is kept back only from somebody whom a page of the same run has reached, only where so many messages of that
 * channel were really taken, and it always goes by another way.
 */
import type { FactOf } from '@tocsin/core/kernel/fact.ts'
import { type Checker, directoriesAt, type Evidence, type Violation } from '../auditor/evidence.ts'
import { callsOff, factsOf, isAcknowledgedBy, type Story, type ToldFact, tellStories } from '../auditor/story.ts'
import { isFirstNamed } from '../journal.ts'

const law = 'limits'

export const checkLimits: Checker = (evidence) =>
  [...tellStories(evidence.journal).values()].flatMap((story) =>
    factsOf(story, 'PageAttempted')
      .filter(({ fact }) => fact.because === 'limit_reached')
      .flatMap((told) => checkKeptBack(evidence, story, told)),
  )

function checkKeptBack(
  evidence: Evidence,
  story: Story,
  { fact, at }: ToldFact & { fact: FactOf<'PageAttempted'> },
): Violation[] {
  const say = (message: string): Violation[] => [{ law, message: `page ${fact.page} was kept back ${message}` }]
  const request = factsOf(story, 'PageRequested').find((told) => told.fact.page === fact.page)
  if (!request) return say('though nobody had asked for it')
  const { user, target } = request.fact
  const pages = new Set(
    factsOf(story, 'PageRequested').flatMap((told) => (told.fact.user === user ? told.fact.page : [])),
  )
  const wasReached = factsOf(story, 'PageAttempted').some(
    (told) =>
      told.fact.version < request.fact.version &&
      told.fact.result.outcome === 'handed_over' &&
      pages.has(told.fact.page),
  )
  if (!wasReached) return say(`from ${user}, whom nothing had reached`)
  const directories = directoriesAt(evidence, at)
  const limits = directories.map(({ settings }) => settings.messageLimits?.[target.channel]?.hour)
  const taken = evidence.journal.handovers.filter(
    (each) => each.channel === target.channel && each.to === target.to && each.begunAt <= at && isFirstNamed(each),
  ).length
  if (limits.every((limit) => limit === undefined || taken < limit)) return say(`after ${taken} of ${limits.join()}`)
  const between = story.facts.filter((told) => told.fact.version > request.fact.version)
  const isOver = between.some(({ fact: each }) => each.version < fact.version && endsPage(each, user))
  const next = between.find((told) => told.fact.version === fact.version + 1)?.fact
  const goesOn = next?.type === 'PageRequested' && next.user === user
  const isGone = directories.some(({ users }) => users.get(user)?.isActive !== true)
  return isOver || goesOn || isGone ? [] : say('and went by no other way')
}

/** It is not waited for any more: taken, begun anew, or its reader is gone. */
function endsPage(fact: ToldFact['fact'], user: string): boolean {
  if (callsOff(fact) || isAcknowledgedBy(fact, user) || fact.type === 'EscalationStarted') return true
  return (fact.type === 'PersonUnreachable' || fact.type === 'ResponderJoined') && fact.user === user
}
