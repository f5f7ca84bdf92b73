import { createSystemNet } from '@tocsin/server/shell/ports/net.ts'
import { startTwilioStandin, type TwilioStandin } from '@tocsin/standins/twilio.ts'
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import { failureIn, verdict } from '../testing/failing.ts'
import { aBundle, aPage, aPageTitled, hostileTitles } from '../testing/messages.ts'
import { smsChannel, smsConfigSchema } from './sms.ts'

const net = createSystemNet()
let twilio: TwilioStandin

beforeEach(async () => {
  twilio = await startTwilioStandin({ now: Date.now })
})
afterEach(() => twilio.close())
afterAll(() => net.close())

function configured(changes: Record<string, string> = {}) {
  const { sid, token } = twilio.account
  const given = { provider: 'twilio', account_sid: sid, auth_token: token, from: '+12025550100', url: twilio.url }
  return smsConfigSchema.parse({ ...given, ...changes })
}

function send(message = aPage(), changes: Record<string, string> = {}, to = '+491701234567') {
  return smsChannel.send(net, configured(changes), { to }, message)
}

test('a page says what is wrong and how to answer it', async () => {
  const callbackUrl = 'https://tocsin.example.com/callback/sms/abc'
  expect(await send(aPage({ callbackUrl }))).toEqual({
    handedOver: true,
    providerRef: `SM${'1'.padStart(32, '0')}`,
    isDelivered: false,
  })
  expect(twilio.taken()[0]).toMatchObject({ to: '+491701234567', from: '+12025550100', statusCallback: callbackUrl })
  const text = twilio.taken()[0]?.text ?? ''
  expect(text.split('\n')[0]).toBe('INC-2026-000001 P2 Payment API: error rate above 5 %')
  expect(text).toContain('Reply 1a to acknowledge, 1e to escalate, 1r to resolve.')
  expect(text).not.toContain('/a/token-1')
})

test('where nothing can be sent back the link acknowledges', async () => {
  await send(aPage(), { from: 'TOCSIN' })
  await send(aPage(), { replies: 'off' })
  for (const { text } of twilio.taken()) {
    expect(text).toContain('Acknowledge: https://tocsin.example.com/a/token-1')
    expect(text).not.toContain('Reply')
  }
})

test('it is written in the reader’s language', async () => {
  await send(aPage({ locale: 'ja' }))
  expect(twilio.taken()[0]?.text).toContain('返信: 1a=対応する')
})

test('the sender depends on the country, the longest beginning wins', async () => {
  const senders = '+49=TOCSIN, +4917=+4930123456, +1=+12025550111'
  await send(aPage(), { senders }, '+491701234567')
  await send(aPage(), { senders }, '+4930987654')
  await send(aPage(), { senders }, '+818012345678')
  expect(twilio.taken().map(({ from }) => from)).toEqual(['+4930123456', 'TOCSIN', '+12025550100'])
})

test('a code is short and nothing else', async () => {
  await send(aPage({ kind: 'code', code: '042137', subject: 'Your code for Tocsin', links: [] }))
  // The first message to a number has to say how to end them.
  expect(twilio.taken()[0]?.text).toBe('Your code for Tocsin. Your code: 042137. Reply STOP to opt out, HELP for help.')
})

test('a code says how to end messages in the reader’s language, and not where nothing can be answered', async () => {
  const code = aPage({ kind: 'code', code: '042137', subject: 'Tocsin の確認コード', links: [], locale: 'ja' })
  await send(code)
  await send(code, { from: 'TOCSIN' })
  expect(twilio.taken().map(({ text }) => text)).toEqual([
    'Tocsin の確認コード. 確認コード: 042137. 停止はSTOP、ヘルプはHELPと返信してください。',
    'Tocsin の確認コード. 確認コード: 042137',
  ])
})

test.each(hostileTitles)('a title with %s is sent within the limits', async (_, title) => {
  expect(await send(aPageTitled(title))).toMatchObject({ handedOver: true })
  expect(twilio.taken()[0]?.text.length).toBeLessThan(480)
  expect(twilio.taken()[0]?.text).toContain('1a')
})

test('somebody who sent STOP is gone for good', async () => {
  twilio.optOut('+491701234567')
  expect(failureIn(await send())).toMatchObject({ code: 'bad_address', retry: 'never', isAddressGone: true })
})

test('a wrong token is bad credentials, a busy provider is tried later as it asks', async () => {
  expect(verdict(await send(aPage(), { auth_token: '0'.repeat(32) }))).toEqual(['bad_credentials', 'never'])
  twilio.failNext({
    status: 429,
    headers: { 'retry-after': '3' },
    body: '{"code":20429,"message":"Too Many Requests"}',
  })
  expect(failureIn(await send())).toMatchObject({ code: 'rate_limited', retry: 'later', retryAfterMs: 3_000 })
  twilio.failNext(503)
  expect(verdict(await send())).toEqual(['provider_error', 'later'])
  twilio.failNext({ status: 400, body: '{"code":21614,"message":"not a mobile number"}' })
  expect(verdict(await send())).toEqual(['bad_address', 'never'])
  twilio.failNext({ status: 400, body: '{"code":21606,"message":"not a number of yours"}' })
  expect(verdict(await send())).toEqual(['not_configured', 'never'])
})

test('an address is a number with its country', () => {
  expect(smsChannel.checkAddress('+491701234567')).toBeUndefined()
  const wrong = ['0170 1234567', '+0170123', '491701234567', '+49 170', 'ana@example.com', '+1234567890123456']
  expect(wrong.filter((to) => smsChannel.checkAddress(to) === undefined)).toEqual([])
})

test('settings that cannot work are refused with what is wrong', () => {
  const problemOf = (given: object) =>
    smsConfigSchema
      .safeParse(given)
      .error?.issues.map(({ message }) => message)
      .join()
  expect(problemOf({ provider: 'smoke' })).toBe('expected twilio or http')
  expect(problemOf({ ...configured(), senders: 'TOCSIN' })).toMatch(/expected pairs/)
  expect(problemOf({ ...configured(), senders: '+49=Operations Centre' })).toMatch(/\+49=Operations Centre: expected/)
  expect(problemOf({ ...configured(), from: 'MUCH TOO LONG A NAME' })).toMatch(/expected a number/)
})

test('one about several names each with its number, and how to answer one and all', async () => {
  await send(aBundle(3))
  const lines = (twilio.taken()[0]?.text ?? '').split('\n')
  expect(lines[0]).toBe('3 more incidents page you')
  expect(lines.slice(1, 4).map((line) => line.slice(0, 17))).toEqual([
    '1 P2 Payment API:',
    '2 P2 Payment API:',
    '3 P2 Payment API:',
  ])
  expect(lines.at(-1)).toBe('Reply 1a to acknowledge one (e escalates, r resolves), all a for all.')
})

test('as many as one can tell of fit with their links, none of which is cut', async () => {
  await send(aBundle(smsChannel.bundleMax ?? 0), { replies: 'off' })
  const text = twilio.taken()[0]?.text ?? ''
  expect(text.length).toBeLessThan(1_600)
  expect(text.match(/Acknowledge: https:\S+\d$/gm)).toHaveLength(6)
})
