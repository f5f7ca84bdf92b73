/** Readiness: whether a person can be reached as their team asks for, told one thing at a time. */
import type { DurationMs } from '../kernel/brand.ts'
import type { NotificationRule, User } from '../people/directory.ts'
import { calcWeekWindows, WEEK, type WeekWindow } from './restriction.ts'

/** What a team asks of each of its members. */
export interface TeamMinimum {
  /** Verified ways to reach them. */
  contacts: number
  /** Of these, so many different channels. */
  channels: number
  /** One of them is another than mail. */
  notOnlyMail: boolean
  /** The first urgent page goes out within this time. */
  firstPageMs?: DurationMs
}

export type ReadinessProblem =
  | { problem: 'too_few_contacts'; has: number; needs: number }
  | { problem: 'too_few_channels'; has: number; needs: number }
  | { problem: 'only_mail' }
  | { problem: 'first_page_late'; afterMs: DurationMs; withinMs: DurationMs }
  /** Their rules name ways that are not verified, or are none: the first page waits for nothing, but goes where they did not say. */
  | { problem: 'no_rule' }

/**
 * After how long the first page of somebody goes out, at the hour of the week at which it goes out latest. At an hour at which none of
 * the rules counts it goes at once.
 */
function calcLatestFirst(rules: readonly NotificationRule[]): number {
  const windowsOf = rules.map(({ hours }) => calcWeekWindows(hours ?? []))
  const edges = windowsOf.flat().flatMap(({ from, to }) => [from % WEEK, to % WEEK])
  const firsts = [0, ...edges].map((time) => {
    const counting = rules.filter((_, index) => isOpenAt(windowsOf[index] ?? [], time))
    return counting.length === 0 ? 0 : Math.min(...counting.map(({ afterMs }) => afterMs))
  })
  return Math.max(...firsts)
}

function isOpenAt(windows: readonly WeekWindow[], time: number): boolean {
  return windows.length === 0 || windows.some(({ from, to }) => (from <= time && time < to) || time + WEEK < to)
}

/** What a person lacks of what is asked; nothing of somebody who is deactivated, whom nobody pages. */
export function listReadinessProblems(user: User, minimum: TeamMinimum): ReadinessProblem[] {
  if (!user.isActive) return []
  const verified = user.contacts.filter(({ isVerified }) => isVerified)
  const channels = new Set(verified.map(({ channel }) => channel))
  const usable = new Set(verified.map(({ id }) => id))
  const urgent = user.rules.filter(({ urgency, contact }) => urgency === 'high' && usable.has(contact))
  const first = calcLatestFirst(urgent)
  const problems: ReadinessProblem[] = []
  if (verified.length < minimum.contacts)
    problems.push({ problem: 'too_few_contacts', has: verified.length, needs: minimum.contacts })
  if (channels.size < minimum.channels)
    problems.push({ problem: 'too_few_channels', has: channels.size, needs: minimum.channels })
  if (minimum.notOnlyMail && [...channels].every((channel) => channel === 'email'))
    problems.push({ problem: 'only_mail' })
  if (minimum.firstPageMs !== undefined && first > minimum.firstPageMs)
    problems.push({ problem: 'first_page_late', afterMs: first as DurationMs, withinMs: minimum.firstPageMs })
  if (minimum.firstPageMs !== undefined && urgent.length === 0 && user.rules.some(({ urgency }) => urgency === 'high'))
    problems.push({ problem: 'no_rule' })
  return problems
}
