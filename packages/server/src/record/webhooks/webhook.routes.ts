/** The API of webhooks for events: what they are, and who is told what. */

import type { ConfigurationDeps } from '../../shell/config/configuration-deps.ts'
import { thingRoutes } from '../../shell/config/thing-routes.ts'
import {
  checkWebhook,
  type WebhookRow,
  webhookInput,
  webhookKind,
  webhookRow,
} from '../../shell/config/webhook-configuration.ts'
import type { ApiRoute } from '../../shell/http/api.ts'
import { deliveryRoutes } from './delivery.routes.ts'
import { webhookShape } from './webhook.schema.ts'
import { countDeliveries, listHealth } from './webhook-health.queries.ts'
import { webhookSecretRoute } from './webhook-secret.routes.ts'

export function webhookRoutes(deps: ConfigurationDeps): ApiRoute[] {
  return [
    ...thingRoutes<WebhookRow, typeof webhookInput>(deps, {
      ...{ kind: webhookKind, noun: 'webhook', plural: 'webhooks', write: 'configuration.write' as const },
      input: webhookInput,
      shape: webhookShape,
      async more(db) {
        const [health, counts] = [await listHealth(db), await countDeliveries(db)]
        return (row) => moreOf(row, health.get(row.id), counts.get(row.id))
      },
      check: checkWebhook,
      row: webhookRow,
      once: ({ secret_sealed }) => ({ secret: deps.secrets.unseal(secret_sealed) }),
    }),
    webhookSecretRoute(deps),
    ...deliveryRoutes(deps),
  ]
}

type Health = Awaited<ReturnType<typeof listHealth>>

function moreOf(
  row: WebhookRow,
  health: ReturnType<Health['get']>,
  counts: { waiting: number; failed: number } | undefined,
) {
  const isOff = !row.is_active
  return {
    // The description says that there is one; nobody gets to see it.
    secret: undefined,
    ...{ waiting: counts?.waiting ?? 0, failed: counts?.failed ?? 0 },
    ...{ failing_since: health?.failing_since ?? null, last_taken_at: health?.last_taken_at ?? null },
    last_error: health?.last_error ?? null,
    disabled_at: (isOff && health?.disabled_at) || null,
    disabled_because: isOff ? (health?.disabled_because ?? null) : null,
  }
}
