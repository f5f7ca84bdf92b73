/** Law 5: once somebody took it, nobody is paged any more for what was asked before; what is on its way may arrive. */
import type { UserId } from '@tocsin/core/kernel/brand.ts'
import type { Checker, Violation } from '../auditor/evidence.ts'
import { callsOff, factsOf, isAcknowledgedBy, type Story, tellStories } from '../auditor/story.ts'
import { type Handover, handoversByPage, type Journal } from '../journal.ts'
import { shownTime } from '../world/world.ts'

const law = 'law 5'
/** From the claim of a send to its first byte. */
const ON_ITS_WAY_MS = 1_000
/** Between the failure of one provider and the asking of the other its node asks a slow database whether anybody wants it. */
const ASKED_MS_MAX = 5_000

export const checkCalledOff: Checker = ({ journal }) => {
  const stories = [...tellStories(journal).values()]
  const calledOff = stories.flatMap(pagesCalledOff)
  const sent: Sent = {
    journal,
    byPage: handoversByPage(journal),
    endedAt: new Map(calledOff.map(({ page, at }) => [page, at])),
  }
  return calledOff.flatMap((each) => checkPage(sent, each))
}

interface Sent {
  journal: Journal
  byPage: ReadonlyMap<string, Handover[]>
  /** When each page was called off that was. */
  endedAt: ReadonlyMap<string, number>
}

interface CalledOff {
  page: string
  user: UserId
  by: string
  at: number
}

function pagesCalledOff(story: Story): CalledOff[] {
  const byName = new Set<UserId>(factsOf(story, 'ResponderPaged').map(({ fact }) => fact.person.user))
  return factsOf(story, 'PageRequested').flatMap(({ fact: { page, user, version } }) => {
    const ending = story.facts.find(
      ({ fact }) => fact.version > version && (callsOff(fact) || isAcknowledgedBy(fact, user)),
    )
    return ending && !byName.has(user) ? [{ page, user, by: ending.fact.type, at: ending.at }] : []
  })
}

function checkPage(sent: Sent, { page, user, by, at }: CalledOff): Violation[] {
  return (sent.byPage.get(page) ?? [])
    .filter((each) => each.begunAt > at + ON_ITS_WAY_MS && !isUnasked(sent, each) && !isWantedByOthers(sent, each, at))
    .map((each) => ({
      law,
      message: `page ${page} went to ${user} at ${shownTime(each.begunAt)}, after ${by} at ${shownTime(at)}`,
    }))
}

/** One provider failed, and its node could not ask whether anybody still wants it: then it goes to the other at once. */
function isUnasked({ journal }: Sent, { together, node, begunAt }: Handover): boolean {
  const isJustBefore = (at: number): boolean => at <= begunAt && begunAt <= at + ON_ITS_WAY_MS
  return journal.warnings.some(
    (line) => line.node === node && together.includes(String(line.facts.unasked)) && isJustBefore(line.at),
  )
}

/** One provider failed to take the message of a burst, and it goes to the other as it is: somebody waits for another page in it. */
function isWantedByOthers(
  { byPage, endedAt }: Sent,
  { page, together, node, provider, begunAt }: Handover,
  at: number,
) {
  const failed = byPage
    .get(page)
    ?.find(
      (each) =>
        each.node === node &&
        each.provider !== provider &&
        each.together.join() === together.join() &&
        each.begunAt <= at + ON_ITS_WAY_MS &&
        each.told !== undefined &&
        each.told.at <= begunAt &&
        begunAt <= each.told.at + ASKED_MS_MAX,
    )?.told
  return failed !== undefined && together.some((other) => (endedAt.get(other) ?? Infinity) > failed.at)
}
