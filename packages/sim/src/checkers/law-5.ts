/** Law 5: once somebody took it, nobody is paged any more for what was asked before; what is on its way may arrive. */
import type { UserId } from '@tocsin/core/kernel/brand.ts'
import type { Checker, Violation } from '../auditor/evidence.ts'
import { callsOff, factsOf, isAcknowledgedBy, type Story, tellStories } from '../auditor/story.ts'
import { type Handover, handoversByPage, type Journal } from '../journal.ts'
import { shownTime } from '../world/world.ts'

const law = 'law 5'
/** From the claim of a send to its first byte. */
const ON_ITS_WAY_MS = 1_000

export const checkCalledOff: Checker = ({ journal }) => {
  const handovers = handoversByPage(journal)
  return [...tellStories(journal).values()].flatMap((story) => checkStory(journal, handovers, story))
}

/** One provider failed, and its node could not ask whether anybody still wants it: then it goes to the other at once. */
function isUnasked({ warnings }: Journal, { page, node, begunAt }: Handover): boolean {
  const isJustBefore = (at: number): boolean => at <= begunAt && begunAt <= at + ON_ITS_WAY_MS
  return warnings.some((line) => line.node === node && line.facts.unasked === page && isJustBefore(line.at))
}

function checkStory(journal: Journal, handovers: ReadonlyMap<string, Handover[]>, story: Story): Violation[] {
  const byName = new Set<UserId>(factsOf(story, 'ResponderPaged').map(({ fact }) => fact.person.user))
  const endings = story.facts
  return factsOf(story, 'PageRequested').flatMap(({ fact: page }) => {
    const ending = endings.find(
      ({ fact }) => fact.version > page.version && (callsOff(fact) || isAcknowledgedBy(fact, page.user)),
    )
    if (!ending || byName.has(page.user)) return []
    const late = (handovers.get(page.page) ?? []).filter(
      (each) => each.begunAt > ending.at + ON_ITS_WAY_MS && !isUnasked(journal, each),
    )
    return late.map((each) => ({
      law,
      message: `page ${page.page} went to ${page.user} at ${shownTime(each.begunAt)}, after ${ending.fact.type} at ${shownTime(ending.at)}`,
    }))
  })
}
