/**
 * The auditor's own picture of an incident, made of its committed facts by rules of its own: simpler than the core's, and
 * sharing nothing with it but the names of the facts.
 */
import type { IncidentId } from '@tocsin/core/kernel/brand.ts'
import type { Fact, FactOf, FactType } from '@tocsin/core/kernel/fact.ts'
import type { Journal } from '../journal.ts'

export interface ToldFact {
  fact: Fact
  /** The instant of its commit. */
  at: number
  node: string
}

export interface Story {
  incident: IncidentId
  /** In the order of their versions. */
  facts: ToldFact[]
}

export function tellStories({ commits }: Journal): Map<IncidentId, Story> {
  const stories = new Map<IncidentId, Story>()
  for (const { at, node, facts } of commits) {
    for (const { incident, fact } of facts) {
      const story = stories.get(incident) ?? { incident, facts: [] }
      story.facts.push({ fact, at, node })
      stories.set(incident, story)
    }
  }
  for (const story of stories.values()) story.facts.sort((a, b) => a.fact.version - b.fact.version)
  return stories
}

export type Standing = 'open' | 'taken' | 'verifying' | 'resolved' | 'over'

/** Where a fact brings an incident. */
export function standingAfter(standing: Standing, fact: Fact): Standing {
  switch (fact.type) {
    case 'IncidentOpened':
    case 'IncidentReopened':
    case 'EscalationStarted':
      return 'open'
    case 'IncidentAcknowledged':
    case 'IncidentMitigated':
      return 'taken'
    case 'ServiceRestored':
      return fact.quietUntil ? 'verifying' : standing
    case 'IncidentResolved':
      return 'resolved'
    case 'IncidentClosed':
    case 'IncidentDeclined':
    case 'IncidentMerged':
      return 'over'
    case 'IncidentUnmerged':
      return STANDING_OF[fact.status]
    default:
      return standing
  }
}

const STANDING_OF = { open: 'open', acknowledged: 'taken', mitigated: 'taken', resolved: 'resolved' } as const

/** Facts after which nobody is to be paged any more for what was asked before, people who were asked for by name aside. */
const CALLS_OFF: readonly FactType[] = [
  'IncidentAcknowledged',
  'IncidentSnoozed',
  'IncidentMitigated',
  'ServiceRestored',
  'IncidentResolved',
  'IncidentClosed',
  'IncidentDeclined',
  'IncidentMerged',
]

export function callsOff(fact: Fact): boolean {
  if (fact.type === 'AcknowledgementAdded') return fact.stillNeeded === 0
  if (fact.type === 'IncidentAcknowledged' && fact.stillNeeded) return false
  return CALLS_OFF.includes(fact.type)
}

/** One of several who have to acknowledge did: they are paged no more, the others are. */
export function isAcknowledgedBy(fact: Fact, user: string): boolean {
  return (fact.type === 'IncidentAcknowledged' || fact.type === 'AcknowledgementAdded') && fact.by === user
}

/** The pages of somebody are waited for no more: a new run asks anew; whoever joined is not asked any more. */
export function endsPages(fact: Fact, user: string): boolean {
  if (fact.type === 'ResponderJoined') return fact.user === user
  if (isAcknowledgedBy(fact, user)) return true
  return callsOff(fact) || fact.type === 'EscalationStarted' || fact.type === 'IncidentReopened'
}

/** A limit kept it back: it leaves for no provider, and another goes in its place. */
export function isKeptBack({ facts }: Story, page: string): boolean {
  return facts.some(
    ({ fact }) => fact.type === 'PageAttempted' && fact.page === page && fact.because === 'limit_reached',
  )
}

export function factsOf<T extends FactType>(story: Story, type: T): (ToldFact & { fact: FactOf<T> })[] {
  return story.facts.filter((told): told is ToldFact & { fact: FactOf<T> } => told.fact.type === type)
}
