import type { Guide, GuideDoor } from '../door.ts'
import { addressOf, curlText } from '../guide-text.ts'

const ISSUE = {
  id: '1170820242',
  title: 'TypeError: cart is null',
  culprit: 'checkout in pay',
  level: 'error',
  project: { slug: 'checkout' },
}

export const guide: Guide = {
  sentryWebhook: addressOf,
  curl: (door) => command(door, 'created'),
  curlResolve: (door) => command(door, 'resolved'),
}

/** With a secret the body has to be signed, as Sentry does it. */
function command(door: GuideDoor, action: string): string {
  const body = { action, data: { issue: ISSUE } }
  if (!door.hasSecret) return curlText(addressOf(door), body, door)
  return `body='${JSON.stringify(body)}'
curl -fsS ${addressOf(door)} \\
  -H 'content-type: application/json' \\
  -H "sentry-hook-signature: $(printf %s "$body" | openssl dgst -sha256 -hmac "$CLIENT_SECRET" -r | cut -d' ' -f1)" \\
  -d "$body"`
}
