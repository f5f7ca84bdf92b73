import { createSystemNet } from '@tocsin/server/shell/ports/net.ts'
import { type NtfyStandin, startNtfyStandin } from '@tocsin/standins/ntfy.ts'
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import { impatient } from '../testing/impatient.ts'
import { aPage, aPageTitled, hostileTitles } from '../testing/messages.ts'
import { ntfyChannel, ntfyConfigSchema } from './send.ts'

const TOKEN = 'tk_standin'
const net = createSystemNet()
let server: NtfyStandin

beforeEach(async () => {
  server = await startNtfyStandin({ now: Date.now, token: TOKEN })
})
afterEach(() => server.close())
afterAll(() => net.close())

interface Changes {
  to?: string
  token?: string | null
  secret?: string
  timeoutMs?: number
}

function send(message = aPage(), { to = 'oncall', token = TOKEN, secret, timeoutMs = 10_000 }: Changes = {}) {
  const config = { url: server.url, ...(token === null ? {} : { token }) }
  const contact = { to, ...(secret === undefined ? {} : { secret }) }
  return ntfyChannel.send(impatient(net, timeoutMs), config, contact, message)
}

test('a page is taken, with the id that ntfy gave it', async () => {
  expect(await send()).toEqual({ handedOver: true, providerRef: 'standin00001', isDelivered: false })
  expect(server.messages()).toMatchObject([
    { topic: 'oncall', priority: 5, title: aPage().subject, actions: [{ label: 'Acknowledge' }, {}, {}] },
  ])
})

test('a wrong or missing token is bad credentials, in the words of ntfy', async () => {
  expect(await send(aPage(), { token: 'tk_wrong' })).toMatchObject({
    failure: { code: 'bad_credentials', retry: 'never', cause: 'answered 401: unauthorized (40101)' },
  })
  expect(await send(aPage(), { token: null })).toMatchObject({
    failure: { code: 'bad_credentials', retry: 'never' },
  })
  expect(await send(aPage(), { secret: 'tk_\r\nX: y' })).toMatchObject({
    failure: { code: 'bad_credentials', retry: 'never' },
  })
})

test('a contact on another server uses its own token and never sees the configured one', async () => {
  const other = await startNtfyStandin({ now: Date.now, token: 'tk_mine' })
  const to = `${other.url}/mine`
  const results = [await send(aPage(), { to }), await send(aPage(), { to, secret: 'tk_mine' })]
  await other.close()
  expect(results).toMatchObject([
    { failure: { code: 'bad_credentials', cause: 'answered 403: forbidden (40301)' } },
    { handedOver: true },
  ])
})

test('bad topics are refused before they are sent', async () => {
  expect(await send(aPage(), { to: 'no topic' })).toMatchObject({ failure: { code: 'bad_address', retry: 'never' } })
  expect(server.requests()).toHaveLength(0)
})

test('too many requests, a broken proxy, silence and a reset are tried later', async () => {
  server.failNext('too_many')
  expect(await send()).toMatchObject({ failure: { code: 'rate_limited', retry: 'later' } })
  server.failNext(502)
  expect(await send()).toMatchObject({ failure: { code: 'provider_error', retry: 'later' } })
  server.failNext('hang')
  expect(await send(aPage(), { timeoutMs: 500 })).toMatchObject({ failure: { code: 'timeout', retry: 'later' } })
  server.failNext('reset')
  expect(await send()).toMatchObject({ failure: { code: 'unreachable', retry: 'later' } })
  expect(await send()).toMatchObject({ handedOver: true })
})

test.each(hostileTitles)('a title with %s is taken', async (_, title) => {
  expect(await send(aPageTitled(title))).toMatchObject({ handedOver: true })
  expect(server.messages()[0]?.title).not.toMatch(/[\r\n]/)
})

test('without configuration topics live on the public server', () => {
  expect(ntfyConfigSchema.parse(undefined)).toEqual({ url: 'https://ntfy.sh' })
  expect(ntfyConfigSchema.safeParse({ url: 'ntfy.sh' }).success).toBe(false)
  expect(ntfyConfigSchema.safeParse({ token: 'a\r\nb' }).success).toBe(false)
})
