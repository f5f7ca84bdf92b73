import type { Guide } from '../door.ts'
import { addressOf } from '../guide-text.ts'
import { EVENT_TYPES } from './event-type.ts'

export const guide: Guide = {
  pagerdutyWebhook: addressOf,
  pagerdutySubscription: (door) => `curl -fsS https://api.pagerduty.com/webhook_subscriptions \\
  -H "Authorization: Token token=$PAGERDUTY_API_KEY" \\
  -H 'content-type: application/json' \\
  -d '${JSON.stringify({
    webhook_subscription: {
      type: 'webhook_subscription',
      description: 'Tocsin',
      delivery_method: { type: 'http_delivery_method', url: addressOf(door) },
      events: EVENT_TYPES,
      filter: { type: 'account_reference' },
    },
  })}'`,
}
