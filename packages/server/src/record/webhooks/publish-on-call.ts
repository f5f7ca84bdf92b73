/**
 * Writes down what receivers are told that follow who is on call. Only the newest of a schedule is told: whoever was away for a while
 * wants to know who is on, not who was. Two nodes may come to the same: they take turns, and the id of an event keeps a receiver from being
 * told twice.
 */
import { SECOND } from '@tocsin/core/kernel/instant.ts'
import type { Kysely } from 'kysely'
import { findLastFact } from '../../people/on-call/on-call-record.queries.ts'
import {
  deliveriesOf,
  type OnCallWebhookRow,
  onCallWebhookKind,
} from '../../shell/config/on-call-webhook-configuration.ts'
import type { Schema } from '../../shell/database/schema.ts'
import type { EngineDeps } from '../../shell/engine/deps.ts'
import type { Loop, Round } from '../../shell/engine/loop.ts'
import { insertDeliveries, replaceWaiting, replayDeliveries } from './delivery.queries.ts'
import { formatOnCall, ON_CALL_CHANGED } from './on-call-body.ts'
import { listUntold, noteTold, type Untold } from './on-call-told.queries.ts'
import { WEBHOOK_LOOP } from './publish-event.ts'

export interface OnCallPublisherDeps {
  db: Kysely<Schema>
  engine: Pick<EngineDeps, 'clock' | 'directory' | 'ids' | 'nudge'>
}

const LOOK_MS = SECOND
const PER_ROUND = 50

export function createOnCallPublisher(deps: OnCallPublisherDeps): Loop {
  const { db, engine } = deps
  return {
    name: 'on-call-webhooks',
    async round(): Promise<Round> {
      const receivers = (await onCallWebhookKind.list(db)).filter((row) => row.is_active)
      const untold = await listUntold(db, receivers, PER_ROUND)
      for (const each of untold) {
        const receiver = receivers.find(({ id }) => id === each.receiver)
        if (receiver) await publish(deps, receiver, each)
      }
      if (untold.length > 0) engine.nudge.nudge(WEBHOOK_LOOP)
      return { isMore: untold.length === PER_ROUND, dueAt: engine.clock.now() + LOOK_MS }
    },
  }
}

async function publish(
  { db, engine }: OnCallPublisherDeps,
  receiver: OnCallWebhookRow,
  { schedule, isMoved }: Untold,
): Promise<void> {
  const [at, webhook] = [engine.clock.now(), deliveriesOf(receiver.id)]
  await db.transaction().execute(async (tx) => {
    // One node at a time: another would take the newest for replaced by what it had read before.
    const mine = tx.selectFrom('on_call_receivers').select('id').where('id', '=', receiver.id).forUpdate()
    const fact = (await mine.executeTakeFirst()) && (await findLastFact(tx, schedule))
    if (!fact) return
    const event = `${schedule}.${fact.seq}`
    const body = formatOnCall(fact, engine.directory.latest())
    await replaceWaiting(tx, { webhook, schedule, event, at })
    await insertDeliveries(tx, [
      { id: engine.ids.next(), webhook, event, type: ON_CALL_CHANGED, schedule, occurredAt: fact.at, body, at },
    ])
    if (isMoved) await replayDeliveries(tx, webhook, { event }, at)
    await noteTold(tx, { receiver: receiver.id, schedule, seq: fact.seq, url: receiver.url })
  })
}
