/**
 * Who is sent something outside, of either kind: those that are told what happens to incidents, and those that follow who is on call.
 * To the loop that delivers they differ in how a request is signed, in how long it is tried again, and in nothing else.
 */
import { signBody } from '@tocsin/adapters/out/webhook/signature.ts'
import { signEvent } from '@tocsin/adapters/out/webhook/standard-signature.ts'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { formatInstant, HOUR, MINUTE, SECOND } from '@tocsin/core/kernel/instant.ts'
import type { Kysely } from 'kysely'
import {
  deliveriesOf,
  type OnCallWebhookRow,
  onCallWebhookKind,
} from '../../shell/config/on-call-webhook-configuration.ts'
import { type WebhookRow, webhookKind } from '../../shell/config/webhook-configuration.ts'
import type { Schema } from '../../shell/database/schema.ts'
import { type Secrets, tryUnseal } from '../../shell/secrets/secrets.ts'
import type { Disable, DisabledBecause } from './disable-webhook.ts'

export interface Receiver {
  /** As deliveries and health name it. */
  key: string
  url: string
  /** One that is off is sent what somebody tests it with, and nothing else. */
  isActive: boolean
  /** Deliveries that may be under way to it at once. */
  underWayMax: number
  /** The headers that prove who sends; undefined where its secret cannot be read. */
  sign(request: { id: string; body: string; at: Instant }): Record<string, string> | undefined
  /** The pause behind the attempt of that number, counted from 1; undefined: it is given up. */
  pauseAfter(attempt: number): number | undefined
  disable(because: DisabledBecause): Promise<void>
}

export interface ReceiverDeps {
  db: Kysely<Schema>
  secrets: Pick<Secrets, 'unseal'>
  disable: Disable
}

/** The pause behind each attempt that failed: twelve attempts within three days. */
export const RETRY_AFTER_MS: readonly number[] = [
  ...[5 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, 30 * MINUTE],
  ...[HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, 24 * HOUR, 24 * HOUR],
]
const DOUBLINGS_MAX = 12

export async function listReceivers(deps: ReceiverDeps): Promise<Receiver[]> {
  const [webhooks, followers] = [await webhookKind.list(deps.db), await onCallWebhookKind.list(deps.db)]
  return [...webhooks.map((row) => webhookReceiver(deps, row)), ...followers.map((row) => onCallReceiver(deps, row))]
}

function webhookReceiver({ secrets, disable }: ReceiverDeps, row: WebhookRow): Receiver {
  return {
    ...{ key: row.id, url: row.url, isActive: row.is_active, underWayMax: 4 },
    sign({ id, body, at }) {
      const current = tryUnseal(secrets, row.secret_sealed)
      if (current === undefined) return undefined
      const isFormerValid = (row.former_secret_ends_at ?? 0) > at
      const former =
        isFormerValid && row.former_secret_sealed ? tryUnseal(secrets, row.former_secret_sealed) : undefined
      const both = former === undefined ? [current] : [current, former]
      return signEvent(both, { id, timestamp: Math.floor(at / 1_000), body })
    },
    pauseAfter: (attempt) => RETRY_AFTER_MS[attempt - 1],
    disable: (because) => disable({ kind: webhookKind, key: row.id }, row.id, because),
  }
}

/** One at a time, so that what is newer does not arrive first; and tried for ever, because what it says still holds. */
function onCallReceiver({ secrets, disable }: ReceiverDeps, row: OnCallWebhookRow): Receiver {
  const key = deliveriesOf(row.id)
  return {
    ...{ key, url: row.url, isActive: row.is_active, underWayMax: 1 },
    sign({ id, body, at }) {
      const secret = tryUnseal(secrets, row.secret_sealed)
      if (secret === undefined) return undefined
      const sentAt = formatInstant(at)
      return {
        'Idempotency-Key': `${row.id}/${id}`,
        'X-Tocsin-Timestamp': sentAt,
        'X-Tocsin-Signature': signBody(secret, sentAt, body),
      }
    },
    pauseAfter: (attempt) => Math.min(HOUR, 5 * SECOND * 2 ** Math.min(attempt - 1, DOUBLINGS_MAX)),
    disable: (because) => disable({ kind: onCallWebhookKind, key }, row.id, because),
  }
}
