import { createSystemNet } from '@tocsin/server/shell/ports/net.ts'
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import { type ChatStandin, startChats } from '../testing/chat-send.ts'
import { failureIn, verdict } from '../testing/failing.ts'
import { aPage, aPageTitled, hostileTitles } from '../testing/messages.ts'
import { mattermostChannel } from './send.ts'

const net = createSystemNet()
let chats: ChatStandin

beforeEach(async () => {
  chats = await startChats()
})
afterEach(() => chats.close())
afterAll(() => net.close())

function send(message = aPage(), to = chats.addresses.mattermost) {
  return mattermostChannel.send(net, {}, { to }, message)
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

test('a page is urgent and has its links; nobody is called whom the monitor names', async () => {
  expect(await send(aPageTitled('@channel disk full'))).toEqual({ handedOver: true, isDelivered: true })
  const body = chats.taken()[0]?.body ?? {}
  expect(body).toMatchObject({ priority: { priority: 'urgent' } })
  expect(body.text).not.toContain('@channel')
  const [attachment] = body.attachments as { text: string }[]
  expect(attachment?.text).toContain('[Acknowledge](https://tocsin.example.com/a/token-1)')
})

test('a notice is not urgent', async () => {
  await send(aPage({ kind: 'notice' }))
  expect(chats.taken()[0]?.body).not.toHaveProperty('priority')
})

test('an unknown webhook is a bad address', async () => {
  const gone = chats.addresses.mattermost.replace(/abc/, 'xyz')
  expect(verdict(await send(aPage(), gone))).toEqual(['bad_address', 'never'])
  expect(mattermostChannel.checkAddress('https://chat.example.com/team/channels/x')).toMatch(/incoming webhook/)
})
