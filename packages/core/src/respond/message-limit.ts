/** Limits per person and channel: how many messages go out to somebody within an hour and a day before another way is taken. */
import type { PageAttemptResult } from '../kernel/fact.ts'
import type { MessageLimit } from '../people/directory.ts'

/** What an attempt says that was not made because the person’s limit of the channel had been reached. */
export const OVER_LIMIT = 'over_limit'

/** Messages that one person got by one channel, within the last hour and the last day. */
export interface MessageUse {
  hour: number
  day: number
}

export interface ReachedLimit {
  span: 'hour' | 'day'
  max: number
}

/** Which limit the next message would break; of both the one that lasts longer. */
export function findReachedLimit(limit: MessageLimit | undefined, used: MessageUse): ReachedLimit | undefined {
  if (limit?.day !== undefined && used.day >= limit.day) return { span: 'day', max: limit.day }
  if (limit?.hour !== undefined && used.hour >= limit.hour) return { span: 'hour', max: limit.hour }
  return undefined
}

export function isOverLimit(result: PageAttemptResult): boolean {
  return result.outcome === 'gave_up' && result.code === OVER_LIMIT
}
