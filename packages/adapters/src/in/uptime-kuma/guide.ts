import type { Guide } from '../door.ts'
import { addressOf, curlText } from '../guide-text.ts'

const MONITOR = { id: 42, name: 'checkout', type: 'http', url: 'https://checkout.example.com/health', tags: [] }

export const guide: Guide = {
  uptimeKumaUrl: addressOf,
  uptimeKumaHeaders: ({ hasSecret }) => (hasSecret ? '{ "x-tocsin-secret": "the secret of this source" }' : '{}'),
  curl: (door) =>
    curlText(
      addressOf(door),
      { heartbeat: { status: 0, msg: 'HTTP 503' }, monitor: MONITOR, msg: 'checkout is down' },
      door,
    ),
  curlResolve: (door) =>
    curlText(
      addressOf(door),
      { heartbeat: { status: 1, msg: '200 - OK' }, monitor: MONITOR, msg: 'checkout is up' },
      door,
    ),
}
