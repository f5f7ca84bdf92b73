/**
 * Bursts: the first page to a contact goes at once, those of other incidents that follow it within the window go as one message when the
 * window has passed. Nothing waits that follows nobody, nothing waits longer than the window, and what waits does not keep others waiting.
 */
import type { DurationMs, Instant } from '../kernel/brand.ts'
import type { PersonMessage } from '../kernel/decision.ts'
import { after, SECOND } from '../kernel/instant.ts'
import type { Priority } from '../kernel/scales.ts'
import type { Directory } from '../people/directory.ts'

/** Seconds that somebody may set. */
export const BUNDLE_SECONDS_MAX = 300

/** What is most urgent, and what was late before it came here, waits no longer than this, however long the window is. */
const SHORT_MS = (5 * SECOND) as DurationMs
const MOST_URGENT: Priority = 'P1'
/** While another message to the contact is under way, nothing is known yet of what it comes to: it is looked at again after this. */
const LOOK_AGAIN_MS = (2 * SECOND) as DurationMs
/** Longer than any provider is waited for: whoever is still under way by then is waited for by nobody that it has not told of. */
const UNDER_WAY_MS_MAX = (30 * SECOND) as DurationMs

/**
 * A message that has the page in it may begin late, and asks two providers. Who is still not told after this goes by themselves: twice
 * rather than never.
 */
const IN_ANOTHER_MS_MAX = (90 * SECOND) as DurationMs

/** How long a page may wait behind another; undefined: it goes at once and alone. */
export function findBundleWindow(
  { kind, user: id, priority, because, goesAlone }: PersonMessage,
  { users, settings: { pageBundling } }: Pick<Directory, 'users' | 'settings'>,
): DurationMs | undefined {
  const user = users.get(id)
  if (kind !== 'page' || goesAlone || !user || !pageBundling) return undefined
  const seconds = user.bundleSeconds ?? pageBundling.seconds
  if (seconds <= 0 || pageBundling.never.includes(priority as Priority)) return undefined
  const windowMs = (Math.min(seconds, BUNDLE_SECONDS_MAX) * SECOND) as DurationMs
  const isLate = because === 'contact_gave_up' || because === 'contact_at_limit' || because === 'limit_waived'
  return priority === MOST_URGENT || isLate ? (Math.min(windowMs, SHORT_MS) as DurationMs) : windowMs
}

/** Pages of other incidents to the same contact of the same person. */
export interface RecentPages {
  /** When the newest of them was handed over, within the longest window. */
  handedOverAt?: Instant
  /** One that was asked for earlier is being sent at this moment. */
  isUnderWay: boolean
  /** The message of another has this page in it, and is being sent at this moment. */
  isInAnother?: boolean
}

/**
 * Until when a page waits, or undefined when it goes now. What somebody has been told is what others wait behind: a page under way may
 * still fail, and whoever waits for it looks again soon.
 *
 * @param heldSince since when it has waited; undefined when it comes for the first time
 */
export function calcHold(
  { handedOverAt, isUnderWay, isInAnother }: RecentPages,
  { at, windowMs, heldSince }: { at: Instant; windowMs: DurationMs; heldSince: Instant | undefined },
): Instant | undefined {
  const latest = after(heldSince ?? at, windowMs)
  const until = handedOverAt === undefined ? at : (Math.min(after(handedOverAt, windowMs), latest) as Instant)
  if (until > at) return until
  const again = lookAgain(at)
  if (isInAnother && again <= after(latest, IN_ANOTHER_MS_MAX)) return again
  return isUnderWay && again <= after(latest, UNDER_WAY_MS_MAX) ? again : undefined
}

/** When somebody looks again what became of another message. */
export function lookAgain(at: Instant): Instant {
  return after(at, LOOK_AGAIN_MS)
}

/** Pages with the same word go out together. */
export function bundleWord({ user, target }: Pick<PersonMessage, 'user' | 'target'>): string {
  return `burst/${user}/${target.contact}`
}
