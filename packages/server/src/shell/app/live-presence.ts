/** Presence on the way between people, this node's live streams and the other nodes. */
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { createPresence, type Presence, type PresenceWord } from '../../record/presence.ts'
import type { LiveEvent, LiveFeed } from './live-feed.ts'

export interface LivePresence extends Pick<Presence, 'list'> {
  /** A word of a person on this node. */
  tell(word: PresenceWord): void
  /** The feed as other nodes publish to it: what they say of people is remembered, and shown only when it is new. */
  feedOfOthers: LiveFeed
}

export interface LivePresenceDeps {
  feed: LiveFeed
  clock: { now(): Instant }
  tellOthers(events: readonly LiveEvent[]): void
}

export function createLivePresence({ feed, clock, tellOthers }: LivePresenceDeps): LivePresence {
  const presence = createPresence(clock)
  const hear = (event: LiveEvent): boolean =>
    event.event !== 'presence' || presence.hear({ ...event.data, incident: event.data.id })
  return {
    list: presence.list,
    tell({ incident, user, state }) {
      const event: LiveEvent = { event: 'presence', data: { id: incident, user, state } }
      if (hear(event)) feed.publish([event])
      tellOthers([event])
    },
    feedOfOthers: { ...feed, publish: (events) => feed.publish(events.filter(hear)) },
  }
}
