import { createSystemNet } from '@tocsin/server/shell/ports/net.ts'
import { type PushoverStandin, startPushoverStandin } from '@tocsin/standins/pushover.ts'
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import { verdict } from '../testing/failing.ts'
import { aPage, aPageTitled, hostileTitles } from '../testing/messages.ts'
import { pushoverChannel, pushoverConfigSchema } from './send.ts'

const net = createSystemNet()
let pushover: PushoverStandin

beforeEach(async () => {
  pushover = await startPushoverStandin({ now: Date.now })
})
afterEach(() => pushover.close())
afterAll(() => net.close())

function send(message = aPage(), { to = pushover.user, token = pushover.token } = {}) {
  return pushoverChannel.send(net, pushoverConfigSchema.parse({ token, url: pushover.url }), { to }, message)
}

test('a page of high urgency is an emergency, and its receipt is kept', async () => {
  const callbackUrl = 'https://tocsin.example.com/callback/pushover/abc'
  expect(await send(aPage({ callbackUrl }))).toMatchObject({ providerRef: `${'r'.repeat(29)}0`, isDelivered: false })
  expect(pushover.taken()[0]?.fields).toMatchObject({
    priority: '2',
    retry: '60',
    expire: '900',
    callback: callbackUrl,
    url: 'https://tocsin.example.com/a/token-1',
    url_title: 'Acknowledge',
  })
})

test('what is not urgent makes no alarm', async () => {
  await send(aPage({ urgency: 'low' }))
  await send(aPage({ kind: 'notice', urgency: 'low' }))
  expect(pushover.taken().map(({ fields }) => [fields.priority, fields.retry])).toEqual([
    ['0', undefined],
    ['-1', undefined],
  ])
})

test.each(hostileTitles)('a title with %s is taken', async (_, title) => {
  expect(await send(aPageTitled(title))).toMatchObject({ handedOver: true })
})

test('an unknown user and a wrong token are told apart, and neither is tried again', async () => {
  expect(verdict(await send(aPage(), { to: 'x'.repeat(30) }))).toEqual(['bad_address', 'never'])
  expect(verdict(await send(aPage(), { token: 'x'.repeat(30) }))).toEqual(['bad_credentials', 'never'])
})

test('a server in trouble is tried later', async () => {
  pushover.failNext(502)
  expect(verdict(await send())).toEqual(['provider_error', 'later'])
  pushover.failNext('reset', 2)
  expect(verdict(await send())).toEqual(['unreachable', 'later'])
})

test('an address is a key of thirty letters and digits', () => {
  expect(pushoverChannel.checkAddress('u'.repeat(30))).toBeUndefined()
  expect(pushoverChannel.checkAddress('ana@example.com')).toMatch(/thirty letters/)
})
