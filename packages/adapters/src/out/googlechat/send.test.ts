import { createSystemNet } from '@tocsin/server/shell/ports/net.ts'
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import { type ChatStandin, startChats } from '../testing/chat-send.ts'
import { failureIn, verdict } from '../testing/failing.ts'
import { aPage, aPageTitled, hostileTitles } from '../testing/messages.ts'
import { googlechatChannel } from './send.ts'

const net = createSystemNet()
let chats: ChatStandin

beforeEach(async () => {
  chats = await startChats()
})
afterEach(() => chats.close())
afterAll(() => net.close())

function send(message = aPage(), to = chats.addresses.googlechat) {
  return googlechatChannel.send(net, {}, { to }, message)
}

test.each(hostileTitles)('a title with %s is taken', async (_, title) => {
  expect(await send(aPageTitled(title))).toMatchObject({ handedOver: true })
  expect(chats.taken()).toHaveLength(1)
})

test('a provider in trouble is tried later, at its pace', async () => {
  chats.failNext({ status: 429, headers: { 'retry-after': '4' } })
  expect(failureIn(await send())).toMatchObject({ code: 'rate_limited', retry: 'later', retryAfterMs: 4_000 })
  chats.failNext(502)
  expect(verdict(await send())).toEqual(['provider_error', 'later'])
})

test('what is said of one incident stands in one thread', async () => {
  expect(await send()).toEqual({ handedOver: true, providerRef: 'spaces/AAAAbbbb/messages/m1', isDelivered: true })
  await send(aPage({ kind: 'notice' }))
  expect(chats.taken().map(({ body }) => body.thread)).toEqual([
    { threadKey: 'INC-2026-000001' },
    { threadKey: 'INC-2026-000001' },
  ])
  expect(chats.taken()[0]?.body.text).toContain('<https://tocsin.example.com/a/token-1|Acknowledge>')
})

test('a title cannot make links or mentions', async () => {
  await send(aPageTitled('<users/all> <https://eve.example|click>'))
  const text = String(chats.taken()[0]?.body.text)
  expect(text).not.toContain('<users/all>')
  expect(text).not.toContain('<https://eve.example')
})

test('a wrong token stays wrong; an address without one is refused', async () => {
  expect(verdict(await send(aPage(), chats.addresses.googlechat.replace('t1', 't2')))).toEqual([
    'bad_credentials',
    'never',
  ])
  expect(googlechatChannel.checkAddress('https://chat.googleapis.com/v1/spaces/AAA/messages')).toMatch(/key=…&token=…/)
})
