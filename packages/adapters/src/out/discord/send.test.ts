import { createSystemNet } from '@tocsin/server/shell/ports/net.ts'
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import { type ChatStandin, startChats } from '../testing/chat-send.ts'
import { failureIn, verdict } from '../testing/failing.ts'
import { aPage, aPageTitled, hostileTitles } from '../testing/messages.ts'
import { discordChannel } from './send.ts'

const net = createSystemNet()
let chats: ChatStandin

beforeEach(async () => {
  chats = await startChats()
})
afterEach(() => chats.close())
afterAll(() => net.close())

function send(message = aPage(), to = chats.addresses.discord) {
  return discordChannel.send(net, {}, { to }, message)
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

test('a page has its text, its links and calls nobody whom the monitor names', async () => {
  expect(await send(aPageTitled('@everyone disk **full**'))).toEqual({
    handedOver: true,
    providerRef: '1',
    isDelivered: true,
  })
  const body = chats.taken()[0]?.body ?? {}
  expect(body).toMatchObject({ allowed_mentions: { parse: [] } })
  const [embed] = body.embeds as { description: string; url: string }[]
  expect(embed?.url).toBe('https://tocsin.example.com/incidents/INC-2026-000001')
  expect(embed?.description).toContain('[Acknowledge](https://tocsin.example.com/a/token-1)')
  expect(embed?.description).toContain('\\*\\*full\\*\\*')
})

test('its own 429 is heard to the millisecond', async () => {
  chats.failNext({ status: 429, body: '{"message":"You are being rate limited.","retry_after":1.337,"global":false}' })
  expect(failureIn(await send())).toMatchObject({ code: 'rate_limited', retryAfterMs: 1_337 })
})

test('a webhook that was deleted, and an address that is none, are bad addresses', async () => {
  const gone = chats.addresses.discord.replace('4711', '4712')
  expect(verdict(await send(aPage(), gone))).toEqual(['bad_address', 'never'])
  expect(discordChannel.checkAddress('https://discord.com/channels/1/2')).toMatch(/address of a webhook/)
})
