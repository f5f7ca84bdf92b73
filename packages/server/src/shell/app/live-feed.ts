/**
 * What clients are told while they watch. An event only says that something changed; whoever cares reads it. The last events
 * are kept, so that a client that was away for a moment goes on where it was; whoever was away longer reads everything anew.
 */
import type { Fact } from '@tocsin/core/kernel/fact.ts'
import type { PresenceState } from '../../record/presence.ts'
import type { EngineWatch } from '../engine/deps.ts'

export type LiveEvent =
  | { event: 'incident'; data: { id: string; version: number; types: string[] } }
  /** The id `*`: many at once. */
  | { event: 'alert'; data: { id: string } }
  | { event: 'config'; data: { version: number } }
  /** Somebody came, went or writes. It passes: whoever was away does not hear of it later. */
  | { event: 'presence'; data: { id: string; user: string; state: PresenceState } }
  /** Something may have gone unseen. */
  | { event: 'resync'; data: Record<string, never> }

/** What passes has no id. */
export type FeedEntry = LiveEvent & { id?: string }

export interface Subscription {
  /** What came after the event that the client saw last; `resync` when that is no longer known. */
  missed: FeedEntry[] | 'resync'
  end(): void
}

export interface LiveFeed {
  /** For everybody who watches this node. */
  publish(events: readonly LiveEvent[]): void
  /** Null when as many watch as this node serves. */
  subscribe(listener: (entry: FeedEntry) => void, lastEventId: string | undefined): Subscription | null
  listenersCount(): number
}

export const RESYNC: LiveEvent = { event: 'resync', data: {} }

const KEPT_MAX = 1_000

/** `epoch` tells this process's event ids from those of others: a random text without dashes. */
export function createLiveFeed(options: { epoch: string; listenersMax: number }): LiveFeed {
  const listeners = new Set<(entry: FeedEntry) => void>()
  let kept: FeedEntry[] = []
  let count = 0
  const missedAfter = (lastEventId: string | undefined): FeedEntry[] | 'resync' => {
    if (lastEventId === undefined) return []
    const [epoch, number] = lastEventId.split('-')
    const seen = Number(number)
    const isKnown = epoch === options.epoch && Number.isSafeInteger(seen) && seen <= count
    return isKnown && seen >= count - kept.length ? kept.slice(kept.length - (count - seen)) : 'resync'
  }
  return {
    publish(events) {
      for (const event of events) {
        if (event.event === 'presence') {
          for (const listener of listeners) listener(event)
          continue
        }
        count += 1
        const entry = { ...event, id: `${options.epoch}-${count}` }
        kept.push(entry)
        for (const listener of listeners) listener(entry)
      }
      if (kept.length > 2 * KEPT_MAX) kept = kept.slice(-KEPT_MAX)
    },
    subscribe(listener, lastEventId) {
      if (listeners.size >= options.listenersMax) return null
      const missed = missedAfter(lastEventId)
      listeners.add(listener)
      return { missed, end: () => void listeners.delete(listener) }
    },
    listenersCount: () => listeners.size,
  }
}

const ALERTS_NAMED_MAX = 20

/** What a commit means for those who watch. */
export function eventsOfCommit(incident: string, facts: readonly Fact[]): LiveEvent[] {
  const version = facts.at(-1)?.version
  if (version === undefined) return []
  const types = [...new Set(facts.map((fact) => fact.type))]
  const alerts = new Set(
    facts.flatMap((fact) =>
      fact.type === 'AlertsAttached' || fact.type === 'AlertsCleared'
        ? fact.alerts.map(({ id }): string => id)
        : 'firing' in fact
          ? [...fact.firing, ...fact.cleared].map(({ id }): string => id)
          : [],
    ),
  )
  const named = alerts.size > ALERTS_NAMED_MAX ? ['*'] : [...alerts]
  return [
    { event: 'incident', data: { id: incident, version, types } },
    ...named.map((id): LiveEvent => ({ event: 'alert', data: { id } })),
  ]
}

/** Several watches as one. */
export function watchAll(...watches: readonly Partial<EngineWatch>[]): EngineWatch {
  return {
    committed: (incident, facts) => {
      for (const watch of watches) watch.committed?.(incident, facts)
    },
    pageHandedOver: (channel, ms) => {
      for (const watch of watches) watch.pageHandedOver?.(channel, ms)
    },
    laterPageHandedOver: (channel, ms) => {
      for (const watch of watches) watch.laterPageHandedOver?.(channel, ms)
    },
    pageMissed: (channel, code) => {
      for (const watch of watches) watch.pageMissed?.(channel, code)
    },
    rulesMet: (steps) => {
      for (const watch of watches) watch.rulesMet?.(steps)
    },
    pagingAudited: (findings, isWhole, tookMs) => {
      for (const watch of watches) watch.pagingAudited?.(findings, isWhole, tookMs)
    },
    sendEnded: (sendClass, outcome) => {
      for (const watch of watches) watch.sendEnded?.(sendClass, outcome)
    },
  }
}
