import { createSystemNet } from '@tocsin/server/shell/ports/net.ts'
import { startWebPushStandin, type WebPushStandin } from '@tocsin/standins/webpush.ts'
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import type { Message } from '../channel.ts'
import { impatient } from '../testing/impatient.ts'
import { aPage, aPageTitled, hostileTitles } from '../testing/messages.ts'
import { webpushChannel, webpushConfigSchema } from './send.ts'
import { vapidKeysOf } from './vapid.ts'

const keys = vapidKeysOf(Buffer.alloc(32, 7)) ?? { public_key: '', private_key: '' }
const otherKeys = vapidKeysOf(Buffer.alloc(32, 8)) ?? keys
const net = createSystemNet()
const sentAtMs = Date.parse(aPage().sentAt)
let service: WebPushStandin

beforeEach(async () => {
  service = await startWebPushStandin({ now: () => sentAtMs })
})
afterEach(() => service.close())
afterAll(() => net.close())

interface Changes {
  secret?: string
  vapid?: typeof keys
  push_services?: string[]
  subject?: string
  timeoutMs?: number
}

async function send(message = aPage(), changes: Changes = {}) {
  const { vapid = keys, push_services = [service.url], subject, timeoutMs = 10_000 } = changes
  const secret = changes.secret ?? JSON.stringify(service.subscribe(keys.public_key))
  const config = webpushConfigSchema.parse({ vapid, push_services, ...(subject && { subject }) })
  return webpushChannel.send(impatient(net, timeoutMs), config, { to: 'Chrome on Android', secret }, message)
}

function lastText() {
  return JSON.parse(service.messages().at(-1)?.text ?? 'null')
}

test('a page is read by the browser: priority, title, service, where it leads and where to acknowledge', async () => {
  expect(await send()).toEqual({ handedOver: true, providerRef: '1', isDelivered: false })
  expect(lastText()).toEqual({
    v: 1,
    kind: 'page',
    id: 'INC-2026-000001/p3',
    tag: 'INC-2026-000001',
    title: 'P2 Error rate above 5 %',
    body: `Payment API · Checkout · INC-2026-000001\n${aPage().lines.join('\n')}`,
    urgency: 'high',
    incident: { id: 'INC-2026-000001', status: 'open' },
    view: '/incidents/INC-2026-000001',
    acknowledge: '/a/token-1',
  })
})

test('what is urgent is pushed urgently, and the newest word about an incident replaces what still waits', async () => {
  const kinds: Partial<Message>[] = [{}, { urgency: 'low' }, { kind: 'notice' }, { kind: 'notice', urgency: 'low' }]
  for (const kind of kinds) await send(aPage(kind))
  const sent = service.messages()
  expect(sent.map(({ urgency }) => urgency)).toEqual(['high', 'normal', 'normal', 'low'])
  expect(sent.map(({ ttl }) => ttl)).toEqual([3_600, 43_200, 43_200, 43_200])
  expect(new Set(sent.map(({ topic }) => topic)).size).toBe(1)
})

test('a code is urgent, kept for as long as it is good, and replaces nothing', async () => {
  const { incident: _, ...page } = aPage()
  await send({ ...page, kind: 'code', code: '123456', links: [] })
  expect(service.messages()[0]).toMatchObject({ urgency: 'high', ttl: 900, topic: undefined })
  expect(lastText()).toMatchObject({ kind: 'code', code: '123456' })
})

test.each(hostileTitles)('a title with %s is read whole or cut, and never too large', async (_, title) => {
  expect(await send(aPageTitled(title))).toMatchObject({ handedOver: true })
  expect(lastText().title).not.toMatch(/[\r\n]/)
})

test('lines that JSON doubles are cut until the push is small enough', async () => {
  expect(await send(aPage({ lines: Array(20).fill('"\\'.repeat(2_000)) }))).toMatchObject({ handedOver: true })
})

test('a browser that ended its subscription is gone for good', async () => {
  const subscription = service.subscribe(keys.public_key)
  service.unsubscribe(subscription.endpoint)
  expect(await send(aPage(), { secret: JSON.stringify(subscription) })).toMatchObject({
    failure: { code: 'bad_address', retry: 'never', isAddressGone: true },
  })
})

test('a browser that was subscribed with other keys has to be subscribed again, but is not gone', async () => {
  const result = await send(aPage(), { vapid: otherKeys })
  expect(result).toMatchObject({ failure: { code: 'bad_credentials', retry: 'never' } })
  expect(result).toHaveProperty('failure.cause', expect.stringContaining('subscribe it again'))
  expect(result).not.toHaveProperty('failure.isAddressGone')
})

test('too many pushes, a broken proxy, silence and a reset are tried later', async () => {
  service.failNext('too_many')
  expect(await send()).toMatchObject({ failure: { code: 'rate_limited', retry: 'later', retryAfterMs: 7_000 } })
  service.failNext(502)
  expect(await send()).toMatchObject({ failure: { code: 'provider_error', retry: 'later' } })
  service.failNext('hang')
  expect(await send(aPage(), { timeoutMs: 500 })).toMatchObject({ failure: { code: 'timeout', retry: 'later' } })
  service.failNext('reset')
  expect(await send()).toMatchObject({ failure: { code: 'unreachable', retry: 'later' } })
  expect(await send()).toMatchObject({ handedOver: true })
})

test('an address without https, or in a private network, is never reached unless the admin named it', async () => {
  const subscription = service.subscribe(keys.public_key)
  expect(await send(aPage(), { push_services: [] })).toMatchObject({
    failure: { code: 'bad_address', retry: 'never', cause: expect.stringContaining('does not speak https') },
  })
  const { port } = new URL(service.url)
  for (const host of ['127.0.0.1', '[::1]', '[::ffff:127.0.0.1]', '10.0.0.1', '192.168.1.1', 'localhost']) {
    const secret = JSON.stringify({ ...subscription, endpoint: `https://${host}:${port}/p/1` })
    expect(await send(aPage(), { push_services: [], secret })).toMatchObject({
      failure: { code: 'bad_address', retry: 'never', cause: expect.stringContaining('may not be reached') },
    })
  }
  expect(service.requests()).toHaveLength(0)
})

test('a damaged subscription and missing keys are said in words', async () => {
  expect(await send(aPage(), { secret: 'nonsense' })).toMatchObject({ failure: { code: 'bad_credentials' } })
  const config = webpushConfigSchema.parse(undefined)
  const secret = JSON.stringify(service.subscribe(keys.public_key))
  expect(await webpushChannel.send(net, config, { to: 'x', secret }, aPage())).toMatchObject({
    failure: { code: 'not_configured' },
  })
})

test('settings are checked: a pair that belongs together, origins, and a subject that can be written to', () => {
  const bad = [
    { vapid: { ...keys, private_key: otherKeys.private_key } },
    { push_services: ['https://push.example.com/path'] },
    { subject: 'ops' },
  ]
  expect(bad.filter((settings) => webpushConfigSchema.safeParse(settings).success)).toEqual([])
  expect(webpushConfigSchema.parse(undefined)).toEqual({ push_services: [] })
})
