/**
 * Hands events to their receivers: at least once, with the same id on every attempt, tried again with growing pauses for three days
 * and then given up, for somebody to repeat. A receiver that is slow or away holds up nobody else: each has room of its own. One that
 * has failed for days without a break is switched off, and the admins are told.
 */

import { parseRetryAfter } from '@tocsin/adapters/out/http-failure.ts'
import type { Net } from '@tocsin/adapters/out/net.ts'
import type { DurationMs, Instant } from '@tocsin/core/kernel/brand.ts'
import { after, DAY, formatInstant, MINUTE } from '@tocsin/core/kernel/instant.ts'
import type { Kysely } from 'kysely'
import type { Schema } from '../../shell/database/schema.ts'
import type { DeliveryTry } from '../../shell/database/webhook-tables.ts'
import type { EngineDeps } from '../../shell/engine/deps.ts'
import type { Loop, Round } from '../../shell/engine/loop.ts'
import {
  type ClaimedDelivery,
  claimDeliveries,
  type DeliveryEnd,
  endTry,
  nextDeliveryDue,
  TEST_EVENTS,
} from './delivery.queries.ts'
import { handOverEvent } from './hand-over.ts'
import { WEBHOOK_LOOP } from './publish-event.ts'
import type { Receiver } from './receivers.ts'
import { noteFailed, noteTaken } from './webhook-health.queries.ts'

export interface DeliveryDeps {
  db: Kysely<Schema>
  engine: Pick<EngineDeps, 'clock' | 'log' | 'nudge'>
  net: Pick<Net, 'fetch'>
  receivers(): Promise<Receiver[]>
}

/** Longer than an attempt may take, with room for what is written afterwards. */
const LEASE_MS = MINUTE
const UNDER_WAY_MAX = 24
const DISABLED_AFTER_MS = 5 * DAY

export interface DeliveryLoop extends Loop {
  /** Resolves when nothing is under way. */
  drained(): Promise<void>
}

export function createDeliveryLoop(deps: DeliveryDeps): DeliveryLoop {
  const { db, engine } = deps
  const underWay = new Map<string, { webhook: string; done: Promise<void> }>()
  const begin = (receiver: Receiver, delivery: ClaimedDelivery): void => {
    const done = deliver(deps, receiver, delivery)
      // The lease gives it back. Nobody waits for this promise: what it rejected with would end the process.
      .catch((error: unknown) => engine.log.error({ delivery: delivery.id, error: String(error) }, 'a webhook failed'))
      .finally(() => {
        underWay.delete(delivery.id)
        engine.nudge.nudge(WEBHOOK_LOOP)
      })
    underWay.set(delivery.id, { webhook: receiver.key, done })
  }
  return {
    name: WEBHOOK_LOOP,
    async round(): Promise<Round> {
      const now = engine.clock.now()
      const receivers = await deps.receivers()
      if (receivers.length === 0) return { isMore: false, dueAt: null }
      const rooms = roomsOf(receivers, [...underWay.values()])
      const claimed = await claimDeliveries(db, { rooms, now, leasedUntil: after(now, LEASE_MS) })
      for (const delivery of claimed) {
        const receiver = receivers.find(({ key }) => key === delivery.webhook_id)
        if (receiver) begin(receiver, delivery)
      }
      // What ends nudges; asking on for what has no room yet would only turn in circles.
      if (underWay.size > 0) return { isMore: false, dueAt: null }
      return { isMore: false, dueAt: await nextDeliveryDue(db, receivers) }
    },
    async drained() {
      while (underWay.size > 0) await Promise.all([...underWay.values()].map(({ done }) => done))
    },
  }
}

/** A fair share for each: whoever has least under way is asked first. */
function roomsOf(receivers: readonly Receiver[], underWay: readonly { webhook: string }[]) {
  let left = UNDER_WAY_MAX - underWay.length
  const busy = (key: string) => underWay.filter(({ webhook }) => webhook === key).length
  return [...receivers]
    .sort((a, b) => busy(a.key) - busy(b.key))
    .flatMap(({ key, isActive, underWayMax }) => {
      const free = Math.min(underWayMax - busy(key), left)
      left -= Math.max(0, free)
      return free > 0 ? [{ webhook: key, isActive, free }] : []
    })
}

async function deliver(deps: DeliveryDeps, receiver: Receiver, delivery: ClaimedDelivery): Promise<void> {
  const { db, engine, net } = deps
  const { event_id: id, body } = delivery
  const sign = (at: Instant) => receiver.sign({ id, body, at })
  const { tried, isGone, retryAfter } = await handOverEvent(net, { url: receiver.url, body, sign }, engine.clock.now)
  if (tried.error === null) {
    await endTry(db, delivery, tried, { state: 'taken' })
    return noteTaken(db, receiver.key, tried.at as Instant)
  }
  await fail(deps, receiver, { delivery, tried }, parseRetryAfter(retryAfter, formatInstant(tried.at as Instant)))
  if (isGone && !isTest(delivery)) await receiver.disable('gone')
}

function isTest({ event_type: type }: ClaimedDelivery): boolean {
  return TEST_EVENTS.some((each) => each === type)
}

/** Somebody waits for what a test came to, so that it is tried once. */
async function fail(
  { db }: DeliveryDeps,
  receiver: Receiver,
  { delivery, tried }: { delivery: ClaimedDelivery; tried: DeliveryTry },
  retryAfterMs = 0,
): Promise<void> {
  const at = (tried.at + tried.ms) as Instant
  const pause = isTest(delivery) ? undefined : receiver.pauseAfter(delivery.attempts - delivery.attempts_before)
  const end: DeliveryEnd =
    pause === undefined
      ? { state: 'failed' }
      : { state: 'pending', dueAt: after(at, Math.max(pause, retryAfterMs) as DurationMs) }
  await endTry(db, delivery, tried, end)
  if (isTest(delivery)) return
  const since = await noteFailed(db, receiver.key, at, tried.error ?? '')
  if (at - since >= DISABLED_AFTER_MS) await receiver.disable('failing_for_days')
}
