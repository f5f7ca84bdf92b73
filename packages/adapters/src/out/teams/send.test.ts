import { createSystemNet } from '@tocsin/server/shell/ports/net.ts'
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import { type ChatStandin, startChats } from '../testing/chat-send.ts'
import { failureIn, verdict } from '../testing/failing.ts'
import { aPage, aPageTitled, hostileTitles } from '../testing/messages.ts'
import { teamsChannel } from './send.ts'

const net = createSystemNet()
let chats: ChatStandin

beforeEach(async () => {
  chats = await startChats()
})
afterEach(() => chats.close())
afterAll(() => net.close())

function send(message = aPage(), to = chats.addresses.teams) {
  return teamsChannel.send(net, {}, { to }, message)
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

test('a page is an adaptive card whose buttons open pages; 202 is no receipt', async () => {
  expect(await send()).toEqual({ handedOver: true, providerRef: '0858', isDelivered: false })
  const { attachments } = chats.taken()[0]?.body ?? {}
  const [attachment] = attachments as { content: { actions: object[]; body: object[] } }[]
  expect(attachment?.content.actions[0]).toEqual({
    type: 'Action.OpenUrl',
    title: 'Acknowledge',
    url: 'https://tocsin.example.com/a/token-1',
  })
  expect(attachment?.content.body[0]).toMatchObject({ color: 'Attention' })
})

test('a card stays below what Teams silently drops', async () => {
  const lines = Array.from({ length: 40 }, (_, n) => `${n} ${'行'.repeat(900)}`)
  expect(await send(aPage({ lines }))).toMatchObject({ handedOver: true })
  expect(Buffer.byteLength(JSON.stringify(chats.taken()[0]?.body))).toBeLessThan(28 * 1024)
})

test('a signature that was copied in part is a bad address; connectors are no more', async () => {
  expect(verdict(await send(aPage(), chats.addresses.teams.replace('s3cret', 's3')))).toEqual(['bad_address', 'never'])
  expect(teamsChannel.checkAddress('https://acme.webhook.office.com/webhookb2/1')).toMatch(/retired/)
})
