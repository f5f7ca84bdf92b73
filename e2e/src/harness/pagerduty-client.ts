/** Sends one life of an alert with PagerDuty's own client and prints what it got back. A process of its own: it trusts our certificate. */
import { setTimeout as sleep } from 'node:timers/promises'
import { acknowledge, change, resolve, trigger } from '@pagerduty/pdjs'

const [server = '', routingKey = ''] = process.argv.slice(2)
const payload = { summary: 'Checkout is down', source: 'shop', severity: 'critical' as const }
const event = { routing_key: routingKey, dedup_key: 'checkout', event_action: 'trigger' as const, payload }
const replies = []
replies.push(await trigger({ server, data: event }))
await sleep(500)
replies.push(await acknowledge({ server, data: event }))
await sleep(500)
replies.push(await resolve({ server, data: event }))
replies.push(
  await change({
    server,
    data: { ...event, payload: { ...payload, summary: 'Deployed shop 1.2.3' } },
  }),
)
await sleep(500)
console.log(JSON.stringify(replies.map((reply) => ({ status: reply.status, data: reply.data }))))
