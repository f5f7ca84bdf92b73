import { createSystemNet } from '@tocsin/server/shell/ports/net.ts'
import { type SmtpStandin, startSmtpStandin } from '@tocsin/standins/smtp.ts'
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import { impatient } from '../testing/impatient.ts'
import { aPage, aPageTitled, hostileTitles } from '../testing/messages.ts'
import { emailChannel, emailConfigSchema } from './send.ts'

const net = createSystemNet()
let server: SmtpStandin

beforeEach(async () => {
  server = await startSmtpStandin({ now: Date.now })
})
afterEach(() => server.close())
afterAll(() => net.close())

interface Changes {
  url?: string
  from?: string
  timeoutMs?: number
}

function send(message = aPage(), to = 'ana@example.com', changes: Changes = {}) {
  const { timeoutMs = 10_000, ...config } = { url: server.url, from: 'Tocsin <tocsin@example.com>', ...changes }
  return emailChannel.send(impatient(net, timeoutMs), config, { to }, message)
}

test('a page arrives with both parts, its thread, and headers that keep auto-replies away', async () => {
  expect(await send()).toMatchObject({
    handedOver: true,
    isDelivered: false,
    providerRef: expect.stringMatching(/^250 .*queued/),
  })
  const [mail] = server.mails()
  expect(mail).toMatchObject({
    mailFrom: 'tocsin@example.com',
    rcptTo: ['ana@example.com'],
    subject: 'INC-2026-000001 P2 Payment API: error rate above 5 %',
    messageId: '<INC-2026-000001.p3@example.com>',
    inReplyTo: '<INC-2026-000001@example.com>',
    references: '<INC-2026-000001@example.com>',
    headers: {
      date: 'Mon, 05 Jan 2026 00:00:01 +0000',
      'auto-submitted': 'auto-generated',
      'x-tocsin-page': 'INC-2026-000001/p3',
      importance: 'high',
      'x-priority': '1 (Highest)',
    },
  })
  expect(mail?.text).toContain('Acknowledge: https://tocsin.example.com/a/token-1')
  expect(mail?.html).toContain('href="https://tocsin.example.com/a/token-1"')
  expect(mail?.headers['content-type']).toContain('multipart/alternative')
})

test('a second attempt is recognisable as the same mail', async () => {
  await send(aPage({ sentAt: '2026-01-05T00:00:01.000Z' }))
  await send(aPage({ sentAt: '2026-01-05T00:01:00.000Z' }))
  const ids = server.mails().map(({ messageId, headers }) => [messageId, headers['x-tocsin-page']])
  expect(ids).toEqual([ids[0], ids[0]])
  expect(server.connections()).toBe(1)
})

test('mails of low urgency and notices do not claim importance', async () => {
  await send(aPage({ urgency: 'low' }))
  await send(aPage({ kind: 'notice' }))
  expect(server.mails().map(({ headers }) => headers.importance ?? headers['x-priority'])).toEqual([
    undefined,
    undefined,
  ])
})

test('a temporary refusal is tried later and the next attempt gets through', async () => {
  server.failNext('451')
  expect(await send()).toMatchObject({
    failure: { code: 'provider_error', retry: 'later', cause: expect.stringContaining('451') },
  })
  expect(await send()).toMatchObject({ handedOver: true })
})

test('an unknown mailbox is a bad address, for good', async () => {
  server.failNext('550')
  expect(await send()).toMatchObject({ failure: { code: 'bad_address', retry: 'never' } })
  expect(await send(aPage(), 'ana@nowhere.invalid')).toMatchObject({ failure: { code: 'bad_address', retry: 'never' } })
})

test('a sender that the server does not know is a matter of configuration', async () => {
  expect(await send(aPage(), 'ana@example.com', { from: 'tocsin@our.invalid' })).toMatchObject({
    failure: { code: 'not_configured', retry: 'never' },
  })
})

test('an address that could be read as two is refused before anything is sent', async () => {
  const sent = await Promise.all(
    ['ana@example.com, eve@example.com', 'ana@example.com\r\nRCPT TO:<eve@example.com>'].map((to) => send(aPage(), to)),
  )
  expect(sent.map((result) => 'failure' in result && result.failure.code)).toEqual(['bad_address', 'bad_address'])
  expect(server.attempts()).toHaveLength(0)
})

test('a server that falls silent times out and is tried later', async () => {
  await send()
  server.failNext('hang')
  expect(await send(aPage(), undefined, { timeoutMs: 500 })).toMatchObject({
    failure: { code: 'timeout', retry: 'later' },
  })
  expect(await send()).toMatchObject({ handedOver: true })
})

test('a server that cuts every connection is unreachable for now', async () => {
  server.failNext('drop', 10)
  expect(await send()).toMatchObject({ failure: { code: 'unreachable', retry: 'later' } })
})

test('a cut before anything was handed over is made good on a fresh connection of the same attempt', async () => {
  await send()
  server.failNext('drop')
  expect(await send()).toMatchObject({ handedOver: true })
  expect(server.mails()).toHaveLength(2)
})

test('a lost answer is a failure to try again, and the repeated mail carries the same id', async () => {
  server.failNext('lost-ack')
  expect(await send()).toMatchObject({ failure: { code: 'unreachable', retry: 'later' } })
  expect(await send()).toMatchObject({ handedOver: true })
  expect(server.mails().map(({ messageId }) => messageId)).toEqual(Array(2).fill('<INC-2026-000001.p3@example.com>'))
})

test('nobody listening is unreachable for now', async () => {
  await server.close()
  expect(await send()).toMatchObject({ failure: { code: 'unreachable', retry: 'later' } })
})

test('credentials are used, and wrong or missing ones are told apart from a bad address', async () => {
  const closed = await startSmtpStandin({ now: Date.now, auth: { user: 'tocsin', password: 'pa ss:word' } })
  const urls = ['tocsin:pa%20ss%3Aword@', 'tocsin:wrong@', ''].map((login) => closed.url.replace('://', `://${login}`))
  const results = []
  for (const url of urls) results.push(await send(aPage(), 'ana@example.com', { url }))
  await closed.close()
  expect(results).toMatchObject([
    { handedOver: true },
    { failure: { code: 'bad_credentials', retry: 'never' } },
    { failure: { code: 'bad_credentials', retry: 'never' } },
  ])
  expect(JSON.stringify(results)).not.toContain('wrong')
})

test('a certificate that nobody vouches for is refused unless the address says otherwise', async () => {
  const shady = await startSmtpStandin({ now: Date.now, hasSelfSignedCertificate: true })
  const refused = await send(aPage(), 'ana@example.com', { url: shady.url })
  const taken = await send(aPage(), 'ana@example.com', { url: `${shady.url}?verify=off` })
  await shady.close()
  expect(refused).toMatchObject({
    failure: { code: 'unreachable', retry: 'later', cause: expect.stringContaining('TLS') },
  })
  expect(taken).toMatchObject({ handedOver: true })
})

test('a mail beyond the size that the server takes is refused, for good', async () => {
  const small = await startSmtpStandin({ now: Date.now, sizeMax: 2_000 })
  const result = await send(aPage(), 'ana@example.com', { url: small.url })
  await small.close()
  expect(result).toMatchObject({ failure: { code: 'refused', retry: 'never' } })
})

test.each(hostileTitles)('a title with %s arrives as one subject and adds no header or recipient', async (_, title) => {
  expect(await send(aPageTitled(title))).toMatchObject({ handedOver: true })
  const [mail] = server.mails()
  expect(mail?.rcptTo).toEqual(['ana@example.com'])
  expect(mail?.headers).not.toHaveProperty('bcc')
  expect(mail?.subject).toMatch(/^INC-2026-000001 P2 ./)
  expect(mail?.html).not.toMatch(/<script|<img|<h1>forged/)
})

test('emoji and umlauts arrive unharmed', async () => {
  await send(aPageTitled('🔥 Zahlungen für München — 支払い停止'))
  expect(server.mails()[0]).toMatchObject({
    subject: 'INC-2026-000001 P2 🔥 Zahlungen für München — 支払い停止',
    text: expect.stringContaining('🔥 Zahlungen für München — 支払い停止'),
  })
})

test('twenty mails at once all arrive over a few connections', async () => {
  const results = await Promise.all(Array.from({ length: 20 }, () => send()))
  expect(results.filter((result) => 'handedOver' in result)).toHaveLength(20)
  expect(server.connections()).toBeLessThanOrEqual(8)
})

test('a configuration names what it expected', () => {
  expect(
    emailConfigSchema.safeParse({ url: 'http://mail', from: 'x' }).error?.issues.map(({ message }) => message),
  ).toEqual([
    'expected smtp:// or smtps:// and a host, e.g. smtp://user:password@mail.example.com:587',
    'expected a mail address, e.g. Tocsin <tocsin@example.com>',
  ])
  expect(emailConfigSchema.safeParse({ url: 'smtp://127.0.0.1:2525', from: 'tocsin@example.com' }).success).toBe(true)
})

test('what cannot be delivered comes back to where answers go, where that is of the same organisation as the sender', async () => {
  const sentFrom = async (replyTo: string, from = 'Tocsin <tocsin@example.com>') => {
    await send(aPage({ replyTo }), 'ana@example.com', { from })
    return server.mails().at(-1)?.mailFrom
  }
  expect(await sentFrom('reply+abc@in.example.com')).toBe('reply+abc@in.example.com')
  expect(await sentFrom('reply+abc@example.com', 'tocsin@ops.example.com')).toBe('reply+abc@example.com')
  // Its mail server would refuse another organisation's sender, or SPF would.
  expect(await sentFrom('reply+abc@in.other.net')).toBe('tocsin@example.com')
  expect(await sentFrom('reply+abc@badexample.com')).toBe('tocsin@example.com')
  expect(server.mails().at(-1)?.headers.from).toContain('tocsin@example.com')
})
