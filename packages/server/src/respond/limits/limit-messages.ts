/** Asks, before a message leaves, whether its reader has had as many by its channel as the organisation allows. */
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import type { MessageToPerson } from '@tocsin/core/kernel/decision.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'
import { findReachedLimit, type MessageUse, type ReachedLimit } from '@tocsin/core/respond/message-limit.ts'

export type CountMessages = (asked: {
  user: string
  channel: string
  at: Instant
  except: string
}) => Promise<MessageUse>

export type FindLimit = (message: MessageToPerson, at: Instant) => Promise<ReachedLimit | undefined>

/**
 * Pages that nobody has heard before, and whatever goes by a channel without a limit, are not even counted. A count that fails keeps
 * nothing back: one message too many is better than none.
 */
export function createFindLimit(
  directory: () => Directory,
  count: CountMessages,
  failed: (error: unknown) => void,
): FindLimit {
  return async (message, at) => {
    const { channel } = message.target
    const limit = directory().settings.messageLimits?.[channel]
    if (!limit || !directory().users.has(message.user)) return undefined
    if (message.kind === 'page' && !message.mayBeLimited) return undefined
    try {
      return findReachedLimit(limit, await count({ user: message.user, channel, at, except: message.page }))
    } catch (error) {
      failed(error)
      return undefined
    }
  }
}
