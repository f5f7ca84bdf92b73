/**
 * Pages that follow another to their contact in a burst, by the auditor's own reading of the configuration: how long each may wait, and
 * what it may wait behind. A contact that has heard of nothing lately is told at once.
 */
import type { FactOf } from '@tocsin/core/kernel/fact.ts'
import type { Handover, LogLine } from '../journal.ts'
import { directoriesAt, type Evidence } from './evidence.ts'
import { factsOf, type Story, type ToldFact } from './story.ts'

/** How many pages one message of a channel holds; of the others each page goes by itself. */
export const BUNDLED_MAX: Readonly<Record<string, number>> = { email: 15, ntfy: 10 }
/** What is most urgent, and what was late before, waits no longer. */
const SHORT_MS = 5_000
const LATE: readonly string[] = ['contact_gave_up', 'contact_at_limit', 'limit_waived']

export type Request = ToldFact & { fact: FactOf<'PageRequested'> }

/** The longest that a page may wait for others, under any configuration that it may have been sent with; 0: not at all. */
export function windowMsOf(evidence: Evidence, story: Story, { fact, at }: Request): number {
  if (BUNDLED_MAX[fact.target.channel] === undefined) return 0
  const assessed = factsOf(story, 'PriorityAssessed').findLast((told) => told.fact.version < fact.version)
  const priority = assessed?.fact.priority ?? 'P5'
  const windows = directoriesAt(evidence, at).map(({ users, settings: { pageBundling } }) => {
    const user = users.get(fact.user)
    const seconds = user?.bundleSeconds ?? pageBundling?.seconds ?? 0
    if (!user || !pageBundling || pageBundling.never.includes(priority)) return 0
    const isShort = priority === 'P1' || LATE.includes(fact.because)
    return isShort ? Math.min(seconds * 1_000, SHORT_MS) : seconds * 1_000
  })
  return Math.max(...windows)
}

/** A node could not write down which pages were in this message: those that it did not lead go out by themselves. */
export function saysUnmarked({ node, message, facts }: LogLine, { node: sender, together }: Handover): boolean {
  const isSo = message === 'what went out together could not be marked so' && node === sender
  return isSo && together.length > 1 && together.includes(String(facts.page))
}

export interface Bursts {
  /**
   * How long a page may wait that did not leave by `deadline`: it says that it waits, and its contact was told of another incident by
   * then, no longer than its window and `backMs` before it was asked for. Undefined when it may not wait.
   */
  patienceMs(story: Story, request: Request, bounds: { deadline: number; backMs: number }): number | undefined
}

export function readBursts(evidence: Evidence): Bursts {
  const byContact = Map.groupBy(evidence.journal.handovers, contactOf)
  return {
    patienceMs(story, request, { deadline, backMs }) {
      const windowMs = windowMsOf(evidence, story, request)
      if (windowMs === 0 || !isSaidToWait(story, request, deadline)) return undefined
      const since = request.at - windowMs - backMs
      const wasTold = byContact
        .get(contactOf(request.fact.target))
        ?.some(({ page, begunAt }) => since <= begunAt && begunAt <= deadline && !page.startsWith(`${story.incident}/`))
      return wasTold ? windowMs : undefined
    },
  }
}

function contactOf({ channel, to }: Pick<Handover, 'channel' | 'to'>): string {
  return `${channel} ${to}`
}

function isSaidToWait(story: Story, { fact }: Request, deadline: number): boolean {
  return factsOf(story, 'PageAttempted').some(
    (told) => told.fact.page === fact.page && told.fact.result.outcome === 'held' && told.at <= deadline,
  )
}
