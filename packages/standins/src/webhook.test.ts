import { createHmac } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startWebhookStandin, type WebhookStandin } from './webhook.ts'

const NOW = Date.parse('2026-01-05T00:00:00Z')
let receiver: WebhookStandin

beforeEach(async () => {
  receiver = await startWebhookStandin({ now: () => NOW, secret: 's3cret' })
})
afterEach(() => receiver.close())

const BODY = JSON.stringify({ id: 'INC-1/p1' })

async function post(headers: Record<string, string>, body = BODY) {
  const response = await fetch(receiver.url, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...headers },
  })
  return response.status
}

function signed(timestamp: string, secret = 's3cret', body = BODY) {
  return {
    'x-tocsin-id': 'INC-1/p1',
    'idempotency-key': 'INC-1/p1',
    'x-tocsin-timestamp': timestamp,
    'x-tocsin-signature': `v1=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`,
  }
}

test('a request that is signed and complete is accepted', async () => {
  expect(await post(signed('2026-01-05T00:00:01Z'))).toBe(204)
  expect(receiver.accepted()).toMatchObject([{ id: 'INC-1/p1', at: NOW }])
})

test('unsigned, wrongly signed, changed and old requests are refused with 401', async () => {
  const statuses = [
    await post({ 'x-tocsin-id': 'INC-1/p1' }),
    await post(signed('2026-01-05T00:00:01Z', 'other')),
    await post(signed('2026-01-05T00:00:01Z'), JSON.stringify({ id: 'INC-1/p2' })),
    await post(signed('2026-01-04T23:00:00Z')),
  ]
  expect(statuses).toEqual([401, 401, 401, 401])
  expect(receiver.requests()).toHaveLength(4)
  expect(receiver.accepted()).toEqual([])
})

test('a body that is not JSON, or has another id, is refused', async () => {
  const other = JSON.stringify({ id: 'INC-2/p1' })
  expect(await post(signed('2026-01-05T00:00:01Z', 's3cret', other), other)).toBe(400)
  expect(await post({ ...signed('2026-01-05T00:00:01Z'), 'content-type': 'text/plain' })).toBe(415)
})

test('ordered faults are counted and then over', async () => {
  receiver.failNext(500, 2)
  const statuses = [
    await post(signed('2026-01-05T00:00:01Z')),
    await post({}),
    await post(signed('2026-01-05T00:00:01Z')),
  ]
  expect(statuses).toEqual([500, 500, 204])
})
