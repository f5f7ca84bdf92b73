import { createSystemNet } from '@tocsin/server/shell/ports/net.ts'
import { type GotifyStandin, startGotifyStandin } from '@tocsin/standins/gotify.ts'
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import { verdict } from '../testing/failing.ts'
import { aPage, aPageTitled, hostileTitles } from '../testing/messages.ts'
import { gotifyChannel } from './send.ts'

const net = createSystemNet()
let gotify: GotifyStandin

beforeEach(async () => {
  gotify = await startGotifyStandin({ now: Date.now })
})
afterEach(() => gotify.close())
afterAll(() => net.close())

function send(message = aPage(), contact: { to?: string; secret?: string } = {}) {
  return gotifyChannel.send(net, {}, { to: gotify.url, secret: gotify.token, ...contact }, message)
}

test('a page is loud, and a press on it leads to the acknowledgement', async () => {
  expect(await send()).toEqual({ handedOver: true, providerRef: '1', isDelivered: false })
  expect(gotify.taken()).toMatchObject([{ priority: 10, click: 'https://tocsin.example.com/a/token-1' }])
})

test('priority follows kind and urgency', async () => {
  await send(aPage({ urgency: 'low' }))
  await send(aPage({ kind: 'notice', urgency: 'low' }))
  expect(gotify.taken().map(({ priority }) => priority)).toEqual([5, 2])
})

test('a server below a path is found there', async () => {
  expect(verdict(await send(aPage(), { to: `${gotify.url}/gotify/` }))).toEqual(['bad_address', 'never'])
  expect(gotify.requests().at(-1)?.path).toBe('/gotify/message')
})

test.each(hostileTitles)('a title with %s is taken', async (_, title) => {
  expect(await send(aPageTitled(title))).toMatchObject({ handedOver: true })
})

test('without a token, or with a wrong one, nothing is tried twice', async () => {
  expect(verdict(await gotifyChannel.send(net, {}, { to: gotify.url }, aPage()))).toEqual(['bad_credentials', 'never'])
  expect(verdict(await send(aPage(), { secret: 'wrong' }))).toEqual(['bad_credentials', 'never'])
  gotify.failNext(503)
  expect(verdict(await send())).toEqual(['provider_error', 'later'])
})
