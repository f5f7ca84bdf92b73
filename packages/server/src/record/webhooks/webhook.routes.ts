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
import { onCallWebhookRoutes } from './on-call-webhook.routes.ts'
import { webhookShape } from './webhook.schema.ts'
import { loadHealth } from './webhook-health.queries.ts'
import { webhookSecretRoute } from './webhook-secret.routes.ts'

export function webhookRoutes(deps: ConfigurationDeps): ApiRoute[] {
  return [
    ...thingRoutes<WebhookRow, typeof webhookInput>(deps, {
      ...{ kind: webhookKind, noun: 'webhook', plural: 'webhooks', write: 'configuration.write' as const },
      input: webhookInput,
      shape: webhookShape,
      async more(db) {
        const healthOf = await loadHealth(db)
        return (row) => healthOf(row.id, row.is_active)
      },
      check: checkWebhook,
      row: webhookRow,
      once: ({ secret_sealed }) => ({ secret: deps.secrets.unseal(secret_sealed) }),
    }),
    webhookSecretRoute(deps),
    ...deliveryRoutes(deps),
    ...onCallWebhookRoutes(deps),
  ]
}
