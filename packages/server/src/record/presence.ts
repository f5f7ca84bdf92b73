/**
 * Who looks at an incident at this moment. It is nothing but a courtesy: kept in memory, forgotten when nobody says it again, and
 * bounded, so that the loss of it costs nothing. Each node knows what its own people and the other nodes told it.
 */
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { LIMITS } from '@tocsin/core/kernel/limits.ts'

export type PresenceState = 'viewing' | 'typing' | 'gone'

/** What one person's browser says, and what nodes tell each other. */
export interface PresenceWord {
  incident: string
  user: string
  state: PresenceState
}

export interface PresentPerson {
  user: string
  state: Exclude<PresenceState, 'gone'>
}

export interface Presence {
  /** Takes a word of a person; tells whether that changed anything for those who watch. */
  hear(word: PresenceWord): boolean
  /** Those who are there, whoever came first first. */
  list(incident: string): PresentPerson[]
}

/** Browsers say it every 20 s; whoever is silent for longer than two of these has left without a word. */
const FORGOTTEN_AFTER_MS = 50_000

interface Seen extends PresentPerson {
  until: number
}

export function createPresence(clock: { now(): Instant }): Presence {
  const pages = new Map<string, Map<string, Seen>>()

  const living = (incident: string): Map<string, Seen> => {
    const people = pages.get(incident) ?? new Map<string, Seen>()
    for (const [user, { until }] of people) if (until <= clock.now()) people.delete(user)
    if (people.size === 0) pages.delete(incident)
    return people
  }
  const makeRoom = (): void => {
    for (const incident of pages.keys()) if (pages.size >= LIMITS.presentPagesMax) living(incident)
    const [oldest] = pages.keys()
    if (pages.size >= LIMITS.presentPagesMax && oldest !== undefined) pages.delete(oldest)
  }
  return {
    hear({ incident, user, state }) {
      const people = living(incident)
      const before = people.get(user)?.state
      if (state === 'gone') {
        people.delete(user)
        if (people.size === 0) pages.delete(incident)
        return before !== undefined
      }
      if (before === undefined && people.size >= LIMITS.presentPeopleMax) return false
      if (people.size === 0) makeRoom()
      people.set(user, { user, state, until: clock.now() + FORGOTTEN_AFTER_MS })
      pages.set(incident, people)
      return before !== state
    },
    list: (incident) => [...living(incident).values()].map(({ user, state }) => ({ user, state })),
  }
}
