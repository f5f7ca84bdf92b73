/**
 * What to do with one envelope: the same as with the request that Slack would have made instead. Each node may hold a connection and
 * Slack chooses one for each envelope; one that comes again, here or on another node, is acknowledged and acted on no second time.
 */
import type { SlackConfig } from '@tocsin/adapters/out/slack/config.ts'
import type { SlackEnvelope } from '@tocsin/adapters/out/slack/socket-mode.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import type { CallbackDeps } from '../callbacks/callback-deps.ts'
import { answerInTime, startPress } from '../callbacks/slack-interactions.ts'
import { takeSlackEvent } from '../rooms/chat-event-loop.ts'

/** Among the things that are done once. */
export const ENVELOPES = 'slack-envelope'

/**
 * @param acknowledge tells Slack that it was taken, once at most, within its three seconds
 * Rejects without having acknowledged when it cannot be taken: Slack then tells whoever pressed that it went wrong.
 */
export async function takeEnvelope(
  deps: CallbackDeps,
  config: SlackConfig,
  envelope: SlackEnvelope,
  acknowledge: (answer?: object) => void,
): Promise<void> {
  const { type, payload, takesAnswer } = envelope
  if (type === 'events_api') {
    await takeSlackEvent(deps, payload)
    return acknowledge()
  }
  // What else there may be is acknowledged, or Slack would send it again and again.
  if (type !== 'slash_commands' && type !== 'interactive') return acknowledge()
  const before = await claim(deps, envelope.id)
  if (before !== 'first') return acknowledge(takesAnswer ? before : undefined)
  if (type === 'interactive') {
    acknowledge()
    startPress(deps, config, payload)
    return
  }
  const answer = await answerInTime(deps, config, payload)
  acknowledge(takesAnswer ? answer : undefined)
  if (answer) await keepAnswer(deps, envelope.id, answer)
}

/** `first`, or what was answered then, as far as that is known. */
async function claim({ db, engine }: CallbackDeps, key: string): Promise<'first' | object | undefined> {
  const row = { purpose: ENVELOPES, key }
  const begun = await db
    .insertInto('done_once')
    .values({ ...row, at: formatInstant(engine.clock.now()), answer: null })
    .onConflict((conflict) => conflict.doNothing())
    .returning('key')
    .executeTakeFirst()
  if (begun) return 'first'
  const before = await db
    .selectFrom('done_once')
    .select('answer')
    .where((where) => where.and(row))
    .executeTakeFirst()
  return before?.answer ?? undefined
}

async function keepAnswer({ db }: CallbackDeps, key: string, answer: object): Promise<void> {
  await db
    .updateTable('done_once')
    .set({ answer: JSON.stringify(answer) })
    .where((where) => where.and({ purpose: ENVELOPES, key }))
    .execute()
}
