/** Readiness: whether a person can be reached as their team asks for, told one thing at a time. */
import type { DurationMs } from '../kernel/brand.ts'
import type { User } from '../people/directory.ts'

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

/** What a person lacks of what is asked; nothing of somebody who is deactivated, whom nobody pages. */
export function listReadinessProblems(user: User, minimum: TeamMinimum): ReadinessProblem[] {
  if (!user.isActive) return []
  const verified = user.contacts.filter(({ isVerified }) => isVerified)
  const channels = new Set(verified.map(({ channel }) => channel))
  const usable = new Set(verified.map(({ id }) => id))
  const urgent = user.rules.filter(({ urgency, contact }) => urgency === 'high' && usable.has(contact))
  const first = urgent.length === 0 ? 0 : Math.min(...urgent.map(({ afterMs }) => afterMs))
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
