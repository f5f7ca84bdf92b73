import { createHmac } from 'node:crypto'
import { createSystemNet } from '@tocsin/server/shell/ports/net.ts'
import { startWebhookStandin, type WebhookStandin } from '@tocsin/standins/webhook.ts'
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import type { Message } from '../channel.ts'
import { impatient } from '../testing/impatient.ts'
import { aPage, aPageTitled, hostileTitles } from '../testing/messages.ts'
import { webhookChannel, webhookConfigSchema } from './send.ts'
import { signBody } from './signature.ts'

const SECRET = 's3cret'
const net = createSystemNet()
let receiver: WebhookStandin

beforeEach(async () => {
  receiver = await startWebhookStandin({ now: Date.now, secret: SECRET })
})
afterEach(() => receiver.close())
afterAll(() => net.close())

function now(): string {
  return new Date(Date.now()).toISOString()
}

interface Changes {
  secret?: string
  to?: string
  timeoutMs?: number
}

function send(message: Message = aPage({ sentAt: now() }), changes: Changes = {}) {
  const { secret = SECRET, to = `${receiver.url}/ana`, timeoutMs = 10_000 } = changes
  return webhookChannel.send(impatient(net, timeoutMs), webhookConfigSchema.parse(undefined), { to, secret }, message)
}

test('a page arrives signed, in the documented form', async () => {
  expect(await send()).toEqual({ handedOver: true, isDelivered: true })
  const [request] = receiver.accepted()
  expect(request).toMatchObject({ method: 'POST', path: '/ana', id: 'INC-2026-000001/p3', answered: 204 })
  expect(JSON.parse(request?.body ?? '')).toEqual({
    id: 'INC-2026-000001/p3',
    kind: 'page',
    urgency: 'high',
    recipient: 'Ana',
    subject: 'INC-2026-000001 P2 Payment API: error rate above 5 %',
    lines: aPage().lines,
    links: aPage().links,
    incident: {
      id: 'INC-2026-000001',
      title: 'Error rate above 5 %',
      status: 'open',
      priority: 'P2',
      services: ['Payment API', 'Checkout'],
      opened_at: '2026-01-05T00:00:00.000Z',
    },
  })
})

test('the signature is the HMAC of timestamp, dot and body', () => {
  const expected = createHmac('sha256', 'key').update('2026-01-05T00:00:01.000Z.{"id":"é"}').digest('hex')
  expect(signBody('key', '2026-01-05T00:00:01.000Z', '{"id":"é"}')).toBe(`v1=${expected}`)
})

test('a receiver with another secret refuses, and so it is for good', async () => {
  expect(await send(aPage({ sentAt: now() }), { secret: 'other' })).toMatchObject({
    failure: { code: 'bad_credentials', retry: 'never', cause: expect.stringContaining('the signature is wrong') },
  })
})

test('a request that is played again later is refused by its timestamp', async () => {
  expect(await send(aPage({ sentAt: '2026-01-05T00:00:01.000Z' }))).toMatchObject({
    failure: { code: 'bad_credentials' },
  })
})

test('without a secret there is no signature', async () => {
  const open = await startWebhookStandin({ now: Date.now })
  const contact = { to: `${open.url}/x` }
  await webhookChannel.send(net, {}, contact, aPage())
  await open.close()
  expect(open.accepted().map(({ headers }) => headers['x-tocsin-signature'])).toEqual([undefined])
})

test('two attempts of one page carry the same keys and the same body', async () => {
  receiver.failNext(503)
  expect(await send(aPage({ sentAt: now() }))).toMatchObject({ failure: { retry: 'later' } })
  expect(await send(aPage({ sentAt: new Date(Date.now() + 1_000).toISOString() }))).toMatchObject({ handedOver: true })
  const [first, second] = receiver
    .requests()
    .map(({ headers, body }) => [headers['x-tocsin-id'], headers['idempotency-key'], body])
  expect(second).toEqual(first)
  expect(first?.slice(0, 2)).toEqual(['INC-2026-000001/p3', 'INC-2026-000001/p3'])
})

test.each([
  [503, 'provider_error', 'later'],
  [429, 'rate_limited', 'later'],
  [408, 'provider_error', 'later'],
  [400, 'refused', 'never'],
  [401, 'bad_credentials', 'never'],
  [404, 'bad_address', 'never'],
])('the answer %i is %s and tried %s', async (status, code, retry) => {
  receiver.failNext(status)
  expect(await send()).toMatchObject({ failure: { code, retry } })
})

test('Retry-After is handed on, at most five minutes of it', async () => {
  receiver.failNext(429, 1, { 'retry-after': '7' })
  expect(await send()).toMatchObject({ failure: { retryAfterMs: 7_000 } })
  receiver.failNext(503, 1, { 'retry-after': '999999' })
  expect(await send()).toMatchObject({ failure: { retryAfterMs: 300_000 } })
})

test('redirects are not followed', async () => {
  receiver.failNext(302, 1, { location: `${receiver.url}/elsewhere/secret` })
  const result = await send()
  expect(result).toMatchObject({ failure: { code: 'refused', retry: 'never' } })
  expect(JSON.stringify(result)).not.toContain('secret')
  expect(receiver.requests()).toHaveLength(1)
})

test('silence, a reset and nobody listening are tried later', async () => {
  receiver.failNext('hang')
  expect(await send(undefined, { timeoutMs: 500 })).toMatchObject({ failure: { code: 'timeout', retry: 'later' } })
  receiver.failNext('reset')
  expect(await send()).toMatchObject({ failure: { code: 'unreachable', retry: 'later' } })
  const { url } = receiver
  await receiver.close()
  expect(await send(aPage(), { to: url })).toMatchObject({ failure: { code: 'unreachable', retry: 'later' } })
})

test('addresses of link-local metadata services and those that are no addresses are refused unsent', async () => {
  const addresses = [
    'http://169.254.169.254/latest',
    'http://0xa9fea9fe/',
    'http://[fe80::1]/',
    'ftp://x/',
    'not an address',
  ]
  const results = await Promise.all(addresses.map((to) => send(aPage(), { to })))
  expect(results.map((result) => 'failure' in result && [result.failure.code, result.failure.retry])).toEqual(
    addresses.map(() => ['bad_address', 'never']),
  )
})

test.each(hostileTitles)('a title with %s arrives unchanged, as JSON', async (_, title) => {
  expect(await send({ ...aPageTitled(title), sentAt: now() })).toMatchObject({ handedOver: true })
  expect(JSON.parse(receiver.accepted()[0]?.body ?? '').incident.title).toBe(title)
})

test('an address is checked before it is used', () => {
  expect(webhookChannel.checkAddress('http://127.0.0.1:9099/ana')).toBeUndefined()
  expect(webhookChannel.checkAddress('https://hooks.example.com/x')).toBeUndefined()
  expect(webhookChannel.checkAddress('hooks.example.com/x')).toMatch(/^Expected an address/)
  expect(webhookChannel.checkAddress('javascript:alert(1)')).toMatch(/https:\/\//)
})
