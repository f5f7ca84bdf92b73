/** Law 6: a page waits for nothing else. When nothing is wrong it leaves at once, however much of other kinds is under way. */
import type { Checker } from '../auditor/evidence.ts'
import { callsOff, factsOf, isAcknowledgedBy, isKeptBack, tellStories } from '../auditor/story.ts'
import { handoversByPage } from '../journal.ts'
import { shownTime } from '../world/world.ts'

const law = 'law 6'
/** Two polls: a nudge that was lost costs one. */
const AT_ONCE_MS = 2_500
/** What began in the last fault may still be in the way. */
const RECOVERY_MS = 25_000

export const checkPagesFirst: Checker = ({ journal, calmAt, endedAt }) => {
  const handovers = handoversByPage(journal)
  return [...tellStories(journal).values()].flatMap((story) =>
    factsOf(story, 'PageRequested').flatMap(({ fact, at }) => {
      if (at < calmAt + RECOVERY_MS || at + AT_ONCE_MS > endedAt) return []
      const [first] = handovers.get(fact.page) ?? []
      if (first && first.begunAt <= at + AT_ONCE_MS) return []
      const isCalledOff = story.facts.some(
        (later) =>
          later.fact.version > fact.version &&
          later.at <= at + AT_ONCE_MS &&
          (callsOff(later.fact) || isAcknowledgedBy(later.fact, fact.user) || later.fact.type === 'EscalationStarted'),
      )
      if (isCalledOff || isKeptBack(story, fact.page)) return []
      const left = first ? `left at ${shownTime(first.begunAt)}` : 'never left'
      return [{ law, message: `page ${fact.page}, asked for at ${shownTime(at)} when nothing was wrong, ${left}` }]
    }),
  )
}
