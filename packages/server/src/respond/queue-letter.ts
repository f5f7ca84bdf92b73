/** Tells a person something that belongs to no incident: digests, shifts that moved, storms of a source of theirs. */
import type { PageId, UserId } from '@tocsin/core/kernel/brand.ts'
import type { Letter } from '@tocsin/core/kernel/decision.ts'
import { calcPlan } from '@tocsin/core/respond/notification-plan.ts'
import type { UnitOfWork } from '../shell/engine/unit-of-work.ts'

export type LetterLanguage = 'en' | 'ja'

/** What a letter says, in one language. */
export interface LetterWords {
  /** One line. */
  subject: string
  /** Sentences, one per line. */
  lines: string[]
}

export interface LetterOrder {
  /**
   * What makes it the same letter: a second one of the same key is not sent, however many nodes write it. It names what it is, about
   * what, when, and to whom, e.g. `noise-digest/2026-W47/USER`.
   */
  key: string
  to: UserId
  /** A path of the console, e.g. `/on-call`. */
  view: string
  /** The request for a shift that it can be answered by. */
  asks?: Letter['asks']
  /** Called once, in the reader's language. */
  words(language: LetterLanguage, zone: string): LetterWords
}

/**
 * Queues a letter in the transaction of the unit. It goes the way that the person chose first for what is not urgent, else by mail.
 * Returns false where there is nobody (any more) to write to.
 */
export async function queueLetter(unit: UnitOfWork, { key, to, view, asks, words }: LetterOrder): Promise<boolean> {
  const user = unit.directory.users.get(to)
  if (!user?.isActive) return false
  const [target] = calcPlan(user, 'low', unit.at)
  if (!target) return false
  const { contact, channel, to: address } = target
  const { subject, lines } = words(user.locale?.startsWith('ja') ? 'ja' : 'en', user.zone)
  await unit.tx.addSends([
    {
      ...{ key: `letter/${key}`, class: 'digest', due: unit.at, requestedAt: unit.at },
      message: {
        ...{ kind: 'letter', page: `letter/${key}` as PageId, user: to, target: { contact, channel, to: address } },
        ...{ subject, lines, view, requestedAt: unit.at },
        ...(asks && { asks }),
      },
    },
  ])
  unit.nudgeAfterCommit('send:digest')
  return true
}
