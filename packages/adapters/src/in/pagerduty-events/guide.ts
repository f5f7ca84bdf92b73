import type { Guide } from '../door.ts'
import { addressOf, curlText } from '../guide-text.ts'

const payload = { summary: 'DiskFull on db-1', source: 'db-1', severity: 'critical' }

export const guide: Guide = {
  pdjs: (door) => `import { event } from '@pagerduty/pdjs'

await event({
  server: '${new URL(addressOf(door)).host}',
  data: {
    routing_key: '${door.key}',
    event_action: 'trigger',
    dedup_key: 'disk-db-1',
    payload: { summary: 'DiskFull on db-1', source: 'db-1', severity: 'critical' },
  },
})`,
  curl: (door) =>
    curlText(
      addressOf(door),
      { routing_key: door.key, event_action: 'trigger', dedup_key: 'disk-db-1', payload },
      door,
    ),
  curlResolve: (door) =>
    curlText(addressOf(door), { routing_key: door.key, event_action: 'resolve', dedup_key: 'disk-db-1' }, door),
}
