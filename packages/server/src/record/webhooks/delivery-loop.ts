/**
 * Hands events to their receivers: at least once, with the same id on every attempt, tried again with growing pauses for three days
 * and then given up, for somebody to repeat. A receiver that is slow or away holds up nobody else: each has room of its own. One that
 * has failed for days without a break is switched off, and the admins are told.
 */

import { parseRetryAfter } from '@tocsin/adapters/out/http-failure.ts'
import type { Net } from '@tocsin/adapters/out/net.ts'
import type { DurationMs, Instant } from '@tocsin/core/kernel/brand.ts'
import { after, DAY, formatInstant, HOUR, MINUTE, SECOND } from '@tocsin/core/kernel/instant.ts'
import type { Kysely } from 'kysely'
import { type WebhookRow, webhookKind } from '../../shell/config/webhook-configuration.ts'
import type { Schema } from '../../shell/database/schema.ts'
import type { DeliveryTry } from '../../shell/database/webhook-tables.ts'
import type { EngineDeps } from '../../shell/engine/deps.ts'
import type { Loop, Round } from '../../shell/engine/loop.ts'
import { type Secrets, tryUnseal } from '../../shell/secrets/secrets.ts'
import { type ClaimedDelivery, claimDeliveries, type DeliveryEnd, endTry, nextDeliveryDue } from './delivery.queries.ts'
import { TEST_EVENT } from './event-body.ts'
import { handOverEvent } from './hand-over.ts'
import { WEBHOOK_LOOP } from './publish-event.ts'
import { noteFailed, noteTaken } from './webhook-health.queries.ts'

export interface DeliveryDeps {
  db: Kysely<Schema>
  engine: Pick<EngineDeps, 'clock' | 'log' | 'nudge'>
  net: Pick<Net, 'fetch'>
  secrets: Pick<Secrets, 'unseal'>
  /** Switches a webhook off, and tells the admins why. */
  disable(webhook: WebhookRow, because: DisabledBecause): Promise<void>
}

export type DisabledBecause = 'failing_for_days' | 'gone'

/** Longer than an attempt may take, with room for what is written afterwards. */
const LEASE_MS = MINUTE
const UNDER_WAY_MAX = 24
const UNDER_WAY_PER_WEBHOOK_MAX = 4
const DISABLED_AFTER_MS = 5 * DAY

/** The pause behind each attempt that failed: twelve attempts within three days. */
export const RETRY_AFTER_MS: readonly number[] = [
  ...[5 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, 30 * MINUTE],
  ...[HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, 24 * HOUR, 24 * HOUR],
]

export interface DeliveryLoop extends Loop {
  /** Resolves when nothing is under way. */
  drained(): Promise<void>
}

export function createDeliveryLoop(deps: DeliveryDeps): DeliveryLoop {
  const { db, engine } = deps
  const underWay = new Map<string, { webhook: string; done: Promise<void> }>()
  const begin = (webhook: WebhookRow, delivery: ClaimedDelivery): void => {
    const done = deliver(deps, webhook, delivery)
      // The lease gives it back. Nobody waits for this promise: what it rejected with would end the process.
      .catch((error: unknown) => engine.log.error({ delivery: delivery.id, error: String(error) }, 'a webhook failed'))
      .finally(() => {
        underWay.delete(delivery.id)
        engine.nudge.nudge(WEBHOOK_LOOP)
      })
    underWay.set(delivery.id, { webhook: webhook.id, done })
  }
  return {
    name: WEBHOOK_LOOP,
    async round(): Promise<Round> {
      const now = engine.clock.now()
      const webhooks = await webhookKind.list(db)
      if (webhooks.length === 0) return { isMore: false, dueAt: null }
      const rooms = roomsOf(webhooks, [...underWay.values()])
      const claimed = await claimDeliveries(db, { rooms, now, leasedUntil: after(now, LEASE_MS) })
      for (const delivery of claimed) {
        const webhook = webhooks.find(({ id }) => id === delivery.webhook_id)
        if (webhook) begin(webhook, delivery)
      }
      // What ends nudges; asking on for what has no room yet would only turn in circles.
      if (underWay.size > 0) return { isMore: false, dueAt: null }
      return { isMore: false, dueAt: await nextDeliveryDue(db) }
    },
    async drained() {
      while (underWay.size > 0) await Promise.all([...underWay.values()].map(({ done }) => done))
    },
  }
}

/** A fair share for each: whoever has least under way is asked first. */
function roomsOf(webhooks: readonly WebhookRow[], underWay: readonly { webhook: string }[]) {
  let left = UNDER_WAY_MAX - underWay.length
  const busy = (id: string) => underWay.filter(({ webhook }) => webhook === id).length
  return [...webhooks]
    .sort((a, b) => busy(a.id) - busy(b.id))
    .flatMap(({ id }) => {
      const free = Math.min(UNDER_WAY_PER_WEBHOOK_MAX - busy(id), left)
      left -= Math.max(0, free)
      return free > 0 ? [{ webhook: id, free }] : []
    })
}

async function deliver(deps: DeliveryDeps, webhook: WebhookRow, delivery: ClaimedDelivery): Promise<void> {
  const { db, engine, net } = deps
  const secrets = secretsOf(deps, webhook)
  if (!secrets) return fail(deps, webhook, delivery, unreadable(engine.clock.now()))
  const { event_id: id, body } = delivery
  const { tried, isGone, retryAfter } = await handOverEvent(
    net,
    { url: webhook.url, secrets, id, body },
    engine.clock.now,
  )
  if (tried.error === null) {
    await endTry(db, delivery, tried, { state: 'taken' })
    return noteTaken(db, webhook.id, tried.at as Instant)
  }
  await fail(deps, webhook, delivery, tried, parseRetryAfter(retryAfter, formatInstant(tried.at as Instant)))
  if (isGone && delivery.event_type !== TEST_EVENT) await deps.disable(webhook, 'gone')
}

/** Undefined where the current one cannot be read. */
function secretsOf({ engine, secrets }: DeliveryDeps, webhook: WebhookRow): string[] | undefined {
  const current = tryUnseal(secrets, webhook.secret_sealed)
  if (current === undefined) return undefined
  const isFormerValid = (webhook.former_secret_ends_at ?? 0) > engine.clock.now()
  const former =
    isFormerValid && webhook.former_secret_sealed ? tryUnseal(secrets, webhook.former_secret_sealed) : undefined
  return former === undefined ? [current] : [current, former]
}

function unreadable(at: Instant): DeliveryTry {
  const error = 'its secret cannot be read with the key of this installation: make a new one'
  return { at, ms: 0, status: null, error, answer: '' }
}

/** Somebody waits for what a test came to, so that it is tried once. */
async function fail(
  { db, disable }: DeliveryDeps,
  webhook: WebhookRow,
  delivery: ClaimedDelivery,
  tried: DeliveryTry,
  retryAfterMs = 0,
): Promise<void> {
  const at = (tried.at + tried.ms) as Instant
  const isTest = delivery.event_type === TEST_EVENT
  const pause = isTest ? undefined : RETRY_AFTER_MS[delivery.attempts - delivery.attempts_before - 1]
  const end: DeliveryEnd =
    pause === undefined
      ? { state: 'failed' }
      : { state: 'pending', dueAt: after(at, Math.max(pause, retryAfterMs) as DurationMs) }
  await endTry(db, delivery, tried, end)
  if (isTest) return
  const since = await noteFailed(db, webhook.id, at, tried.error ?? '')
  if (at - since >= DISABLED_AFTER_MS) await disable(webhook, 'failing_for_days')
}
