/**
 * Law 6: a page waits for nothing else. When nothing is wrong it leaves at once, however much of other kinds is under way; what
 * follows another page to its contact in a burst leaves within its window.
 */
import { readBursts } from '../auditor/bursts.ts'
import type { Checker } from '../auditor/evidence.ts'
import { endsPages, factsOf, isKeptBack, tellStories } from '../auditor/story.ts'
import { handoversByPage } from '../journal.ts'
import { shownTime } from '../world/world.ts'

const law = 'law 6'
/** Two polls: a nudge that was lost costs one. */
const AT_ONCE_MS = 2_500
/** What began in the last fault may still be in the way. */
const RECOVERY_MS = 25_000
/** In a burst: until what was taken is written down, and until those that wait have found their turn. */
const TOLD_MS_MAX = 10_000
const GATHERED_MS_MAX = 5_000

export const checkPagesFirst: Checker = (evidence) => {
  const { journal, calmAt, endedAt } = evidence
  const handovers = handoversByPage(journal)
  const bursts = readBursts(evidence)
  return [...tellStories(journal).values()].flatMap((story) =>
    factsOf(story, 'PageRequested').flatMap((request) => {
      const { fact, at } = request
      if (at < calmAt + RECOVERY_MS || isKeptBack(story, fact.page)) return []
      const [first] = handovers.get(fact.page) ?? []
      const isOverBy = (deadline: number): boolean =>
        deadline > endedAt ||
        (first !== undefined && first.begunAt <= deadline) ||
        story.facts.some(
          (later) => later.fact.version > fact.version && later.at <= deadline && endsPages(later.fact, fact.user),
        )
      const deadline = at + AT_ONCE_MS
      if (isOverBy(deadline)) return []
      const patienceMs = bursts.patienceMs(story, request, { deadline, backMs: TOLD_MS_MAX })
      if (patienceMs !== undefined && isOverBy(deadline + patienceMs + GATHERED_MS_MAX)) return []
      const left = first ? `left at ${shownTime(first.begunAt)}` : 'never left'
      return [{ law, message: `page ${fact.page}, asked for at ${shownTime(at)} when nothing was wrong, ${left}` }]
    }),
  )
}
