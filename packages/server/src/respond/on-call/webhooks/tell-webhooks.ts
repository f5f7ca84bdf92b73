/**
 * Tells receivers whenever others are on call in their schedule. Only the newest fact is told: whoever was away for a while wants to
 * know who is on, not who was. At least once, with the same key on every attempt; tried again with growing pauses, for ever.
 */

import type { Net } from '@tocsin/adapters/out/net.ts'
import { signBody } from '@tocsin/adapters/out/webhook/signature.ts'
import type { DurationMs } from '@tocsin/core/kernel/brand.ts'
import { after, formatInstant, HOUR, SECOND } from '@tocsin/core/kernel/instant.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'
import type { Kysely } from 'kysely'
import { findLastFact, type StoredOnCallFact } from '../../../people/on-call/on-call-record.queries.ts'
import type { Schema } from '../../../shell/database/schema.ts'
import type { EngineDeps } from '../../../shell/engine/deps.ts'
import type { Loop, Round } from '../../../shell/engine/loop.ts'
import { type Secrets, tryUnseal } from '../../../shell/secrets/secrets.ts'
import { leaseWebhooks, noteFailed, noteTold, type WebhookRow } from './webhook.queries.ts'

export interface WebhookDeps {
  db: Kysely<Schema>
  engine: Pick<EngineDeps, 'clock' | 'directory'>
  net: Pick<Net, 'fetch'>
  secrets: Pick<Secrets, 'unseal'>
}

const LOOK_MS = 1_000
const TIMEOUT_MS = 10_000
const LEASE_MS = (30 * SECOND) as DurationMs
const PER_ROUND = 10

export function createWebhookLoop(deps: WebhookDeps): Loop {
  return {
    name: 'on-call-webhooks',
    async round(): Promise<Round> {
      const now = deps.engine.clock.now()
      const due = await leaseWebhooks(deps.db, now, LEASE_MS, PER_ROUND)
      await Promise.all(due.map((webhook) => tell(deps, webhook)))
      return { isMore: due.length === PER_ROUND, dueAt: now + LOOK_MS }
    },
  }
}

async function tell({ db, engine, net, secrets }: WebhookDeps, webhook: WebhookRow): Promise<void> {
  const fact = await findLastFact(db, webhook.schedule_id)
  if (!fact) return
  const problem = await send(net, webhook, bodyOf(fact, engine.directory.latest()), {
    seq: fact.seq,
    secret: tryUnseal(secrets, webhook.secret_sealed),
    sentAt: formatInstant(engine.clock.now()),
  })
  const now = engine.clock.now()
  if (problem === undefined) return noteTold(db, webhook.id, fact.seq, now)
  await noteFailed(db, webhook.id, after(now, pauseAfter(webhook.attempts)), problem)
}

/** 5 s, 10 s, 20 s … an hour. */
function pauseAfter(attempts: number): DurationMs {
  return Math.min(HOUR, 5 * SECOND * 2 ** Math.min(attempts - 1, 12)) as DurationMs
}

function bodyOf(fact: StoredOnCallFact, directory: Directory): string {
  return JSON.stringify({
    event: 'on_call.changed',
    schedule: { id: fact.schedule, name: fact.scheduleName },
    since: formatInstant(fact.at),
    because: fact.cause,
    people: fact.people.map(({ user, name }) => ({ id: user, name, email: directory.users.get(user)?.email ?? null })),
  })
}

/** Returns what went wrong. */
async function send(
  net: Pick<Net, 'fetch'>,
  { id, url }: WebhookRow,
  body: string,
  { seq, secret, sentAt }: { seq: number; secret: string | undefined; sentAt: string },
): Promise<string | undefined> {
  if (secret === undefined) return 'its secret cannot be read any more: make the webhook anew'
  const response = await net.fetch({
    method: 'POST',
    url,
    headers: {
      'Content-Type': 'application/json; charset=utf-8',
      'User-Agent': 'Tocsin',
      'Idempotency-Key': `${id}/${seq}`,
      'X-Tocsin-Timestamp': sentAt,
      'X-Tocsin-Signature': signBody(secret, sentAt, body),
    },
    body,
    timeoutMs: TIMEOUT_MS,
  })
  if ('error' in response) return `could not be reached: ${response.error}`
  return response.status < 200 || response.status > 299 ? `answered ${response.status}` : undefined
}
